import { build, type Project, type github } from 'projen';
import { namesIn } from './check-workflow';
import type { Job } from './jobs';
import { rootPath } from './paths';
import { refusal } from './refusal';
import type { ReleasedVersion } from './tag-plan';
import { eventsOf } from './triggers';
import { releaseOf, waitFor } from './workflow-file';

/** The workflows of projen that an image can join. */
export type Join = 'projenRelease' | 'projenBuild';

/** How the jobs of an image join a workflow of projen's. */
export interface Joined {
  readonly workflow: github.GithubWorkflow;
  /** The job that has built the project: those of the image wait for it. */
  readonly job: string;
  /** What that job must have found out. */
  readonly condition: string;
  /** Whether the image is published there, or only checked. */
  readonly publishes: boolean;
  /** Where it does not hold, the image is checked and not published. */
  readonly publishWhen?: string;
  /** What is released. */
  readonly version?: ReleasedVersion;
  /** The folder, relative to the repository, that the job hands over. */
  readonly artifacts: string;
  /** The build of projen's, which hands over nothing unless a job of its own asks for it. */
  readonly build?: build.BuildWorkflow;
}

/** What projen keeps to itself of its releases. */
interface ReleaseInternals {
  readonly _branches: ReadonlyArray<{ readonly workflow?: github.GithubWorkflow }>;
  readonly version: { readonly versionFileName: string; readonly releaseTagFileName: string };
}

/** The job of a release that builds, and the step in it that tells the version. */
const RELEASE_JOB = 'release';
const VERSION_STEP = 'image_version';
const VERSION_OUTPUTS = ['version', 'tag'];

/** The workflows that an image joins, as they are when asked. Refuses a project that has none. */
export function joinedBy(project: Project, subject: string, join: Join): Joined[] {
  return join === 'projenRelease' ? releasesOf(project, subject) : [buildOf(project, subject)];
}

/** The releases of a project, one workflow for each of its release branches. */
function releasesOf(project: Project, subject: string): Joined[] {
  const made = releaseOf(project);
  const workflows = (made as unknown as ReleaseInternals | undefined)?._branches.flatMap(({ workflow }) => workflow ?? []) ?? [];
  if (!made || workflows.length === 0) {
    throw refusal(`${subject}: triggers: projenRelease`, true, made
      ? 'the releases of this project are started by hand, outside of any workflow. Set `releaseTrigger` to another than ReleaseTrigger.manual(), or publish on `gitTags`.'
      : 'projen releases nothing of this project in a workflow. Set its option `release: true`, declare `new release.Release(project, …)`, or publish on `branches` or `gitTags`.');
  }
  const output = (name: string) => `needs.${RELEASE_JOB}.outputs.${name}`;
  return workflows.map(workflow => ({
    workflow,
    job: RELEASE_JOB,
    condition: `${output('tag_exists')} != 'true' && ${output('latest_commit')} == github.sha`,
    publishes: true,
    // older versions of projen know no dry run
    publishWhen: 'dry_run' in (inputsOf(workflow) ?? {}) ? '!inputs.dry_run' : undefined,
    version: { version: `\${{ ${output('version')} }}`, gitTag: `\${{ ${output('tag')} }}` },
    artifacts: rootPath(made.project, subject, made.artifactsDirectory),
  }));
}

/** The inputs of runs by hand. */
function inputsOf(workflow: github.GithubWorkflow): object | undefined {
  return (eventsOf(workflow).workflow_dispatch as { readonly inputs?: object } | undefined)?.inputs;
}

/** The build of a project, which pull requests start. */
function buildOf(project: Project, subject: string): Joined {
  const isBuild = (component: unknown): component is build.BuildWorkflow => component instanceof build.BuildWorkflow;
  const made = project.components.find(isBuild) ?? project.root.components.find(isBuild);
  if (!made) {
    throw refusal(`${subject}: triggers: projenBuild`, true, 'projen builds nothing of this project in a workflow. Set its option `buildWorkflow: true`, declare `new build.BuildWorkflow(project, …)`, or check the image on `pullRequests`.');
  }
  const { artifactsDirectory } = made as unknown as { artifactsDirectory: string };
  return {
    workflow: made.workflow,
    job: 'build',
    condition: '!needs.build.outputs.self_mutation_happened',
    publishes: false,
    artifacts: rootPath(made.project, subject, artifactsDirectory),
    build: made,
  };
}

/**
 * Makes room in projen's workflow for jobs that join it.
 * @param takesOver whether they take over what projen has built
 */
export function makeRoom(project: Project, { workflow, version, build: made }: Joined, jobs: ReadonlyArray<[string, Job]>, takesOver: boolean): void {
  const ids = jobs.map(([id]) => id);
  if (version) {
    if (namesIn(jobs, 'needs', 'outputs').some(([job, output]) => job === RELEASE_JOB && VERSION_OUTPUTS.includes(output))) {
      tellVersion(project, workflow);
    }
    waitFor(workflow, 'release_github', ids.filter(id => /^(publish|attest|sign)-/.test(id)));
  }
  for (const id of made && takesOver ? ids : []) {
    // the build hands over what it has built only where a job that it knows comes after it
    if (!made!.buildJobIds.includes(id) && !workflow.jobs[id]) {
      made!.addPostBuildJob(id, { permissions: {}, steps: [] });
      workflow.removeJob(id);
    }
  }
}

/** Lets the job that releases tell its version, which projen writes into a file. */
function tellVersion(project: Project, workflow: github.GithubWorkflow): void {
  const made = releaseOf(project)!;
  const { versionFileName, releaseTagFileName } = (made as unknown as ReleaseInternals).version;
  const job = workflow.jobs[RELEASE_JOB] as github.workflows.Job;
  if (job.steps.some(({ id }) => id === VERSION_STEP)) {
    return;
  }
  const read = (file: string) => `$(cat ${made.artifactsDirectory}/${file})`;
  workflow.updateJob(RELEASE_JOB, {
    ...job,
    outputs: { ...job.outputs, ...Object.fromEntries(VERSION_OUTPUTS.map(outputName => [outputName, { stepId: VERSION_STEP, outputName }])) },
    steps: [...job.steps, {
      name: 'Tell the version to the images',
      id: VERSION_STEP,
      run: ['{', `  echo "version=${read(versionFileName)}"`, `  echo "tag=${read(releaseTagFileName)}"`, '} >>"$GITHUB_OUTPUT"'].join('\n'),
    }],
  });
}
