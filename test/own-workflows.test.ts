import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, parse, parseDocument, type YAMLMap } from 'yaml';
import { findingsOfActionlint, findingsOfGithub } from './validate';
import { PINS as PROJEN_PINS } from '../projenrc/pins';
import { PINS } from '../src/private/pins';

const FOLDER = join(__dirname, '..', '.github', 'workflows');
const WORKFLOWS = readdirSync(FOLDER).map(file => [file, readFileSync(join(FOLDER, file), 'utf8')] as const);
const VERSIONS = new Map(Object.entries({ ...PINS, ...PROJEN_PINS }).map(([action, { version, sha }]) => [`${action}@${sha}`, version]));

const jobsOf = (text: string) => Object.entries<any>(parse(text).jobs);
const stepsOf = (text: string) => jobsOf(text).flatMap(([, { steps }]) => steps);
const secretsOf = (job: object) => [...JSON.stringify(job).matchAll(/secrets[.[](\w+)/g)].map(([, secret]) => secret);

test('this repository has workflows', () => {
  expect(WORKFLOWS.map(([file]) => file)).toEqual([
    'build.yml', 'publish-hello-world.yml', 'pull-request-lint.yml', 'release.yml', 'upgrade-main.yml',
  ]);
});

test("GitHub's own validation and actionlint find nothing", async () => {
  const texts = WORKFLOWS.map(([, text]) => text);
  expect(await findingsOfGithub(texts)).toEqual(texts.map(() => []));
  expect(findingsOfActionlint(texts)).toEqual(texts.map(() => []));
});

describe.each(WORKFLOWS)('%s', (_, text) => {
  test('permits nothing at its top, and every job says what it may do and why', () => {
    expect(parse(text).permissions).toEqual({});
    for (const [id] of jobsOf(text)) {
      const permissions = parseDocument(text).getIn(['jobs', id, 'permissions']) as YAMLMap;
      expect(isMap(permissions)).toBe(true);
      permissions.items.forEach(({ value }) => expect(isScalar(value) && value.comment).toMatch(/^ \S/));
    }
  });

  test('pins every action to the commit of its version', () => {
    const used = stepsOf(text).filter(({ uses }) => uses).map(({ uses }) => uses);
    expect(used.filter(uses => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/.test(uses))).toEqual([]);
    for (const uses of used) {
      expect(VERSIONS.get(uses)).toMatch(/^v\d+\.\d+\.\d+$/);
      expect(text).toContain(`uses: ${uses} # ${VERSIONS.get(uses)}\n`);
      expect(text).not.toContain(`uses: ${uses}\n`);
    }
  });

  test('runs the code of no pull request with rights or secrets', () => {
    const { on, jobs } = parse(text);
    expect(on).not.toHaveProperty('pull_request_target');
    expect(on).not.toHaveProperty('workflow_run');
    if ('pull_request' in on || 'merge_group' in on) {
      for (const { permissions } of Object.values<any>(jobs)) {
        expect(Object.values(permissions).filter(level => level !== 'read')).toEqual([]);
      }
      expect(secretsOf(jobs).filter(secret => secret !== 'GITHUB_TOKEN')).toEqual([]);
    }
  });

  test('keeps no credentials of a checkout, and puts no expression into a script', () => {
    for (const { uses, with: inputs, run } of stepsOf(text)) {
      expect(uses?.startsWith('actions/checkout@') ? inputs['persist-credentials'] : false).toBe(false);
      expect(run ?? '').not.toContain('${{');
    }
  });

  test('says which of its runs exclude one another', () => {
    expect(parse(text).concurrency).toMatchObject({ 'group': expect.any(String), 'cancel-in-progress': expect.any(Boolean) });
  });
});

test('only these jobs may write, and only these have secrets', () => {
  const all = WORKFLOWS.flatMap(([file, text]) => jobsOf(text).map(([id, job]) => ({ job: `${file}: ${id}`, ...job })));
  const mayWrite = all.map(({ job, permissions }) => [job, Object.keys(permissions).filter(name => permissions[name] !== 'read')] as const);
  expect(mayWrite.filter(([, names]) => names.length)).toEqual([
    ['publish-hello-world.yml: publish-hello-world', ['packages']],
    ['release.yml: release_github', ['contents']],
    ['release.yml: release_npm', ['id-token']],
    ['release.yml: release_pypi', ['id-token']],
  ]);
  expect(all.map(({ job, ...rest }) => [job, secretsOf(rest)] as const).filter(([, names]) => names.length)).toEqual([
    ['pull-request-lint.yml: validate', ['GITHUB_TOKEN']],
    ['release.yml: release_github', ['GITHUB_TOKEN']],
    ['release.yml: release_npm', ['NPM_TOKEN']],
    ['release.yml: release_maven', [
      'MAVEN_GPG_PRIVATE_KEY', 'MAVEN_GPG_PRIVATE_KEY_PASSPHRASE', 'MAVEN_PASSWORD', 'MAVEN_USERNAME', 'MAVEN_STAGING_PROFILE_ID',
    ]],
    ['release.yml: release_golang', ['GO_GITHUB_TOKEN']],
    ['upgrade-main.yml: pr', ['PROJEN_GITHUB_TOKEN']],
  ]);
});
