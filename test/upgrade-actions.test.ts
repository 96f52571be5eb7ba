import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import actions from './actions.json';
import { readMetadata, readPins, writePins } from '../scripts/action-tables';
import { newestOf, readTags } from '../scripts/action-tags';

const ROOT = join(__dirname, '..');
const TABLES = ['src/private/pins.ts', 'projenrc/pins.ts'];
const METADATA = 'test/actions.json';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-actions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(args: string[], input = ''): string {
  const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8', input, env: { ...process.env, ...who } });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout.trim();
}

/** Gives a repository a commit under a tag, and returns the commit. */
function release(action: string, tag: string, { annotated = false, file = 'action.yml', text = `runs: { using: ${tag} }` } = {}): string {
  const repository = join(folder, 'remote', action);
  const run = (args: string[], input?: string) => git(['--git-dir', repository, ...args], input);
  git(['init', '--quiet', '--bare', repository]);
  run(['config', 'uploadpack.allowFilter', 'true']);
  const tree = run(['mktree'], `100644 blob ${run(['hash-object', '-w', '--stdin'], text)}\t${file}`);
  const commit = run(['commit-tree', tree, '-m', tag]);
  run(['tag', '--force', ...annotated ? ['--annotate', '--message', tag] : [], tag, commit]);
  return commit;
}

const row = (action: string, version: string, sha: string) => `  '${action}': { version: '${version}', sha: '${sha}' },\n`;

/** Makes a project that pins actions, the last of them for its own workflows only. */
function project(...pins: Array<[action: string, version: string, sha: string]>): void {
  const rows = pins.map(pin => row(...pin));
  const tables = [`/** Words. */\nexport const PINS = {\n${rows.slice(0, -1).join('')}};\n// more words\n`, rows.slice(-1).join('')];
  const known = Object.fromEntries(pins.map(([action, version, sha]) => [action, { version, sha, using: version, inputs: {}, outputs: [] }]));
  [...tables, JSON.stringify(known, undefined, 1)].forEach((text, index) => {
    const path = join(folder, 'project', [...TABLES, METADATA][index]);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  });
}

const read = () => [...TABLES, METADATA].map(path => readFileSync(join(folder, 'project', path), 'utf8'));

function upgrade(...args: string[]) {
  const script = ['-r', require.resolve('ts-node/register/transpile-only'), join(ROOT, 'scripts', 'upgrade-actions.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, ...args], {
    cwd: join(folder, 'project'),
    encoding: 'utf8',
    env: {
      ...process.env,
      TS_NODE_PROJECT: join(ROOT, 'tsconfig.dev.json'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.file://${join(folder, 'remote')}/.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://github.com/',
    },
  });
  return { status, stdout, stderr };
}

test('every action goes to its newest stable release, and what it takes there is written down', () => {
  const old = release('acme/one', 'v9.9.9', { annotated: true });
  const text = `
    inputs: { b: { required: true }, a: { default: x }, c: { default: false, required: false }, d: { default: '' }, e: }
    outputs: { z: { description: z }, y: { description: y } }
    runs: { using: node24 }
  `;
  const one = release('acme/one', 'v10.0.0', { annotated: true, text });
  ['v10.0.1-rc.1', 'v11', 'v11.0', 'nightly', '12.0.0'].forEach(tag => release('acme/one', tag));
  const two = release('acme/two', 'v1.2.3');
  const own = release('acme/own.x', 'v0.1.0');
  const newOwn = release('acme/own.x', 'v0.2.0', { file: 'action.yaml' });
  project(['acme/one', 'v9.9.9', old], ['acme/two', 'v1.2.3', two], ['acme/own.x', 'v0.1.0', own]);
  expect(upgrade()).toEqual({ status: 0, stderr: '', stdout: 'acme/one: v9.9.9 is now v10.0.0\nacme/own.x: v0.1.0 is now v0.2.0\n' });
  const [table, ownTable, metadata] = read();
  expect(table).toBe(`/** Words. */\nexport const PINS = {\n${row('acme/one', 'v10.0.0', one)}${row('acme/two', 'v1.2.3', two)}};\n// more words\n`);
  expect(ownTable).toBe(row('acme/own.x', 'v0.2.0', newOwn));
  expect(metadata).toBe(JSON.stringify({
    'acme/one': {
      version: 'v10.0.0',
      sha: one,
      using: 'node24',
      inputs: { b: { required: true }, a: { default: 'x' }, c: {}, d: { default: '' }, e: {} },
      outputs: ['y', 'z'],
    },
    'acme/two': { version: 'v1.2.3', sha: two, using: 'v1.2.3', inputs: {}, outputs: [] },
    'acme/own.x': { version: 'v0.2.0', sha: newOwn, using: 'v0.2.0', inputs: {}, outputs: [] },
  }, undefined, 1));
});

test('where nothing is new, no file changes', () => {
  project(['acme/one', 'v1.0.0', release('acme/one', 'v1.0.0', { annotated: true })], ['acme/two', 'v2.0.0', release('acme/two', 'v2.0.0')]);
  const before = read();
  expect(upgrade()).toEqual({ status: 0, stderr: '', stdout: 'Each of 2 actions is at its newest release.\n' });
  expect(read()).toEqual(before);
});

test('--check is content with an older release that is what it says, and writes nothing', () => {
  project(['acme/one', 'v1.0.0', release('acme/one', 'v1.0.0', { annotated: true })], ['acme/two', 'v2.0.0', release('acme/two', 'v2.0.0')]);
  release('acme/one', 'v1.1.0');
  const before = read();
  expect(upgrade('--check')).toEqual({ status: 0, stderr: '', stdout: 'Each of 2 actions is pinned to the commit of its tag.\n' });
  expect(read()).toEqual(before);
});

test.each([['a check', ['--check']], ['an upgrade', []]])('%s stops at pins that are not their tags, names each, and writes nothing', (_, args) => {
  const first = release('acme/one', 'v1.0.0');
  const second = release('acme/one', 'v1.1.0', { annotated: true });
  const moved = release('acme/two', 'v1.0.0', { text: 'runs: { using: a }' });
  const there = release('acme/two', 'v1.0.0', { text: 'runs: { using: b }' });
  release('acme/two', 'v2.0.0');
  project(['acme/one', 'v1.1.0', first], ['acme/two', 'v1.0.0', moved], ['acme/one', 'v3.0.0', second]);
  const before = read();
  expect(upgrade(...args)).toEqual({
    status: 1,
    stdout: '',
    stderr: [
      `acme/one is pinned to ${second} as v3.0.0, but there is no tag v3.0.0; that commit is the tag v1.1.0.`,
      `acme/two is pinned to ${moved} as v1.0.0, but the tag v1.0.0 is ${there}; that commit is no tag.`,
      `acme/one is pinned to ${first} as v1.1.0, but the tag v1.1.0 is ${second}; that commit is the tag v1.0.0.`,
    ].join('\n') + '\n',
  });
  expect(read()).toEqual(before);
});

test.each([['a check', ['--check']], ['an upgrade', []]])('%s names a repository that cannot be read, and writes nothing', (_, args) => {
  const one = release('acme/one', 'v1.0.0');
  release('acme/one', 'v1.1.0');
  project(['acme/one', 'v1.0.0', one], ['acme/gone', 'v1.0.0', one]);
  const before = read();
  const { status, stdout, stderr } = upgrade(...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^https:\/\/github\.com\/acme\/gone cannot be read: .*acme\/gone.* does not appear to be a git repository\n$/);
  expect(read()).toEqual(before);
});

test('a commit without an action is named, and nothing is written', () => {
  const one = release('acme/one', 'v1.0.0');
  const two = release('acme/two', 'v1.0.0');
  release('acme/one', 'v1.1.0');
  const bad = release('acme/two', 'v1.1.0', { file: 'README.md' });
  project(['acme/one', 'v1.0.0', one], ['acme/two', 'v1.0.0', two]);
  const before = read();
  const { status, stderr } = upgrade();
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^https://github\\.com/acme/two at ${bad} cannot be read: .*action\\.yml.*\n$`));
  expect(read()).toEqual(before);
});

test('an action without a version among its tags is refused', () => {
  project(['acme/one', 'v1', release('acme/one', 'v1')]);
  expect(upgrade()).toEqual({ status: 1, stdout: '', stderr: 'acme/one has no tag that is a version, as v1.2.3 is.\n' });
});

test('an option that is unknown is refused', () => {
  project();
  expect(upgrade('--dry-run')).toEqual({ status: 1, stdout: '', stderr: '"--dry-run" is not understood. The only option is --check.\n' });
});

test('versions are compared by their numbers', () => {
  const newest = (...tags: string[]) => newestOf(new Map(tags.map(tag => [tag, ''])));
  expect(newest('v9.0.0', 'v10.0.0', 'v8.99.0')).toBe('v10.0.0');
  expect(newest('v1.10.0', 'v1.9.99')).toBe('v1.10.0');
  expect(newest('v1.0.9', 'v1.0.10', 'v2', 'v2.0.0-beta')).toBe('v1.0.10');
  expect(newest('v1', 'latest')).toBeUndefined();
});

test('a tag stands for a commit, whichever line comes first', () => {
  const [tag, commit] = ['a', 'b'].map(digit => digit.repeat(40));
  const lines = [`${tag}\trefs/tags/v1.0.0`, `${commit}\trefs/tags/v1.0.0^{}`, `${tag}\trefs/heads/main`];
  expect([...readTags(lines.join('\n'))]).toEqual([['v1.0.0', commit]]);
  expect([...readTags(lines.reverse().join('\n'))]).toEqual([['v1.0.0', commit]]);
});

test('an action that takes and gives nothing is described', () => {
  expect(readMetadata('runs: { using: composite }')).toEqual({ using: 'composite', inputs: {}, outputs: [] });
});

describe('of the actions of this repository', () => {
  test.each(TABLES)('each row of %s is read', path => {
    const table = readFileSync(join(ROOT, path), 'utf8');
    const pins = readPins(table);
    expect(pins).toHaveLength(table.match(/sha: '/g)!.length);
    expect(writePins(table, new Map(pins.map(pin => [pin.action, pin])))).toBe(table);
    expect(pins.map(({ action }) => action)).toEqual(pins.map(({ action }) => action).sort());
  });

  test('the metadata are those of the pinned commits', () => {
    for (const { action, version, sha } of TABLES.flatMap(path => readPins(readFileSync(join(ROOT, path), 'utf8')))) {
      expect({ action, ...(actions as Record<string, object>)[action] }).toMatchObject({ action, version, sha });
    }
  });
});
