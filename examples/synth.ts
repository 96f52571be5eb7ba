import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

process.env.PROJEN_DISABLE_POST = '1';

// examples import the library as their readers do
const modules = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
const resolveFilename = modules._resolveFilename;
modules._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request === 'projen-github-package-image' ? resolve(__dirname, '..', 'src') : request, ...rest);
};

/** The examples, by the name of their folder. */
export const EXAMPLES = readdirSync(__dirname, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name).sort();

/** Synthesizes an example elsewhere, and gives the folder with its workflows to a callback before it is removed. */
export function synthExample<T>(name: string, read: (folder: string) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), `example-${name}-`));
  const before = process.cwd();
  process.chdir(outdir);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(join(__dirname, name, '.projenrc.ts'));
    const folder = join(outdir, '.github', 'workflows');
    rmSync(join(folder, 'pull-request-lint.yml'), { force: true });
    return read(folder);
  } finally {
    process.chdir(before);
    rmSync(outdir, { recursive: true, force: true });
  }
}

if (require.main === module) {
  for (const name of EXAMPLES) {
    const target = join(__dirname, name, '.github', 'workflows');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    synthExample(name, folder => cpSync(folder, target, { recursive: true }));
    readdirSync(target).forEach(file => console.log(`examples/${name}/.github/workflows/${file}`));
  }
}
