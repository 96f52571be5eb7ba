// The page of all results, and the short table of the README: rendered from `bench/results`, so that no figure is typed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Table } from './table';

const ROOT = join(__dirname, '..');
const PAGE = 'docs/benchmarks.md';
const README = 'README.md';
const BEGIN = '<!-- begin: npx projen bench -->';
const END = '<!-- end: npx projen bench -->';

/** The tables of the page, in its order: of those that were measured. */
const TABLES = [
  'faults', 'mirror-first-run', 'mirror-unchanged-run', 'mirror-bytes', 'platforms', 'synth', 'synth-runs', 'projenrc', 'package', 'size', 'findings',
];

/** What the README says, each from one table. */
const HIGHLIGHTS: ReadonlyArray<{ readonly says: string; readonly table: string; readonly figure: (table: Table) => string }> = [
  { says: 'Faults of registries, network and runner under which every tag showed a whole image all the while', table: 'faults', figure: ({ rows }) => `${rows.filter(row => row.includes('intact')).length} of ${rows.length}` },
  { says: 'A large image mirrored for the first time, times faster than `docker pull`, `tag` and `push`', table: 'mirror-first-run', figure: table => spread(table, 'large', '1', 'docker pull') },
  { says: 'The same when nothing has changed', table: 'mirror-unchanged-run', figure: table => spread(table, 'large', '1', 'docker pull') },
  {
    says: 'The first time, against `crane copy` and `docker buildx imagetools create`',
    table: 'mirror-first-run',
    figure: table => ['crane', 'docker buildx'].map(way => spread(table, 'large', '1', way)).join(', '),
  },
  { says: 'Bytes sent for a large image of three platforms, times those that must move', table: 'mirror-bytes', figure: table => cell(table, 'sent / must move', 'large', '3', 'this library') },
  { says: 'An image of two platforms, times faster than one emulated build', table: 'platforms', figure: table => spread(table) },
  {
    says: 'Synthesis of 1 workflow, and of 100, times as long as with projen\'s own classes',
    table: 'synth',
    figure: table => ['1', '100'].map(images => spread(table, images)).join(', '),
  },
  {
    says: 'A whole run of `.projenrc.js` with 1 image, and with 100, times as long as with projen\'s own classes',
    table: 'synth-runs',
    figure: table => ['1', '100'].map(images => spread(table, images)).join(', '),
  },
  { says: 'A whole run of `.projenrc.ts` with the image `build`, times as long as with projen\'s own classes', table: 'projenrc', figure: table => spread(table, 'build') },
  ...['mirror', 'build', 'platforms', 'supply-chain'].map(image => ({
    says: `Lines said for \`${image}\`, and in YAML by hand`,
    table: 'size',
    figure: (table: Table) => ['this library', 'YAML by hand'].map(way => cell(table, 'Lines said', image, way)).join(', '),
  })),
];

type Tables = ReadonlyMap<string, Table>;

/** All results that are kept. */
export function readTables(): Tables {
  const files = TABLES.map(name => [name, join(ROOT, 'bench', 'results', `${name}.json`)] as const).filter(([, file]) => existsSync(file));
  return new Map(files.map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8'))]));
}

/** The page, in Markdown. */
export function renderPage(tables: Tables): string {
  return [
    '<!-- Written by `npx projen bench`, from bench/results. -->',
    '# Benchmarks',
    'What was measured, by the commands that stand above the tables. They measure again: `npx projen bench` all of it, in about three quarters of an hour.',
    ...[...tables.values()].flatMap(section),
  ].join('\n\n').concat('\n');
}

function section({ title, command, notes, facts = {}, columns, rows }: Table): string[] {
  const measured = Object.entries(facts).map(([name, value]) => `${name} ${value}`).join(', ');
  return [`## ${title}`, ['```sh', command, '```'].join('\n'), markdown(columns, rows), [...notes, ...measured ? [`Measured with: ${measured}.`] : []].map(note => `- ${note}`).join('\n')];
}

function markdown(columns: readonly string[], rows: Table['rows']): string {
  return [columns, columns.map(() => '---'), ...rows].map(cells => `| ${cells.map(text => text.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** The README, with the newest figures in its table. */
export function renderReadme(text: string, tables: Tables): string {
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) {
    throw new Error(`${README} has no lines "${BEGIN}" and "${END}".`);
  }
  const known = HIGHLIGHTS.flatMap(({ says, table, figure }) => tables.has(table) ? [[says, figure(tables.get(table)!)]] : []);
  return `${text.slice(0, before)}${BEGIN}\n\n${markdown(['', 'median (least to most)'], known)}\n\n${text.slice(after)}`;
}

/** A cell of the row that begins with these texts. */
function cell({ title, columns, rows }: Table, column: string, ...start: readonly string[]): string {
  const row = rows.find(cells => start.every((text, index) => cells[index].startsWith(text)));
  const index = columns.indexOf(column);
  if (!row || index < 0) {
    throw new Error(`The README shows ${column} of ${start.join(', ')}, and the results "${title}" have none.`);
  }
  return row[index];
}

function spread(table: Table, ...start: readonly string[]): string {
  const [median, least, most] = ['median', 'least', 'most'].map(column => cell(table, column, ...start));
  return `${median} (${least} to ${most})`;
}

export function writePage(): void {
  const tables = readTables();
  const readme = join(ROOT, README);
  writeFileSync(join(ROOT, PAGE), renderPage(tables));
  writeFileSync(readme, renderReadme(readFileSync(readme, 'utf8'), tables));
}
