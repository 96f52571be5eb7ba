import type { Runner } from './runner';

/** A step that begins. */
export interface StepStart {
  /** The id of its job. */
  readonly job: string;
  /** The places of the leg among those of the job, and of the step among those of the leg. */
  readonly leg: number;
  readonly step: number;
  readonly runner: Runner;
}

/** What starts a run, and what the repository and its settings give to it. */
export interface RunOptions {
  /** What differs from a push of `main` to `Acme/Tools`, in the context `github`: `{ event_name: 'schedule' }`. */
  readonly github?: Record<string, unknown>;
  readonly secrets?: Record<string, string>;
  readonly vars?: Record<string, string>;
  readonly inputs?: Record<string, unknown>;
  /** The folder with the repository's files, for actions/checkout; without one the repository is empty. */
  readonly checkout?: string;
  /** Sees each step that is about to run, and its runner: to end that one in the middle, say. */
  readonly onStep?: (start: StepStart) => void;
}

/** The token of every job. */
export const TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

const PUSH = {
  event_name: 'push',
  event: { repository: { default_branch: 'main' } },
  ref: 'refs/heads/main',
  ref_name: 'main',
  ref_type: 'branch',
  head_ref: '',
  base_ref: '',
  sha: '9f2c1a7be0d3f4a5968778695a4b3c2d1e0f9a8b',
  // upper case, as GitHub shows names and registries refuse them
  repository: 'Acme/Tools',
  repository_owner: 'Acme',
  actor: 'octocat',
  triggering_actor: 'octocat',
  run_id: '4711',
  run_number: '7',
  run_attempt: '1',
  server_url: 'https://github.com',
  api_url: 'https://api.github.com',
  retention_days: '90',
};

/** The context `github` of a run. */
export function githubContext(workflow: string, options: RunOptions): Record<string, unknown> {
  return { ...PUSH, workflow, ...options.github, token: TOKEN };
}

/** The context `secrets` of a run. */
export function secretsContext(options: RunOptions): Record<string, string> {
  return { ...options.secrets, GITHUB_TOKEN: TOKEN };
}

/** The variables that tell a step what `github` tells expressions. */
export function githubVariables(github: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(github).filter(([name, value]) => typeof value === 'string' && name !== 'token');
  return Object.fromEntries(texts.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, String(value)]));
}
