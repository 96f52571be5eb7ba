import { holds, interpolate, interpolateAll, resolve, type Contexts } from './expressions';
import { githubContext, githubVariables, secretsContext, type RunOptions } from './run-options';
import { Runner } from './runner';
import { SecretMask } from './secret-mask';
import { runStep, type Step } from './step';

/** How a job, or a step, ended. */
export type Result = 'success' | 'failure' | 'skipped' | 'cancelled';

type Permissions = Readonly<Record<string, string>>;

interface Defaults { readonly run?: { readonly shell?: string } }

/** A job as a workflow has it. */
export interface Job {
  readonly 'name'?: string;
  readonly 'if'?: string | boolean;
  readonly 'needs'?: string | string[];
  readonly 'runs-on'?: unknown;
  readonly 'permissions'?: Permissions;
  readonly 'env'?: Record<string, unknown>;
  readonly 'outputs'?: Record<string, string>;
  readonly 'steps'?: Step[];
  readonly 'defaults'?: Defaults;
  readonly 'strategy'?: { readonly 'matrix'?: unknown; readonly 'fail-fast'?: boolean };
}

/** A workflow as its file has it. */
export interface Workflow {
  readonly name: string;
  readonly on: Record<string, unknown>;
  readonly permissions?: Permissions;
  readonly env?: Record<string, unknown>;
  readonly defaults?: Defaults;
  readonly jobs: Record<string, Job>;
}

/** What a job did. */
export interface JobRun {
  readonly result: Result;
  /** All that it printed, secrets hidden. */
  readonly log: string;
  readonly outputs: Record<string, string>;
  /** Its part of the run's summary page. */
  readonly summary: string;
  /** The seconds that it would have paused. */
  readonly waits: number[];
  /** The files that it left on the runner's disk, and those of them that hold a secret in any form. */
  readonly files: string[];
  readonly filesWithSecrets: string[];
}

/** What a job gets from the run that it is a part of. */
export interface JobInput {
  readonly id: string;
  /** The place of the leg among those of the job. */
  readonly leg: number;
  readonly needs: Record<string, { readonly result: Result; readonly outputs: Record<string, string> }>;
  readonly matrix: Record<string, unknown>;
  readonly strategy: Record<string, unknown>;
  /** A folder that all jobs of the run share. */
  readonly artifacts: string;
}

/** What the steps of a running job have in common. */
export interface JobState {
  readonly runner: Runner;
  readonly secrets: SecretMask;
  readonly artifacts: string;
  readonly repository?: string;
  readonly permissions: Permissions;
  /** The variables that steps have set for those that follow. */
  readonly exported: Record<string, string>;
  /** The folders that steps have put before the search path. */
  readonly path: string[];
  /** What actions do at the end. */
  readonly posts: Array<() => Promise<void>>;
  summary: string;
  log(text: string): void;
  /** What the expressions of a step see. */
  contexts(own?: Record<string, string>): Contexts;
  /** What the process of a step has in its environment. */
  variables(own: Record<string, string>): Record<string, string>;
}

/** Runs the steps of a job whose condition holds, on a runner of its own. */
export async function runSteps(workflow: Workflow, job: Job, input: JobInput, options: RunOptions): Promise<JobRun> {
  const runner = new Runner();
  try {
    return await runStepsOn(runner, workflow, job, input, options);
  } finally {
    runner.remove();
  }
}

async function runStepsOn(runner: Runner, workflow: Workflow, job: Job, input: JobInput, options: RunOptions): Promise<JobRun> {
  const github = { ...githubContext(workflow.name, options), workspace: runner.workspace };
  const given = { github, secrets: secretsContext(options), vars: options.vars ?? {}, inputs: options.inputs ?? {} };
  const { needs, matrix, strategy } = input;
  const env = {
    ...interpolateAll(workflow.env, given),
    ...interpolateAll(job.env, { ...given, needs, matrix, strategy }),
  };
  const labels = JSON.stringify(resolve(job['runs-on'] ?? 'ubuntu-24.04', { ...given, needs, matrix, strategy }));
  const arch = /arm/i.test(labels) ? 'ARM64' : 'X64';
  const steps: Record<string, { outputs: Record<string, string>; outcome: Result; conclusion: Result }> = {};
  const permissions = job.permissions ?? workflow.permissions ?? {};
  // where a step can ask who it is
  const identity: Record<string, string> = permissions['id-token'] === 'write' ? { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.actions.githubusercontent.com' } : {};
  let failed = false;
  let log = '';
  const state: JobState = {
    runner,
    secrets: new SecretMask(Object.values(given.secrets)),
    artifacts: input.artifacts,
    repository: options.checkout,
    permissions,
    exported: {},
    path: [],
    posts: [],
    summary: '',
    log: text => { log += state.secrets.hide(text); },
    contexts: own => ({
      ...given,
      needs,
      matrix,
      strategy,
      steps,
      job: { status: failed ? 'failure' : 'success' },
      runner: { temp: runner.temp, os: 'Linux', arch, environment: 'github-hosted' },
      env: { ...env, ...state.exported, ...own },
    }),
    variables: own => {
      const base = runner.env;
      const path = [...state.path, base.PATH].join(':');
      return { ...base, ...githubVariables(github), ...identity, ...env, ...state.exported, PATH: path, ...own };
    },
  };
  for (const [place, step] of (job.steps ?? []).entries()) {
    const { secrets: _, ...contexts } = state.contexts();
    const record = { outputs: {}, outcome: 'skipped' as Result, conclusion: 'skipped' as Result };
    if (holds(step.if, contexts, { success: !failed, failure: failed })) {
      options.onStep?.({ job: input.id, leg: input.leg, step: place, runner });
      const { succeeded, outputs } = await runStep(step, { ...workflow.defaults?.run, ...job.defaults?.run }, state);
      record.outputs = outputs;
      record.outcome = succeeded ? 'success' : 'failure';
      record.conclusion = succeeded || step['continue-on-error'] ? 'success' : 'failure';
      failed ||= record.conclusion === 'failure';
    }
    if (runner.isLost) {
      failed = true;
      break;
    }
    if (step.id !== undefined) {
      steps[step.id] = record;
    }
  }
  for (const post of state.posts) {
    await post();
  }
  const outputs = runner.isLost ? {} : outputsOf(job, state);
  runner.emptyTemp();
  const { summary } = state;
  const { waits } = runner;
  return { result: failed ? 'failure' : 'success', log, outputs, summary, waits, files: runner.files(), filesWithSecrets: runner.filesWith(state.secrets) };
}

/** GitHub keeps no output that holds a secret. */
function outputsOf(job: Job, state: JobState): Record<string, string> {
  const outputs = Object.entries(job.outputs ?? {}).map(([name, text]) => [name, interpolate(text, state.contexts())]);
  for (const [name] of outputs.filter(([, value]) => state.secrets.isIn(value))) {
    state.log(`::warning::Skip output '${name}' since it may contain secret.\n`);
  }
  return Object.fromEntries(outputs.filter(([, value]) => !state.secrets.isIn(value)));
}
