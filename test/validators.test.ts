import { findingsOfActionlint, findingsOfGithub, refuseFindings } from './validate';

const good = `
on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
`;
const fish = `${good}      - run: 'true'\n        shell: fish\n`;

describe("GitHub's own validation", () => {
  test('passes a good workflow', async () => {
    expect(await findingsOfGithub([good])).toEqual([[]]);
  });

  test.each([
    ['an unknown key', good.replace('runs-on:', 'runs-off:'), /runs-off|runs-on/],
    ['an unknown input of an action', good.replace('persist-credentials', 'keep-credentials'), /keep-credentials/],
    ['an unknown context', good.replace('false', '${{ nobody.x }}'), /nobody/],
    ['a context that is not offered there', good.replace('ubuntu-24.04', '${{ secrets.X }}'), /secrets/],
    ['a needed job that is not there', good.replace('runs-on:', 'needs: b\n    runs-on:'), /'b'|"b"|job b/],
  ])('finds %s', async (_, workflow, message) => {
    const [findings] = await findingsOfGithub([workflow]);
    expect(findings.join('\n')).toMatch(message);
  });

  test('finds it in the workflow that has it, and in no other', async () => {
    const findings = await findingsOfGithub([good, good.replace('false', '${{ nobody.x }}'), good]);
    expect(findings.map(found => found.length)).toEqual([0, 1, 0]);
  });
});

describe('actionlint', () => {
  test('passes a good workflow, and finds a shell that does not exist in the workflow that has it', () => {
    const [first, second, third] = findingsOfActionlint([good, fish, good]);
    expect(second.join()).toMatch(/shell name "fish" is invalid/);
    expect([first, third]).toEqual([[], []]);
  });

  test('may not know the queue of a concurrency group, and must know any other key of it', () => {
    const withKey = (key: string) => good.replace('jobs:', `concurrency:\n  group: a\n  ${key}: max\njobs:`);
    const [queue, line] = findingsOfActionlint([withKey('queue'), withKey('line')]);
    expect(queue).toEqual([]);
    expect(line.join()).toMatch(/unexpected key "line"/);
  });
});

test('the workflows of a test file are refused with the test, the finding and the text', async () => {
  await expect(refuseFindings(new Map([[good, 'a good test'], [fish, 'a bad test']]))).rejects.toThrow(/1 of 2 workflows[^]*a bad test\n[^]*"fish"[^]*on: push/);
  await expect(refuseFindings(new Map([[good, 'a good test']]))).resolves.toBeUndefined();
});
