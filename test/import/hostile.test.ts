import { assert, array, constantFrom, integer, property, string, tuple } from 'fast-check';
import { MODELS, importWorkflow, report, synthesize, textOf } from './importer';

/** A workflow with this step in a job that publishes an image. */
function withScript(script: string): string {
  return [
    'on: { push: { branches: [main] } }', 'jobs:', '  image:', '    runs-on: ubuntu-latest', '    steps:', '      - uses: actions/checkout@v4',
    '      - run: |', ...script.split('\n').map(line => `          ${line}`),
    '          echo "${{ secrets.GITHUB_TOKEN }}" | docker login ghcr.io -u x --password-stdin', '          docker build -t ghcr.io/acme/web:1 .', '          docker push ghcr.io/acme/web:1',
  ].join('\n');
}

test.each([
  ['no YAML', 'on: [push\njobs: {}', /^line \d+: /],
  ['no map', '- push', /is no workflow/],
  ['no jobs', 'on: push', /is no workflow/],
  ['nothing', '', /is no workflow/],
  ['a key twice', 'on: push\non: push\njobs: {}', /^line 2: .*unique/],
  ['a file of 2 MiB', `on: push\njobs: {}\n# ${'x'.repeat(2 ** 21)}`, /larger than 1 MiB/],
  ['aliases that multiply', ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join()}]`), 'on: push', 'jobs: *i'].join('\n'), /aliases may repeat/],
  ['an alias of itself', 'on: push\njobs: &a\n  b: *a', /nested too deeply|alias/i],
  ['thousands of brackets', `on: push\njobs: ${'['.repeat(20_000)}`, /nested too deeply/],
  ['thousands of levels', ['on: push', 'jobs:', ...Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level + 1)}a:`)].join('\n'), /nested too deeply|cannot be followed/],
  ['a tag of its own', 'on: push\njobs: !!js/function "() => 1"', /is no workflow/],
  ['an expression that GitHub refuses', 'on: push\njobs: { a: { if: "${{ github. }}", steps: [] } }', /./],
])('%s ends in a message', (_, text, message) => {
  const imported = importWorkflow(text);
  expect(imported).toMatchObject({ outcome: 'nothing', reason: expect.stringMatching(message) });
  expect(report('x.yml', imported)).toContain(imported.reason);
});

test.each([
  ['a loop that doubles', 'x=a\nfor i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do x=$x$x; done'],
  ['loops in loops', 'for a in 1 2 3 4 5 6 7 8; do for b in 1 2 3 4 5 6 7 8; do for c in 1 2 3 4 5 6 7 8; do for d in 1 2 3 4 5 6 7 8; do echo $a$b$c$d; done; done; done; done'],
  ['a choice that doubles', Array.from({ length: 40 }, (_, index) => `[ "$(date +%N)" = ${index} ] && x=$x${index}`).join('\n')],
  ['a regular expression without an end', '[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! =~ ^(a+)+$ ]] && exit 1'],
  ['a pattern without an end', `x=${'a'.repeat(500)}\ny=\${x##*a*a*a*a*a*a*a*a*a*a*b}`],
  ['an open quotation', 'echo "'],
  ['a pipe into nothing', 'cat list | one=1\necho a | >file'],
  ['a loop over a file, in loops', 'for a in 1 2 3 4 5 6 7 8; do for b in 1 2 3 4 5 6 7 8; do while read -r c; do for d in $(cat $c); do crane cp $a$b$d ghcr.io/acme/$d:$c; done; done < list; done; done'],
  ['a list that never ends its words', `for a in $(cat list); do\n${Array.from({ length: 300 }, (_, index) => `  v${index}=$(echo $a | cut -c${index})`).join('\n')}\n  crane cp $v1 ghcr.io/acme/$v299\ndone`],
  ['parentheses', `echo ${'$('.repeat(3000)}`],
  ['names that every object has', 'constructor=1\n__proto__=2\necho "$toString $constructor" >> $GITHUB_ENV\nconstructor --help'],
])('a script with %s is followed to an end', (_, script) => {
  const { outcome, declaration } = importWorkflow(withScript(script));
  expect(['whole', 'partial', 'nothing']).toContain(outcome);
  expect(declaration === undefined || synthesize(declaration)).toBeTruthy();
});

test('texts of the file are texts of the declaration, whatever they hold', () => {
  const text = '\'); process.exit(3); (\'\\"`${1}*/\\u2028';
  const { declaration } = importWorkflow(`
on: { push: { branches: [main] } }
jobs:
  image:
    runs-on: ubuntu-latest
    permissions: { packages: write, "constructor": "x'); process.exit(3)" }
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with: { registry: ghcr.io, username: x, password: "\${{ secrets.GITHUB_TOKEN }}" }
      - name: ${JSON.stringify(text)}
        uses: acme/before@v1
        with: { a: ${JSON.stringify(text)}, ${JSON.stringify(text)}: 1 }
      - uses: docker/build-push-action@v6
        with: { push: true, tags: "ghcr.io/acme/web:1", platforms: "linux/amd64'); process.exit(3); ('", target: ${JSON.stringify(text)} }
      - { name: last, uses: acme/after@v1 }
`);
  expect(() => synthesize(declaration!)).toThrow(/^Platform/);
  const [workflow] = Object.values(synthesize(declaration!.replace(/Platform\.of\(.*\)/, 'Platform.LINUX_AMD64')));
  expect(workflow).toContain(JSON.stringify(text).slice(1, -1).replace(/\\\\u2028/, ''));
});

test('a report holds no letters that a terminal obeys', () => {
  const imported = importWorkflow('on: { push: {}, "\u001b[2Jx": {} }\njobs: { image: { steps: [{ uses: macbre/push-to-ghcr@v1, with: { image_name: a/b, github_token: "${{ github.token }}" } }] } }');
  expect(report('x.yml', imported)).toMatch(/\\u001b\[2Jx/);
  expect(report('x.yml', imported)).not.toMatch(/\u001b/);
});

test('models with lines lost, moved or filled with anything end in an outcome, and never in an error', () => {
  const line = string({ unit: 'binary', maxLength: 40 });
  const change = tuple(constantFrom('drop', 'move', 'fill', 'cut'), integer({ min: 0, max: 200 }), integer({ min: 0, max: 200 }), line);
  assert(property(constantFrom(...MODELS.map(({ id }) => id)), array(change, { minLength: 1, maxLength: 4 }), (id, changes) => {
    const lines = textOf(id).split('\n');
    for (const [kind, from, to, text] of changes) {
      const at = from % lines.length;
      const [taken] = kind === 'fill' ? [`${lines[at].split(':')[0]}: ${text}`] : lines.splice(at, 1);
      const put = kind === 'drop' ? [] : kind === 'cut' ? [taken.slice(0, to % (taken.length + 1))] : [taken];
      lines.splice(kind === 'fill' ? at : to % (lines.length + 1), kind === 'fill' ? 1 : 0, ...put);
    }
    const imported = importWorkflow(lines.join('\n'));
    expect(imported.outcome === 'nothing').toBe(imported.declaration === undefined);
    expect(report('x.yml', imported)).toMatch(/\S/);
    expect(imported.reason ?? '').not.toMatch(/undefined|is not a function|not iterable|reading/);
  }), { numRuns: 300, seed: 7 });
});
