import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const bundles = new Map<string, any>();

/**
 * Requires what a module exports that jest cannot load: GitHub's libraries are ES modules with JSON imports.
 *
 * @param name a name for the bundle
 * @param code what the bundle exports, as an ES module
 */
export function requireBundled(name: string, code: string): any {
  const known = bundles.get(name);
  if (known) {
    return known;
  }
  const root = join(__dirname, '..');
  const folder = join(root, 'node_modules', '.cache', 'bundles');
  const file = join(folder, `${name}.cjs`);
  const unfinished = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  execFileSync(
    join(root, 'node_modules', '.bin', 'esbuild'),
    ['--bundle', '--platform=node', '--format=cjs', '--log-level=error', `--outfile=${unfinished}`],
    { cwd: root, input: code },
  );
  // several test files may do this at once
  renameSync(unfinished, file);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const bundle = require(file);
  bundles.set(name, bundle);
  return bundle;
}
