import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as projen from 'projen';
import * as ts from 'typescript';
import { newProject, synthText } from './synth';
import * as library from '../src';
import { PINS } from '../src/private/pins';
import { GITHUB_REGISTRIES, type RegistryFacts } from '../src/private/registry-facts';

const ROOT = join(__dirname, '..');
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const DOCS = readdirSync(join(ROOT, 'docs')).filter(file => file.endsWith('.md')).map(file => `docs/${file}`);
const PAGES = ['README.md', ...DOCS];
const blocksOf = (language: string, page: string) => [...page.matchAll(new RegExp(`^\`\`\`(?:${language})\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code);

/** The examples of a page, each by its first line: all in TypeScript, and of JavaScript whole files. */
const examplesOf = (page: string) => [...blocksOf('ts', page), ...blocksOf('js', page).filter(code => code.includes('project.synth()'))]
  .map(code => [code.trim().split('\n').find(line => !/^(import|const .*require\(|\/\/|$)/.test(line)), code] as const);

/** What projen makes beside what an example declares, and `ci`, in which jobs of the user's own stand in short. */
const NOT_OURS = /^(build|release|upgrade|pull-request-lint|auto-|stale|ci$)/;

/** projen's release took one `task` before it took `tasks`. */
class Release extends projen.release.Release {
  constructor(scope: projen.Project, options: projen.release.ReleaseOptions) {
    super(scope, { task: options.tasks?.[0], ...options });
  }
}

/** Runs an example in a folder of its own, and gives the project that it declares, or else the one that it was given. */
function run(code: string): projen.github.GitHubProject {
  const project = newProject();
  const { build, github, javascript, Project, TextFile } = projen;
  const scope = { ...library, build, github, javascript, release: { ...projen.release, Release }, Project, TextFile, project };
  const script = ts.transpile(code.replace(/^(import .*|const .*= require\(.*)$/gm, ''), { target: ts.ScriptTarget.ES2022 });
  const before = process.cwd();
  process.chdir(project.outdir);
  try {
    // a block, since it may declare a project of the same name
    return new Function(...Object.keys(scope), `{ ${script}\nreturn project; }`)(...Object.values(scope));
  } finally {
    process.chdir(before);
  }
}

// what is imported has steps of a hand-written workflow: test/import/migrating runs it
const WITH_EXAMPLES = PAGES.filter(page => page !== 'docs/migrating.md').map(page => [page, read(page)] as const).filter(([, text]) => examplesOf(text).length > 0);

describe.each(WITH_EXAMPLES)('an example of %s', (_, page) => {
  test.each(examplesOf(page))('%s', (__, code) => {
    const project = run(code);
    const hub = projen.github.GitHub.of(project)!;
    project.synth();
    const own = hub.workflows.filter(({ name }) => !NOT_OURS.test(name));
    own.forEach(({ name }) => expect(synthText(project, name)).toContain('permissions:'));
    const ids = hub.workflows.flatMap(({ jobs }) => Object.keys(jobs));
    expect(ids).toContainEqual(expect.stringMatching(/^(publish|check)-/));
  });
});

test('the README shows the workflow that its first example makes', () => {
  const [yaml] = blocksOf('yaml', read('README.md'));
  expect(yaml).toBe(read('examples/least/.github/workflows/publish-api.yml'));
});

test('the page of destinations says of the registries what the code knows', () => {
  const page = read('docs/destinations.md');
  const table = page.slice(page.indexOf('## GitHub\'s registries')).split('\n').filter(line => line.startsWith('| '))
    .map(line => line.split('|').slice(1, -1).map(cell => cell.trim().replace(/`/g, '')));
  const cells = (name: string) => table.find(([label]) => label === name)!.slice(1);
  const facts: RegistryFacts[] = Object.values(GITHUB_REGISTRIES);
  expect(table[0].slice(1).map(cell => cell.replace(/^.*\./, ''))).toEqual(Object.keys(GITHUB_REGISTRIES));
  expect(cells('host')).toEqual(facts.map(({ host }) => host));
  expect(cells('sign-in')).toEqual(facts.map(({ signIn }) => signIn));
  expect(cells('name of an image')).toEqual(facts.map(({ namespace }) => namespace));
  expect(cells('permissions')).toEqual(facts.map(({ permissions }) => permissions));
  expect(cells('who can pull')).toEqual(facts.map(({ readers }) => readers));
  expect(cells('several platforms in a tag, digests')).toEqual(facts.map(({ platforms }) => platforms ? 'yes' : 'no'));
  expect(cells('GitHub-hosted runners')).toEqual(facts.map(({ hostedRunners }) => hostedRunners ? 'yes' : 'no: runsOn is required'));
  const vouched = (voucher: 'GitHub' | 'Sigstore') => facts.map(({ platforms, vouchers }) => platforms && vouchers?.includes(voucher) !== false ? 'yes' : 'no');
  expect(cells('attestations of GitHub')).toEqual(vouched('GitHub'));
  expect(cells('signatures without a key')).toEqual(vouched('Sigstore'));
  expect(cells('state')).toEqual(facts.map(({ state }) => state));
});

test('the settings for Renovate find an override with its version', () => {
  const page = read('docs/supply-chain.md');
  const { customManagers: [{ managerFilePatterns: [file], matchStrings: [pattern] }] } = JSON.parse(blocksOf('json', page)[0]);
  expect('.projenrc.ts').toMatch(new RegExp(file.slice(1, -1)));
  const override = examplesOf(page).map(([, code]) => code).find(code => code.includes('actions.set('))!;
  expect(new RegExp(pattern).exec(override)?.groups).toEqual({
    depName: 'actions/checkout', currentDigest: PINS['actions/checkout'].sha, currentValue: PINS['actions/checkout'].version,
  });
});

describe('a link', () => {
  const LINKED = [...PAGES, 'CONTRIBUTING.md', 'SECURITY.md', 'e2e/README.md'];
  const withoutCode = (page: string) => page.replace(/^( *)```.*?^\1```$/gms, '');

  /** Where a page can be linked to: its headings as GitHub spells them, and the names that API.md gives to its own. */
  function anchorsOf(page: string): Set<string> {
    const text = read(page);
    const slugs = [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading
      .replace(/<[^>]*>/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim().toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replace(/ /g, '-'));
    const numbered = slugs.map((slug, index) => {
      const times = slugs.slice(0, index).filter(other => other === slug).length;
      return times ? `${slug}-${times}` : slug;
    });
    return new Set([...numbered, ...[...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)]);
  }

  /** The links of a page, but for those to other sites. */
  const linksOf = (page: string) => [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter(target => !/^[a-z]+:/.test(target));

  test.each(LINKED)('of %s leads to a file and a heading of it', page => {
    const dead = linksOf(page).filter(target => {
      const [path, anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(file).has(anchor));
    });
    expect(dead).toEqual([]);
  });

  test('leads from the README to every page', () => {
    expect(linksOf('README.md')).toEqual(expect.arrayContaining(DOCS));
  });
});
