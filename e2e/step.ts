import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionOf, type ActionJob } from './action';
import { CommandFile } from './command-file';
import { interpolate, interpolateAll, type Contexts } from './expressions';
import type { JobState } from './job';

/** A step as a workflow has it. */
export interface Step {
  readonly 'name'?: string;
  readonly 'id'?: string;
  readonly 'if'?: string | boolean;
  readonly 'uses'?: string;
  readonly 'with'?: Record<string, unknown>;
  readonly 'run'?: string;
  readonly 'shell'?: string;
  readonly 'env'?: Record<string, unknown>;
  readonly 'working-directory'?: string;
  readonly 'continue-on-error'?: boolean;
}

/** How a step ended. */
export interface StepRun {
  readonly succeeded: boolean;
  readonly outputs: Record<string, string>;
}

/**
 * The command of each shell.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
const SHELLS: Record<string, string[]> = {
  default: ['bash', '-e'],
  bash: ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
  sh: ['sh', '-e'],
};

/** Runs a step whose condition holds. */
export async function runStep(step: Step, defaults: { readonly shell?: string }, job: JobState): Promise<StepRun> {
  const own = interpolateAll(step.env, job.contexts());
  const contexts = job.contexts(own);
  job.log(`## ${interpolate(step.name ?? step.uses ?? 'Run', contexts)}\n`);
  return step.uses === undefined ? runScript(step, defaults, own, contexts, job) : runAction(step.uses, step, own, contexts, job);
}

async function runScript(
  step: Step, defaults: { readonly shell?: string }, own: Record<string, string>, contexts: Contexts, job: JobState,
): Promise<StepRun> {
  const shell = SHELLS[step.shell ?? defaults.shell ?? 'default'];
  if (!shell || step.run === undefined) {
    throw new Error(`The step ${JSON.stringify(step)} has nothing to run, or a shell that is not known here`);
  }
  const { runner } = job;
  const file = (name: string) => new CommandFile(join(runner.commands, name));
  const [output, variables, path, summary] = [file('output'), file('env'), file('path'), file('summary')];
  const script = join(runner.temp, 'script.sh');
  writeFileSync(script, interpolate(step.run, contexts));
  const { status, output: text } = await runner.run([...shell, script], {
    ...job.variables(own),
    GITHUB_OUTPUT: output.path,
    GITHUB_ENV: variables.path,
    GITHUB_PATH: path.path,
    GITHUB_STEP_SUMMARY: summary.path,
  }, join(runner.workspace, step['working-directory'] ?? '.'));
  rmSync(script, { force: true });
  for (const [, secret] of text.matchAll(/^::add-mask::(.*)$/gm)) {
    job.secrets.add(secret);
  }
  job.log(text.replace(/^::add-mask::.*\n?/gm, ''));
  Object.assign(job.exported, variables.values());
  job.path.unshift(...path.lines().reverse());
  job.summary += job.secrets.hide(summary.text());
  return { succeeded: status === 0, outputs: output.values() };
}

async function runAction(uses: string, step: Step, own: Record<string, string>, contexts: Contexts, job: JobState): Promise<StepRun> {
  const action = await actionOf(uses);
  const env = job.variables(own);
  const seen: ActionJob = {
    workspace: job.runner.workspace,
    temp: job.runner.temp,
    disk: job.runner.root,
    artifacts: job.artifacts,
    repository: job.repository,
    github: contexts.github as Record<string, unknown>,
    permissions: job.permissions,
    env,
    log: text => job.log(text),
    exportVariable: (name, value) => { job.exported[name] = value; },
    addPath: folder => { job.path.unshift(folder); },
    hide: secret => job.secrets.add(secret),
    filesWithSecrets: () => job.runner.filesWith(job.secrets),
    run: async (...command) => {
      const { status, output } = await job.runner.run(command, env);
      job.log(output);
      if (status !== 0) {
        throw new Error(`${command.join(' ')} ended with ${status}`);
      }
      return output;
    },
  };
  try {
    const { outputs = {}, post } = await action(interpolateAll(step.with, contexts), seen);
    job.posts.unshift(...post ? [post] : []);
    return { succeeded: true, outputs };
  } catch (error) {
    job.log(`::error::${(error as Error).message}\n`);
    return { succeeded: false, outputs: {} };
  }
}
