import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { evaluate, interpolate, type Contexts } from './expressions';

/** What a job did. */
export interface JobRun {
  readonly status: 'success' | 'failure' | 'skipped';
  readonly log: string;
  readonly outputs: Record<string, string>;
  readonly summary: string;
  /** What lay in the home folder when the job had ended, and in the temporary folder when that had been emptied. */
  readonly left: string[];
}

/** Runs the steps of one job of a workflow as GitHub's runner would. */
export function runJob(yaml: string, jobId: string, given: { contexts: Contexts; registries: string[] }): JobRun {
  const job = parse(yaml).jobs[jobId];
  const root = mkdtempSync(join(tmpdir(), 'runner-'));
  const dirs = Object.fromEntries(['temp', 'home', 'work', 'files'].map(name => [name, mkdtempSync(join(root, `${name}-`))]));
  const file = (name: string) => join(dirs.files, name);
  for (const name of ['output', 'summary']) {
    writeFileSync(file(name), '');
  }
  const containers = join(dirs.home, '.config', 'containers');
  mkdirSync(containers, { recursive: true });
  writeFileSync(join(containers, 'registries.conf'), given.registries.map(host => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`).join(''));
  const github: any = { event_name: 'push', ref: 'refs/heads/main', repository: 'Acme/Tools', repository_owner: 'Acme', actor: 'tester', ...given.contexts.github as object };
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts: Contexts = { secrets: {}, inputs: {}, needs: {}, vars: {}, matrix: {}, ...given.contexts, github, runner: { temp: dirs.temp }, steps };
  let log = '';
  let summary = '';
  let failed = false;
  const jobRuns = job.if === undefined || evaluate(job.if, contexts).coerceString() === 'true';
  for (const step of jobRuns ? job.steps : []) {
    const condition = step.if ?? 'success()';
    const wanted = /\b(always|failure|cancelled|success)\(/.test(condition) ? condition : `success() && (${condition})`;
    if (evaluate(wanted, contexts, failed).coerceString() !== 'true') {
      continue;
    }
    const env = Object.fromEntries(Object.entries({ ...job.env, ...step.env }).map(([name, value]) => [name, interpolate(String(value), contexts)]));
    writeFileSync(file('script'), step.run);
    writeFileSync(file('output'), '');
    const shell = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
    const { status, stdout, stderr } = spawnSync('bash', [...shell, file('script')], {
      cwd: dirs.work,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: dirs.home,
        RUNNER_TEMP: dirs.temp,
        GITHUB_OUTPUT: file('output'),
        GITHUB_STEP_SUMMARY: file('summary'),
        GITHUB_EVENT_NAME: github.event_name,
        GITHUB_REF: github.ref,
        ...env,
      },
    });
    log += `## ${step.name}\n${stdout}${stderr}`;
    failed ||= status !== 0;
    if (step.id) {
      const lines = readFileSync(file('output'), 'utf8').split('\n').filter(Boolean);
      steps[step.id] = { outputs: Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])) };
    }
    summary = readFileSync(file('summary'), 'utf8');
  }
  const outputs = Object.fromEntries(Object.entries(job.outputs ?? {}).map(([name, value]) => [name, interpolate(String(value), contexts)]));
  rmSync(dirs.temp, { recursive: true });
  const left = existsSync(dirs.home) ? readdirSync(dirs.home, { recursive: true }).map(String) : [];
  rmSync(root, { recursive: true, force: true });
  return { status: !jobRuns ? 'skipped' : failed ? 'failure' : 'success', log, outputs, summary, left };
}
