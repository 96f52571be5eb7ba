// What comes of a run where a registry, the network or the runner fails: the end-to-end tests of that, and their table.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from './machine';
import { keep, print } from './table';
import type { Row } from '../e2e/fault-table';

const ROOT = join(__dirname, '..');
const ROUNDS = 3;

/** Runs every test of faults once. Throws where one of them fails. */
function runTests(): Row[] {
  const { status } = spawnSync('npx', ['jest', '--ci', '-c', 'e2e/jest.config.json', 'e2e/fault-'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`The tests of faults ended with ${status}.`);
  }
  return JSON.parse(readFileSync(join(ROOT, 'test-reports', 'faults.json'), 'utf8'));
}

const rows = Array.from({ length: ROUNDS }, runTests).flat();
const pipelines = [...new Set(rows.map(({ pipeline }) => pipeline))];
const faults = [...new Set(rows.map(({ fault }) => fault))];

/** How many of the runs with a fault ended well; empty where a pipeline has no such fault. */
function survived(fault: string, pipeline: string): string {
  const found = rows.filter(row => row.fault === fault && row.pipeline === pipeline);
  const sum = (what: 'survived' | 'runs') => found.reduce((total, row) => total + row[what], 0);
  return found.length ? `${sum('survived')} of ${sum('runs')}` : '';
}

const table = {
  title: 'Faults: the runs that ended well, and whether every tag showed a whole image all the while',
  command: 'npx projen bench faults',
  notes: [
    'A gate before real registries cuts, delays, corrupts and refuses. Beside each run a watcher pulls every tag, blob by blob, and holds it against the old image and the new one.',
    'A fault that stays, which is one without end, at a full disk or of an expired token, ends the run with a message that says what to do. The others pass, and are to be survived.',
    'BuildKit, which pulls the bases of a build, does not try again where a blob arrives corrupt: such a run fails, and moves no tag.',
    'Two runs at once are what `concurrency` keeps apart in the generated workflows. Here nothing does: a build that is overtaken may say so and fail.',
    'Of a runner that is killed the runs after it are counted.',
  ],
  facts: machine(),
  columns: ['fault', ...pipelines, 'tags'],
  rows: faults.map(fault => [
    fault, ...pipelines.map(pipeline => survived(fault, pipeline)), rows.every(row => row.fault !== fault || row.intact) ? 'intact' : 'damaged',
  ]),
};
print(table);
keep('faults', table);
