import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { LogLevel, github } from 'projen';
import { declareMore, declareProject, makeMistakes } from './declarations';
import { blockOf } from './page';
import { REPOSITORY, run } from './run';
import { treeOf } from './tree';

/** A language that has the library as a package. */
export interface Language {
  /** As docs/languages.md calls it. */
  readonly name: string;
  /** The file that declares the project. */
  readonly file: string;
  /** Other files of the project that are written by hand. */
  readonly byHand: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Makes a project that can run the declaration. `sh` runs the commands of the page in it. */
  prepare(folder: string, sh: (commands: string) => string): void;
  /** The same project in TypeScript. */
  project(outdir: string): github.GitHubProject;
  /** The command that runs a program of languages/. */
  program(name: 'more' | 'mistakes', outdir: string): string;
}

/** Tests what holds of every language. */
export function testLanguage(language: Language): void {
  let folder: string;
  let sh: (commands: string) => string;
  const acme = () => join(folder, 'acme');
  const inTypeScript = () => join(folder, 'typescript');
  const plain = (name: string) => new github.GitHubProject({ name, outdir: join(inTypeScript(), name), logging: { level: LogLevel.OFF } });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'languages-'));
    const bin = join(folder, 'bin');
    [bin, acme()].forEach(path => mkdirSync(path));
    // what npx would download
    writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec node '${join(REPOSITORY, 'node_modules', 'projen', 'bin', 'projen')}' "$@"\n`);
    chmodSync(join(bin, 'npx'), 0o755);
    const who = Object.fromEntries(['AUTHOR', 'COMMITTER'].flatMap(role => [
      [`GIT_${role}_NAME`, 'octocat'], [`GIT_${role}_EMAIL`, 'octocat@example.com'],
    ]));
    const env = { ...who, PATH: `${bin}${delimiter}${process.env.PATH}`, PROJEN_DISABLE_POST: '1', ...language.env };
    sh = commands => run(acme(), 'bash', ['-euo', 'pipefail', '-c', commands], env);
    language.prepare(acme(), sh);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const made = () => treeOf(acme(), [language.file, ...language.byHand]);

  test('the project of the page has the same files as in TypeScript', () => {
    const project = language.project(join(inTypeScript(), 'acme'));
    declareProject(project);
    project.synth();
    const expected = treeOf(project.outdir, [language.file]);
    expect(Object.keys(expected)).toEqual(expect.arrayContaining(['api', 'mirrors', 'web'].map(name => `.github/workflows/publish-${name}.yml`)));
    expect(made()).toEqual(expected);
  });

  test('npx projen runs the declaration of the page', () => {
    const before = made();
    rmSync(join(acme(), '.github', 'workflows', 'publish-web.yml'));
    sh('npx projen');
    expect(made()).toEqual(before);
  });

  test('names that change, words of the language and constructs that refer to others give the same files as in TypeScript', () => {
    const project = plain('more');
    declareMore(project);
    project.synth();
    sh(language.program('more', join(folder, 'more')));
    const expected = treeOf(project.outdir);
    expect(Object.keys(expected)).toEqual(expect.arrayContaining(['.github/workflows/publish-rare.yml', '.github/workflows/release.yml']));
    expect(treeOf(join(folder, 'more'))).toEqual(expected);
  });

  test('what is refused arrives with the text of the library', () => {
    const texts = makeMistakes(plain('mistakes'));
    // Maven puts the colours of a terminal around them
    const printed = stripVTControlCharacters(sh(language.program('mistakes', join(folder, 'mistakes'))));
    expect(printed.trim().split('\n').map(line => line.replace(/^Error: /, ''))).toEqual(texts);
  });
}

/** Writes the declaration of the page. */
export function writeDeclaration(folder: string, { name, file }: Language): void {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, blockOf(name, name.toLowerCase()));
}
