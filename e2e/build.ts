import type { GithubPackageImageOptions } from 'projen-github-package-image';
import { publishing, SECRETS } from './publish';
import { withRepository, type Files } from './repository';
import type { RunOptions } from './run-options';
import { runWorkflow, type WorkflowRun } from './workflow';

/** A run of which one looks at its only legs. */
export interface BuildRun extends WorkflowRun {
  /** All that its jobs printed, one after another. */
  readonly log: string;
  /** The outputs of the publish job. */
  readonly outputs: Record<string, string>;
  /** Its summary page. */
  readonly summary: string;
  /** The files that any job left with a secret in them. */
  readonly filesWithSecrets: string[];
}

/** Declares an image, and runs its workflow on a repository of these files. */
export async function build(id: string, options: GithubPackageImageOptions, files: Files, run: RunOptions = {}): Promise<BuildRun> {
  return runOn(publishing(id, options), files, run);
}

/** Runs a workflow on a repository of these files. */
export async function runOn(yaml: string, files: Files, run: RunOptions = {}): Promise<BuildRun> {
  return withRepository(files, async checkout => overview(await runWorkflow(yaml, { secrets: SECRETS, checkout, ...run })));
}

/** What is asked of a run most often. */
export function overview(run: WorkflowRun): BuildRun {
  const legs = Object.values(run.jobs).flatMap(job => job.legs);
  const publish = Object.entries(run.jobs).find(([name]) => name.startsWith('publish-'))?.[1];
  return {
    ...run,
    log: legs.map(({ log }) => log).join(''),
    outputs: publish?.outputs ?? {},
    summary: legs.map(({ summary }) => summary).join(''),
    filesWithSecrets: legs.flatMap(leg => leg.filesWithSecrets),
  };
}

/** What starts a run for a pull request. */
export const PULL_REQUEST: RunOptions = {
  secrets: {},
  github: { event_name: 'pull_request', ref: 'refs/pull/5/merge', ref_name: '5/merge', head_ref: 'topic', base_ref: 'main' },
};
