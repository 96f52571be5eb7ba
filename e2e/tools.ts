import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { missingPrograms } from './programs';

/** The programs that the tests run, by the package of Debian and Ubuntu that has them. */
const PACKAGES: Record<string, string> = {
  'docker': 'docker.io',
  'runc': 'runc',
  'skopeo': 'skopeo',
  'docker-registry': 'docker-registry',
  'jq': 'jq',
  'htpasswd': 'apache2-utils',
  'gcc': 'gcc libc6-dev',
  'busybox': 'busybox-static',
  'git': 'git',
};

/** Refuses to start where programs are missing: with one message that names all of them and installs them. */
export function requireTools(): void {
  const missing = Object.keys(PACKAGES).filter(tool => !isInstalled(tool));
  const go = missingPrograms().length === 0 || isInstalled('go') ? [] : [`Go 1.21 or later, from https://go.dev/dl, to make ${missingPrograms().join(', ')}`];
  const packages = missing.map(tool => PACKAGES[tool]).join(' ');
  const apt = missing.length ? [`${missing.join(', ')}, on Debian and Ubuntu with: apt-get install --yes ${packages}`] : [];
  if (apt.length + go.length > 0) {
    throw new Error(`The end-to-end tests need ${[...apt, ...go].join('; and ')}`);
  }
}

/** Whether a program is on the search path. */
export function isInstalled(tool: string): boolean {
  return pathOf(tool) !== undefined;
}

/** The file of a program on the search path. */
export function pathOf(tool: string): string | undefined {
  return (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, tool)).find(isExecutable);
}

/** Whether a file can be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
