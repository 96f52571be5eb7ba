// What synthesizing images costs, against the same workflows said with projen's own GithubWorkflow: each in a process of its own, in turn.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { github } from 'projen';
import { inTurn, ratios, round, spreadOf } from './spread';
import { keep, print } from './table';
import { GithubPackageImage } from '../src';
import { machine } from './machine';

const COUNTS = [1, 10, 100, 1000];
const ROUNDS = 9;
const WAYS = ['library', 'direct'] as const;

interface Cost {
  readonly milliseconds: number;
  readonly megabytes: number;
  /** The milliseconds of the whole process. */
  readonly run: number;
}
type Round = Record<typeof WAYS[number], Cost>;

/** The workflow of an image with the id `the-image`, as projen's own classes take it. */
function writeTemplate(folder: string): string {
  const project = new github.GitHubProject({ name: 'bench', outdir: join(folder, 'template'), logging: { level: 0 as never } });
  const { workflow } = new GithubPackageImage(project, 'the-image');
  project.synth();
  const { events } = workflow as unknown as { readonly events: object };
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify({ on: events, jobs: workflow.jobs }));
  return file;
}

function measure(way: string, count: number, template: string): Cost {
  const command = [join(__dirname, 'synth', 'declare.js'), way, String(count), template];
  const start = process.hrtime.bigint();
  const { files, ...cost } = JSON.parse(execFileSync('node', command, { encoding: 'utf8' }));
  const run = Number(process.hrtime.bigint() - start) / 1e6;
  if (files !== count) {
    throw new Error(`${way} made ${files} workflows, and not ${count}`);
  }
  return { ...cost, run };
}

/** The median of each way, and the spread of the ratio. */
function compare(rounds: readonly Round[], what: keyof Cost) {
  const [library, direct] = WAYS.map(way => spreadOf(rounds.map(one => one[way][what])).median);
  return { library, direct, ratio: spreadOf(rounds.map(one => one.library[what] / one.direct[what])) };
}

function rowOf(count: number, rounds: readonly Round[]): string[] {
  const { library, direct, ratio } = compare(rounds, 'milliseconds');
  return [
    String(count), ...[library, direct, library / count, direct / count].map(round),
    ...ratios(ratio), compare(rounds, 'megabytes').ratio.median.toFixed(2),
  ];
}

function runRowOf(count: number, rounds: readonly Round[]): string[] {
  const { library, direct, ratio } = compare(rounds, 'run');
  return [String(count), ...[library, direct].map(milliseconds => round(milliseconds / 1000)), ...ratios(ratio)];
}

process.env.PROJEN_DISABLE_POST = '1';
const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
try {
  const template = writeTemplate(folder);
  const measured = COUNTS.map(count => [count, inTurn(WAYS, ROUNDS, way => measure(way, count, template))] as const);
  const table = {
    title: 'Synthesizing workflows: how many times longer it takes than with projen\'s own classes',
    command: 'npx projen bench synth',
    notes: [
      'Both ways make workflows of one job with the same steps. With projen\'s classes the job is there already, as an object; the library makes it, checks it, and writes the comments.',
      'What the library takes longer for few images is paid once, for code that runs for the first time: whole runs are in the next tables.',
      'Time from the first declaration to the last file, with whatever is used loaded before. Memory is the most that the process held.',
    ],
    facts: machine(),
    columns: ['images', 'ms, library', 'ms, direct', 'ms for each, library', 'ms for each, direct', 'median', 'least', 'most', 'memory, times'],
    rows: measured.map(([count, rounds]) => rowOf(count, rounds)),
  };
  const runs = {
    title: 'A run of .projenrc.js: how many times longer it takes than with projen\'s own classes',
    command: 'npx projen bench synth',
    notes: [
      'The same, from the start of Node.js to its end: with projen\'s classes the library is not loaded.',
    ],
    facts: machine(),
    columns: ['images', 'seconds, library', 'seconds, direct', 'median', 'least', 'most'],
    rows: measured.map(([count, rounds]) => runRowOf(count, rounds)),
  };
  for (const [name, made] of Object.entries({ 'synth': table, 'synth-runs': runs })) {
    print(made);
    keep(name, made);
  }
} finally {
  rmSync(folder, { recursive: true });
}
