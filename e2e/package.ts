import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'projen-github-package-image';
const repository = join(__dirname, '..');
/** Where jest's `moduleNameMapper`, which takes no path that is known later, finds the package. */
const link = join(repository, 'node_modules', '.cache', 'e2e', 'package');

/**
 * Compiles the library with jsii, packs it as for a release, and installs that package for a consumer.
 *
 * The consumer is outside of the repository, so that nothing but the package's own content and its two peers can be
 * found: a file that `.npmignore` leaves out, or a dependency that is not bundled, fails the tests.
 *
 * @param consumer the consumer's folder
 */
export function installPackage(consumer: string): void {
  const modules = join(consumer, 'node_modules');
  mkdirSync(join(modules, NAME), { recursive: true });
  run('npx', ['projen', 'compile']);
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', consumer]));
  run('tar', ['--extract', '--file', join(consumer, filename), '--strip-components=1', '--directory', join(modules, NAME)]);
  for (const peer of ['projen', 'constructs']) {
    // links, so that tests and package share one copy: `instanceof` fails across two
    symlinkSync(join(repository, 'node_modules', peer), join(modules, peer));
  }
  mkdirSync(join(link, '..'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join(modules, NAME), link);
}

/** Lets the tests find the package no longer. Its files go with the consumer's folder. */
export function unlinkPackage(): void {
  rmSync(link, { force: true });
}

function run(command: string, words: string[]): string {
  try {
    return execFileSync(command, words, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${words.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
