import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, runLong } from './run';

const projen = join(REPOSITORY, 'node_modules', 'projen');
export const PROJEN_VERSION: string = JSON.parse(readFileSync(join(projen, 'package.json'), 'utf8')).version;

const cache = join(REPOSITORY, 'node_modules', '.cache', 'languages');
/** What is built of projen, for its version: it lives longer than node_modules/projen. */
const built = join(cache, `projen-${PROJEN_VERSION}`);

const repository = join(cache, 'maven');
/** Keeps what Maven downloads, and what is built, in a repository of its own; jars of documentation and sources take half of the time. */
export const MAVEN = { MAVEN_OPTS: `-Dmaven.repo.local=${repository} -Dmaven.javadoc.skip=true -Dmaven.source.skip=true` };

const PUBLISHED = {
  java: ['mvn', '--batch-mode', 'dependency:get', '-Dtransitive=false', `-Dartifact=io.github.cdklabs:projen:${PROJEN_VERSION}`],
  go: ['go', 'list', '-m', `github.com/projen/projen-go/projen@v${PROJEN_VERSION}`],
};

/** The bindings of projen that are built here. */
export const bindingsOf = (language: keyof typeof PUBLISHED) => existsSync(join(built, language)) ? join(built, language) : undefined;

/** Builds projen's own bindings for Java and Go where a registry does not have those of this version. */
export function buildBindings(): void {
  mkdirSync(cache, { recursive: true });
  for (const [language, [command, ...words]] of Object.entries(PUBLISHED) as Array<[keyof typeof PUBLISHED, string[]]>) {
    if (!bindingsOf(language) && spawnSync(command, words, { cwd: cache, env: { ...process.env, ...MAVEN } }).status !== 0) {
      build(language);
    }
    if (bindingsOf(language)) {
      // where jsii-pacmak looks for what a dependency has built
      const link = join(projen, 'dist', language);
      mkdirSync(join(link, '..'), { recursive: true });
      rmSync(link, { recursive: true, force: true });
      symlinkSync(bindingsOf(language)!, link);
    }
    process.stdout.write(`projen ${PROJEN_VERSION} for ${language}: ${bindingsOf(language) ? 'built here' : 'published'}\n`);
  }
  const java = bindingsOf('java');
  if (java) {
    installJars(java, 'io/github/cdklabs/projen');
  }
}

function build(language: string): void {
  mkdirSync(built, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    runLong('npx', ['jsii-pacmak', '--target', language, '--no-npmignore', '--outdir', unfinished, projen], MAVEN);
    renameSync(join(unfinished, language), join(built, language));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Puts what was built where Maven finds what `mvn install` has put there. */
export function installJars(from: string, path: string): void {
  const target = join(repository, path);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(from, path), target, { recursive: true });
  cpSync(join(target, 'maven-metadata.xml'), join(target, 'maven-metadata-local.xml'));
}
