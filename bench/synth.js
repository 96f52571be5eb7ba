// What synthesizing images costs, against the same workflows said with projen's own GithubWorkflow: each in a process of its own, in turn.
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');

const COUNTS = [1, 10, 100, 1000];
const RUNS = 5;
const root = resolve(__dirname, '..');
const [, , wanted, number, given] = process.argv;
const template = given ?? join(mkdtempSync(join(tmpdir(), 'bench-')), 'template.json');

/** The workflow of one image, as projen's own classes take it, with `the-image-of-the-bench` in place of its id. */
function writeTemplate() {
  const { github } = require('projen');
  const { GithubPackageImage } = require(root);
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const project = new github.GitHubProject({ name: 'bench', outdir, logging: { level: 0 } });
  const { workflow } = new GithubPackageImage(project, 'the-image-of-the-bench');
  project.synth();
  writeFileSync(template, JSON.stringify({ on: workflow.events, jobs: workflow.jobs }));
  rmSync(outdir, { recursive: true });
}

/** Runs in a process of its own: declares that many images, synthesizes, and tells time and memory. */
function synthesize(kind, count) {
  const { github } = require('projen');
  const { GithubPackageImage } = require(root);
  const text = readFileSync(template, 'utf8');
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const start = process.hrtime.bigint();
  const project = new github.GitHubProject({ name: 'bench', outdir, logging: { level: 0 } });
  for (let index = 0; index < count; index++) {
    if (kind === 'library') {
      new GithubPackageImage(project, `image-${index}`, { localTasks: false });
    } else {
      const { on, jobs } = JSON.parse(text.replaceAll('the-image-of-the-bench', `image-${index}`));
      const workflow = new github.GithubWorkflow(project.github, `publish-image-${index}`, { limitConcurrency: true });
      workflow.on(on);
      workflow.addJobs(jobs);
    }
  }
  project.synth();
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  const files = readdirSync(join(outdir, '.github', 'workflows')).filter(file => file.startsWith('publish-')).length;
  rmSync(outdir, { recursive: true });
  process.stdout.write(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024, files }));
}

function measure(kind, count) {
  const out = execFileSync('node', [__filename, kind, String(count), template], { cwd: root, encoding: 'utf8', env: { ...process.env, PROJEN_DISABLE_POST: '1' } });
  const { files, ...measured } = JSON.parse(out);
  if (files !== count) {
    throw new Error(`${kind} made ${files} workflows, and not ${count}`);
  }
  return measured;
}

const median = values => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const spread = values => `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;

if (wanted) {
  synthesize(wanted, Number(number));
} else {
  process.env.PROJEN_DISABLE_POST = '1';
  writeTemplate();
  console.log('images  library, ms  direct, ms  times the direct way     memory, times the direct way');
  for (const count of COUNTS) {
    const pairs = Array.from({ length: RUNS }, () => ({ library: measure('library', count), direct: measure('direct', count) }));
    const of = (kind, what) => pairs.map(pair => pair[kind][what]);
    const ratios = what => pairs.map(pair => pair.library[what] / pair.direct[what]);
    console.log(`${String(count).padStart(6)}  ${median(of('library', 'milliseconds')).toFixed(0).padStart(11)}  ${median(of('direct', 'milliseconds')).toFixed(0).padStart(10)}  ${spread(ratios('milliseconds')).padEnd(23)}  ${spread(ratios('megabytes'))}`);
  }
}
