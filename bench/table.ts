import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A table of results, for people to read and for a page to show. */
export interface Table {
  readonly title: string;
  /** What prints it. */
  readonly command: string;
  readonly notes: readonly string[];
  /** The machine, and the versions of what ran. */
  readonly facts?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
}

export function print({ title, notes, columns, rows }: Table): void {
  // a link without its address
  const lines = [columns, ...rows].map(cells => cells.map(cell => cell.replace(/^\[(.*)\]\(.*\)$/, '$1')));
  const widths = columns.map((_, index) => Math.max(...lines.map(cells => cells[index].length)));
  const shown = lines.map(cells => cells.map((cell, index) => cell.padEnd(widths[index])).join('  ').trimEnd());
  console.log(['', title, '', ...shown, '', ...notes.map(note => `- ${note}`)].join('\n'));
}

/** Keeps a table in `bench/results`, under a name. */
export function keep(name: string, table: Table): void {
  const folder = join(__dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(table, undefined, 2)}\n`);
}
