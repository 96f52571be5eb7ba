import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as projen from 'projen';
import * as ts from 'typescript';
import { newProject, synthText } from './synth';
import * as library from '../src';
import { GITHUB_REGISTRIES, type RegistryFacts } from '../src/private/registry-facts';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocksOf = (language: string) => [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code);

describe('an example of the README', () => {
  test.each(blocksOf('ts').map(code => [code.trim().split('\n').find(line => !/^(import|\/\/|$)/.test(line)), code]))('%s', (_, code) => {
    const project = newProject();
    const scope = { ...library, github: projen.github, project };
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
  const [yaml] = blocksOf('yaml');
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
  expect(cells('state')).toEqual(facts.map(({ state }) => state));
});
