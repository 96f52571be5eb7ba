import { code, link, table, text } from '../../src/private/markdown';

test('text is nothing but text', () => {
  expect(text('web-1.2, (a)')).toBe('web-1.2, (a)');
  expect(text('*a* _b_ <i> [c] `d` | ~e~ $f$ #g &amp; \\h {{i}}')).not.toMatch(/[*_<>[\]`|~$\\{}]|&amp;| #/);
  expect(text('a\nb\u202e\0c')).toBe('a b c');
});

test('code stands between backticks where it can, and is HTML where it cannot', () => {
  expect(code('docker pull ghcr.io/<owner>/x:1 ')).toBe('`docker pull ghcr.io/<owner>/x:1`');
  for (const value of ['a`b', 'a|b', '${{ a }}', '{% a %}', 'a  b', '\\', '']) {
    expect(code(value)).toMatch(/^<code>[^`|{\\]*<\/code>$/);
  }
  expect(code('a\nb')).toBe('`a b`');
});

test('a link ends where its path does', () => {
  expect(link('x', '../a (b) c.yml')).toBe('[x](../a%20%28b%29%20c.yml)');
});

test('a table has a row for each image, and something in each cell', () => {
  expect(table(['A', 'B'], [[['a', 'b'], []]])).toEqual(['| A | B |', '| --- | --- |', '| a<br>b | – |']);
});
