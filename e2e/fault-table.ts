import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What came of the runs of a pipeline with one fault. */
export interface Row {
  readonly pipeline: string;
  readonly fault: string;
  readonly runs: number;
  /** The runs that succeeded; of a runner that is killed, those after it. */
  readonly survived: number;
  /** Whether every tag has shown a whole image all the while, the old one or the new one. */
  readonly intact: boolean;
  /** What a run said that failed. */
  readonly message?: string;
}

const reports = join(__dirname, '..', 'test-reports');
const parts = join(reports, 'faults');

/** Forgets the rows of earlier tests. */
export function clearTable(): void {
  rmSync(parts, { recursive: true, force: true });
  rmSync(join(reports, 'faults.json'), { force: true });
}

/** Keeps the rows of a file of tests, of which each runs in a process of its own. */
export function keepRows(rows: readonly Row[]): void {
  mkdirSync(parts, { recursive: true });
  writeFileSync(join(parts, `${rows[0].pipeline.replace(/\W+/g, '-')}.json`), JSON.stringify(rows));
}

/** Joins the rows of all tests in `test-reports/faults.json`, and returns them as a table; nothing where there are none. */
export function joinTable(): string {
  const files = existsSync(parts) ? readdirSync(parts).sort() : [];
  const rows: Row[] = files.flatMap(file => JSON.parse(readFileSync(join(parts, file), 'utf8')));
  if (rows.length === 0) {
    return '';
  }
  writeFileSync(join(reports, 'faults.json'), `${JSON.stringify(rows, undefined, 2)}\n`);
  const cells = rows.map(({ pipeline, fault, runs, survived, intact }) => [pipeline, fault, String(runs), String(survived), intact ? 'intact' : 'DAMAGED']);
  return lines([['pipeline', 'fault', 'runs', 'survived', 'tags'], ...cells]);
}

function lines(cells: string[][]): string {
  const widths = cells[0].map((_, column) => Math.max(...cells.map(row => row[column].length)));
  return cells.map(row => `${row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()}\n`).join('');
}
