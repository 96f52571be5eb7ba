import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { installJars, MAVEN } from './bindings';
import { REPOSITORY, runLong } from './run';

/** Where the tasks `package:…` put the packages. */
export const PACKAGES = join(REPOSITORY, 'dist');

/** Builds the packages with the tasks that a release runs. */
export function buildPackages(): void {
  runLong('npx', ['projen', 'compile']);
  for (const language of ['js', 'python', 'java', 'go']) {
    rmSync(join(PACKAGES, language), { recursive: true, force: true });
    runLong('npx', ['projen', `package:${language}`], MAVEN);
  }
  installJars(join(PACKAGES, 'java'), 'io/github/projen-github-package-image/projen-github-package-image');
}
