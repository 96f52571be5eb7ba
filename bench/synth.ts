// What synthesizing images costs, against the same workflows said with projen's own GithubWorkflow: each in a process of its own, in turn.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { github } from 'projen';
import { orderOf, round, spreadOf } from './spread';
import { keep, print } from './table';
import { GithubPackageImage } from '../src';
import { machine } from './machine';

const COUNTS = [1, 10, 100, 1000];
const ROUNDS = 5;
const WAYS = ['library', 'direct'] as const;

interface Cost { readonly milliseconds: number; readonly megabytes: number }
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
  const { files, ...cost } = JSON.parse(execFileSync('node', command, { encoding: 'utf8' }));
  if (files !== count) {
    throw new Error(`${way} made ${files} workflows, and not ${count}`);
  }
  return cost;
}

function rowOf(count: number, rounds: readonly Round[]): string[] {
  const of = (way: keyof Round, what: keyof Cost) => rounds.map(one => one[way][what]);
  const ratio = (what: keyof Cost) => spreadOf(rounds.map(({ library, direct }) => library[what] / direct[what]));
  const [time, memory] = [ratio('milliseconds'), ratio('megabytes')];
  const milliseconds = WAYS.map(way => spreadOf(of(way, 'milliseconds')).median);
  return [
    String(count), ...milliseconds.map(round), ...milliseconds.map(all => round(all / count)),
    ...[time.median, time.min, time.max, memory.median].map(value => value.toFixed(2)),
  ];
}

process.env.PROJEN_DISABLE_POST = '1';
const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
try {
  const template = writeTemplate(folder);
  const rows = COUNTS.map(count => rowOf(count, Array.from({ length: ROUNDS }, (_, index) => Object.fromEntries(
    orderOf(WAYS, index).map(way => [way, measure(way, count, template)]),
  ) as Round)));
  const table = {
    title: 'Synthesizing workflows: how many times longer it takes than with projen\'s own classes',
    command: 'npx projen bench synth',
    notes: [
      'Both ways make workflows of one job with the same steps. With projen\'s classes the job is there already, as an object; the library makes it, checks it, and writes the comments.',
      'What the library takes longer for few images is paid once, for code that runs for the first time: a whole run is in the next table.',
      'Time from the first declaration to the last file; projen, Node.js and the library are loaded before. Memory is the most that the process held.',
    ],
    facts: machine(),
    columns: ['images', 'ms, library', 'ms, direct', 'ms for each, library', 'ms for each, direct', 'median', 'least', 'most', 'memory, times'],
    rows,
  };
  print(table);
  keep('synth', table);
} finally {
  rmSync(folder, { recursive: true });
}
