// What the library costs whoever installs it: what its import adds to that of projen, the size of its package, and its dependencies.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { machine } from './machine';
import { round, spreadOf, type Spread } from './spread';
import { keep, print } from './table';

const ROUNDS = 15;
const ROOT = resolve(__dirname, '..');

/** How many milliseconds the first import takes in a process of its own. */
function importTime(modules: readonly string[]): number {
  const script = `
    const start = process.hrtime.bigint();
    ${modules.map(name => `require(${JSON.stringify(name)});`).join('\n')}
    process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));
  `;
  return Number(execFileSync('node', ['-e', script], { cwd: ROOT, encoding: 'utf8' }));
}

const times = Array.from({ length: ROUNDS }, () => ({ alone: importTime(['projen']), together: importTime(['projen', ROOT]) }));
const show = ({ median, min, max }: Spread, write: (value: number) => string) => `${write(median)} (${write(min)} to ${write(max)})`;
const ratio = spreadOf(times.map(({ alone, together }) => together / alone));
const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' }));
const { dependencies, bundledDependencies } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));

const table = {
  title: 'What the library adds to a project',
  command: 'npx projen bench package',
  notes: [
    'Import times are those of a process that does nothing else, with projen alone and with the library after it, in turn.',
    'The package brings its dependency along: nothing else is installed. projen and constructs are there already, as peers.',
  ],
  facts: machine(),
  columns: ['what', 'median (least to most)'],
  rows: [
    ['import of projen, ms', show(spreadOf(times.map(({ alone }) => alone)), round)],
    ['import of projen and the library, ms', show(spreadOf(times.map(({ together }) => together)), round)],
    ['times the import of projen', show(ratio, value => value.toFixed(2))],
    ['package as it is downloaded, kB', round(packed.size / 1000)],
    ['package as it is unpacked, kB', round(packed.unpackedSize / 1000)],
    ['run-time dependencies, all bundled', `${Object.keys(dependencies).length} (${bundledDependencies.join(', ')})`],
  ],
};
print(table);
keep('package', table);
