import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const consumer = process.env.E2E_CONSUMER!;
const installed = join(consumer, 'node_modules', 'projen-github-package-image');

test('a project that has installed nothing but the package and its peers synthesizes a workflow', () => {
  const folder = mkdtempSync(join(consumer, 'project-'));
  try {
    writeFileSync(join(folder, '.projenrc.js'), `
      const { github } = require('projen');
      const { GithubPackageImage, ImageSource } = require('projen-github-package-image');
      const project = new github.GitHubProject({ name: 'consumer' });
      new GithubPackageImage(project, 'hello-world', { source: ImageSource.fromRegistry('hello-world:latest') });
      project.synth();
    `);
    execFileSync('node', ['.projenrc.js'], { cwd: folder, env: { PATH: process.env.PATH, PROJEN_DISABLE_POST: '1' }, stdio: 'pipe' });
    const text = readFileSync(join(folder, '.github', 'workflows', 'publish-hello-world.yml'), 'utf8');
    expect(parse(text).jobs['publish-hello-world'].permissions).toEqual({ packages: 'write' });
    expect(text).toContain('packages: write # push to ghcr.io');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the package is the compiled library, its assembly for jsii and the one dependency that it bundles', () => {
  const entries = readdirSync(installed);
  expect(entries).toEqual(expect.arrayContaining(['.jsii', 'LICENSE', 'README.md', 'lib', 'node_modules', 'package.json']));
  expect(['src', 'test', 'e2e', 'examples', 'bench', '.ci', '.github', '.projenrc.ts'].filter(path => entries.includes(path))).toEqual([]);
  expect(readdirSync(join(installed, 'node_modules'))).toEqual(['yaml']);
  expect(readdirSync(join(installed, 'lib')).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
});

test('the tests use that package, and not the sources', () => {
  expect(require.resolve('projen-github-package-image')).toBe(join(installed, 'lib', 'index.js'));
});
