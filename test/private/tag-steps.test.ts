import { computeTags, findNewestGitTag, readVersions } from '../../src/private/tag-steps';
import { runStep } from '../run-step';

const WHERE = { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' };
const VALID = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}( [A-Za-z0-9_][A-Za-z0-9._-]{0,127})*$/;

describe('the step that computes tags', () => {
  const one = (text: string) => runStep(computeTags({ texts: ['t'], lists: [] }), { ...WHERE, TAG_1: text });
  test.each([
    ['1.2.3', '1.2.3'],
    ['feature/login', 'feature-login'],
    ['  1.2 \n', '1.2'],
    ['a b,value=latest', 'a-b-value-latest'],
    ['1.2.3+build', '1.2.3-build'],
    ['--.x', 'x'],
    ['_x', '_x'],
    ['a\nb', 'a-b'],
    ['$(touch x)', 'touch-x-'],
    ['`id`', 'id-'],
    ['"; exit 1; "', 'exit-1-'],
    ['*', undefined],
    ['é', undefined],
    ['-', undefined],
    ['', undefined],
    [' \n ', undefined],
    ['x'.repeat(10_000), 'x'.repeat(128)],
    [`${'x'.repeat(127)}/y`, `${'x'.repeat(127)}-`],
  ])('makes of %j the valid tag %j, or none', (text, tag) => {
    const { status, outputs } = one(text);
    expect([status, outputs.tags]).toEqual(tag === undefined ? [1, undefined] : [0, tag]);
    expect(outputs.tags ?? 'x').toMatch(VALID);
  });

  test('keeps the order, drops what is there already, and leaves out what is empty', () => {
    const step = computeTags({ fixed: 'a b', texts: ['t', 't', 't'], lists: [{ text: 'l' }] });
    expect(runStep(step, { ...WHERE, TAG_1: 'c', TAG_2: '', TAG_3: 'a', LIST_1: 'd\nc  *\te' }).outputs).toEqual({ tags: 'a b c d e' });
  });

  test('puts what stands before and behind to each tag of a list', () => {
    const step = computeTags({ texts: [], lists: [{ text: 'l', prefix: 'v', suffix: '-alpine' }, { text: 'l' }] });
    expect(runStep(step, { ...WHERE, LIST_1: '1 1.2', LIST_2: 'x' }).outputs).toEqual({ tags: 'v1-alpine v1.2-alpine x' });
    expect(runStep(step, { ...WHERE, LIST_1: '1', LIST_2: '', SUFFIX_1: '/$(id) x' }).outputs).toEqual({ tags: 'v1-id-x' });
    expect(runStep(step, { ...WHERE, LIST_1: '', LIST_2: 'x' }).outputs).toEqual({ tags: 'x' });
  });

  test('fails where none is left, and says for which event and ref', () => {
    const { status, log, outputs } = one('');
    expect(status).toBe(1);
    expect(log).toContain('::error::No tag is left for the event push on refs/heads/main: add an ImageTag that this event has, or do not trigger it');
    expect(outputs).toEqual({});
  });

  test('looks at no file whose name a list could match', () => {
    expect(runStep(computeTags({ texts: [], lists: [{ text: 'l' }] }), { ...WHERE, LIST_1: '* /etc/* x' }).outputs.tags).toBe('etc- x');
  });
});

describe('the step that reads versions', () => {
  test.each([
    ['v1.2.3-rc.1+build', 'v1.2.3-rc.1+build'],
    ['1!2.0', '1!2.0'],
    ['1.2.3,value=latest', '1.2.3valuelatest'],
    ['1.2.3\ntype=raw', '1.2.3typeraw'],
    ['{{branch}}', 'branch'],
    ['"1"', '1'],
    ['$(id)`id`\\', 'idid'],
    ['é', ''],
    ['', ''],
  ])('leaves of %j the safe letters %j', (text, left) => {
    expect(runStep(readVersions(['a', 'b']), { TEXT_1: text, TEXT_2: 'x' }).outputs).toEqual({ 'text-1': left, 'text-2': 'x' });
  });
});

describe('the step that looks for the newest git tag', () => {
  const newest = (ref: string, tags: string[]) => {
    const name = ref.replace(/^refs\/(tags|heads)\//, '');
    const git = `prefix=\${@: -1}; for tag in ${tags.map(tag => `'refs/tags/${tag}'`).join(' ')}; do [[ $tag != \${prefix%\\*}* ]] || printf '%040d\\t%s\\n' 0 "$tag"; done`;
    return runStep(findNewestGitTag(), { GITHUB_REF: ref, GITHUB_REF_NAME: name, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/web', TOKEN: 't' }, { git }).outputs.newest;
  };
  test.each<[string, string, string[], string]>([
    ['the newest', 'v1.10.0', ['v1.9.0', 'v1.10.0', 'v1.2.0'], 'true'],
    ['a fix of an older one', 'v1.9.1', ['v1.9.0', 'v1.9.1', 'v1.10.0'], 'false'],
    ['the newest, whatever pre-releases there are', 'v1.0.0', ['v1.0.0', 'v2.0.0-rc.1', 'v3.0.0-beta'], 'true'],
    ['a pre-release', 'v2.0.0-rc.1', ['v1.0.0', 'v2.0.0-rc.1'], 'false'],
    ['the newest without a "v"', '2.0', ['1.9', '2.0'], 'true'],
    ['an older one of its own package', 'web@1.2.0', ['web@1.2.0', 'web@1.3.0'], 'false'],
    ['the only one', 'v1', ['v1'], 'true'],
    ['no version', 'nightly', ['nightly', 'v1.0.0'], 'false'],
    ['what a shell would run', 'v1.0.0$(id)', ['v1.0.0'], 'false'],
  ])('knows %s', (_, tag, tags, answer) => {
    expect(newest(`refs/tags/${tag}`, tags)).toBe(answer);
  });

  test.each([
    ['api/v1.2.0', ['api/v1.2.0', 'api/v1.1.0', 'web/v3.0.0', 'v4.0.0']],
    ['web@2.0', ['web@2.0', 'web@1.9', 'v4.0.0']],
  ])('knows the newest of its own package: %s', (tag, tags) => {
    expect(newest(`refs/tags/${tag}`, tags)).toBe('true');
  });

  test('says no of a branch, even of the name of a version', () => {
    expect(newest('refs/heads/v9.0.0', ['v1.0.0'])).toBe('false');
  });

  test('fails where the git tags cannot be read', () => {
    const ran = runStep(findNewestGitTag(), { GITHUB_REF: 'refs/tags/v1', GITHUB_REF_NAME: 'v1', GITHUB_SERVER_URL: 'a', GITHUB_REPOSITORY: 'b', TOKEN: 't' }, { git: 'exit 128' });
    expect([ran.status, ran.outputs]).toEqual([128, {}]);
  });

  test('shows the token to git in its environment alone', () => {
    const ran = runStep(findNewestGitTag(), { GITHUB_REF: 'refs/tags/v1', GITHUB_REF_NAME: 'v1', GITHUB_SERVER_URL: 'a', GITHUB_REPOSITORY: 'b', TOKEN: 'the-token' }, {
      git: 'echo "arguments: $*" >&2; echo "environment: $(base64 -d <<<"${GIT_CONFIG_VALUE_0##* }")" >&2',
    });
    expect(ran.log).toContain('environment: x-access-token:the-token');
    expect(ran.log.split('\n').find(line => line.startsWith('arguments:'))).toBe('arguments: ls-remote --tags --refs a/b refs/tags/*');
  });
});
