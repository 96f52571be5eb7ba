// What a user waits for: a whole run of `.projenrc.ts`, with the types checked, for the images of `bench/size`, said with the library and
// with projen's own classes.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { machine } from './machine';
import { CASES } from './size/cases';
import { inTurn, ratios, round, spreadOf } from './spread';
import { keep, print } from './table';

const ROUNDS = 5;
const ROOT = resolve(__dirname, '..');
const WAYS = { library: 'declaration.ts', direct: 'projen.ts' } as const;
type Way = keyof typeof WAYS;

/** A folder with that `.projenrc.ts`, where the library and projen are installed. */
function withProject<T>(projenrc: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bench-projenrc-'));
  try {
    const modules = join(folder, 'node_modules');
    mkdirSync(modules);
    ['projen', 'constructs', '@types'].forEach(name => symlinkSync(join(ROOT, 'node_modules', name), join(modules, name)));
    symlinkSync(ROOT, join(modules, 'projen-github-package-image'));
    copyFileSync(join(ROOT, 'tsconfig.dev.json'), join(folder, 'tsconfig.dev.json'));
    copyFileSync(projenrc, join(folder, '.projenrc.ts'));
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many seconds the run takes, as the task `default` of a project in TypeScript does it. */
function measure(image: string, way: Way): number {
  return withProject(join(__dirname, 'size', image, WAYS[way]), folder => {
    const command = [require.resolve('ts-node/dist/bin.js'), '--project', 'tsconfig.dev.json', '.projenrc.ts'];
    const start = process.hrtime.bigint();
    execFileSync('node', command, { cwd: folder, env: { ...process.env, PROJEN_DISABLE_POST: '1' }, stdio: 'pipe' });
    return Number(process.hrtime.bigint() - start) / 1e9;
  });
}

const rows = CASES.map(({ name }) => {
  const rounds = inTurn(Object.keys(WAYS) as Way[], ROUNDS, way => measure(name, way));
  const seconds = (way: Way) => round(spreadOf(rounds.map(one => one[way])).median);
  return [name, seconds('library'), seconds('direct'), ...ratios(spreadOf(rounds.map(({ library, direct }) => library / direct)))];
});
const table = {
  title: 'A run of .projenrc.ts: how many times longer it takes than with projen\'s own classes',
  command: 'npx projen bench projenrc',
  notes: [
    'The whole of what a user waits for: Node.js starts, ts-node checks the types and compiles, projen and the library are loaded, and the files are written.',
    'The images are those of `npx projen bench size`, one in each project; with projen\'s own classes they lack what stands there.',
  ],
  facts: machine(),
  columns: ['image', 'seconds, library', 'seconds, direct', 'median', 'least', 'most'],
  rows,
};
print(table);
keep('projenrc', table);
