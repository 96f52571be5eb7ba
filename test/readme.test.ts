import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as projen from 'projen';
import * as ts from 'typescript';
import { newProject, synthText } from './synth';
import * as library from '../src';
import { PINS } from '../src/private/pins';
import { GITHUB_REGISTRIES, type RegistryFacts } from '../src/private/registry-facts';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const PAGES = readdirSync(join(ROOT, 'docs')).map(file => [file, readFileSync(join(ROOT, 'docs', file), 'utf8')] as const);
const blocksOf = (language: string, page: string) => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code);

/** The examples of a page, each by its first line. */
const examplesOf = (page: string) => blocksOf('ts', page).map(code => [code.trim().split('\n').find(line => !/^(import|\/\/|$)/.test(line)), code] as const);

describe.each([['README.md', README] as const, ...PAGES])('an example of %s', (_, page) => {
  test.each(examplesOf(page))('%s', (__, code) => {
    const project = newProject();
    const scope = { ...library, github: projen.github, TextFile: projen.TextFile, project };
    const script = ts.transpile(code.replace(/^import .*$/gm, ''), { target: ts.ScriptTarget.ES2022 });
    new Function(...Object.keys(scope), script)(...Object.values(scope));
    const workflows = project.github!.workflows.filter(({ name }) => name !== 'pull-request-lint');
    expect(workflows.length).toBeGreaterThan(0);
    // jobs of the user's own stand there in short, without what validators ask of a whole one
    const own = workflows.filter(({ name }) => name !== 'ci');
    own.forEach(({ name }) => expect(synthText(project, name)).toContain('permissions:'));
  });
});

test('the README shows the workflow that its first example makes', () => {
  const [yaml] = blocksOf('yaml', README);
  expect(yaml).toBe(readFileSync(join(ROOT, 'examples', 'least', '.github', 'workflows', 'publish-api.yml'), 'utf8'));
});

test('the README says of the registries what the code knows', () => {
  const table = README.slice(README.indexOf('## Registries')).split('\n').filter(line => line.startsWith('| '))
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
  const page = PAGES.find(([file]) => file === 'supply-chain.md')![1];
  const { customManagers: [{ managerFilePatterns: [file], matchStrings: [pattern] }] } = JSON.parse(blocksOf('json', page)[0]);
  expect('.projenrc.ts').toMatch(new RegExp(file.slice(1, -1)));
  const override = examplesOf(page).map(([, code]) => code).find(code => code.includes('actions.set('))!;
  expect(new RegExp(pattern).exec(override)?.groups).toEqual({
    depName: 'actions/checkout', currentDigest: PINS['actions/checkout'].sha, currentValue: PINS['actions/checkout'].version,
  });
});
