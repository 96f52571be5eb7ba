import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ImageMirrorProject, ImageProject, type ImageProjectOptions } from '../../src';
import { inFolder, newProject } from '../synth';

const projectOf = (options: Partial<ImageProjectOptions> = {}) => new ImageProject({ ...inFolder(), ...options });

/** A file of a project that is synthesized, parsed. */
function jsonOf(project: ImageProject, file: string): any {
  project.synth();
  return JSON.parse(readFileSync(join(project.outdir, file), 'utf8'));
}
const devDependenciesOf = (devDeps?: string[]) => jsonOf(projectOf({ devDeps }), 'package.json').devDependencies;

describe('a repository', () => {
  test('has what `npx projen` needs, and publishes no package', () => {
    const { devDependencies, private: unpublished, dependencies, main, publishConfig } = jsonOf(projectOf(), 'package.json');
    expect(Object.keys(devDependencies)).toEqual(['constructs', 'projen', 'projen-github-package-image', 'ts-node', 'typescript']);
    expect({ unpublished, dependencies, main, publishConfig }).toEqual({ unpublished: true });
  });

  test('is synthesized from .projenrc.ts', () => {
    expect(JSON.stringify(jsonOf(projectOf(), '.projen/tasks.json').tasks.default.steps)).toContain('.projenrc.ts');
  });

  test('has no file and no workflow that nobody asked for', () => {
    const project = projectOf();
    project.synth();
    expect(readdirSync(project.outdir).sort()).toEqual(['.dockerignore', '.gitattributes', '.github', '.gitignore', '.projen', 'Dockerfile', 'README.md', 'package.json', 'tsconfig.projen.json']);
    expect(readdirSync(join(project.outdir, '.github'))).toEqual(['workflows']);
    expect(readdirSync(join(project.outdir, '.github', 'workflows'))).toEqual(['publish-scratch.yml']);
  });

  test('has more of projen\'s where somebody did', () => {
    const project = projectOf({ githubOptions: { pullRequestLint: true } });
    project.synth();
    expect(readdirSync(join(project.outdir, '.github', 'workflows'))).toEqual(['publish-scratch.yml', 'pull-request-lint.yml']);
  });

  test('tells GitHub which files are generated', () => {
    const project = projectOf();
    project.synth();
    expect(readFileSync(join(project.outdir, '.gitattributes'), 'utf8')).toContain('/.github/workflows/publish-scratch.yml linguist-generated\n');
  });

  test.each([
    ['web', 'web'],
    ['My App', 'my-app'],
    ['@acme/web_2.0', 'acme-web_2.0'],
    ['.github-images', 'github-images'],
    ['My App (v2).', 'my-app-v2'],
  ])('that is named "%s" is called %s where npm, workflows and images have a say', (name, slug) => {
    const project = projectOf({ name });
    expect(jsonOf(project, 'package.json').name).toBe(slug);
    expect(project.image.workflow.name).toBe(`publish-${slug}`);
  });

  test('is refused a name of which nothing is left, and a parent', () => {
    expect(() => projectOf({ name: '日本' })).toThrow('ImageProject: name "日本": package and workflow are called after it, and take letters from "a" to "z" and digits. Give it one of these.');
    expect(() => new ImageMirrorProject({ name: 'mirror', parent: newProject(), outdir: 'mirror' }))
      .toThrow('ImageMirrorProject: parent "scratch": it is a repository of its own. In a subproject declare a GithubPackageImage or an ImageMirror.');
  });
});

describe('a package that .projenrc.ts needs', () => {
  test.each([
    ['cowsay', 'cowsay', '*'],
    ['cowsay@^1', 'cowsay', '^1'],
    ['@acme/pins', '@acme/pins', '*'],
    ['@acme/pins@../pins.tgz', '@acme/pins', '../pins.tgz'],
    ['typescript@~5.9.3', 'typescript', '~5.9.3'],
    ['projen-github-package-image@^1.2', 'projen-github-package-image', '^1.2'],
  ])('is added, or replaces one of ours: %s', (dependency, name, version) => {
    expect(devDependenciesOf([dependency])).toMatchObject({ [name]: version });
  });

  test.each(['/tmp/library.tgz', './library.tgz', 'library.tgz', 'C:/library.tar.gz', 'file:../library', 'https://example.com/library.tgz', 'acme/library', 'github:acme/library#main'])('is this library where `projen new` was given no more than %s', from => {
    const dependencies = devDependenciesOf([from]);
    expect(dependencies['projen-github-package-image']).toBe(from);
    expect(Object.keys(dependencies)).toHaveLength(5);
  });
});
