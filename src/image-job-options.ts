import type { GroupRunnerOptions, github } from 'projen';
import type { ImageDestination } from './image-destination';
import type { ImageTag } from './image-tag';
import type { PublishTriggers } from './publish-triggers';

/** Steps of the user's own that run in a job before all others of the image. */
export interface PrepareOptions {
  /** The steps. They see the checked out repository. */
  readonly steps: github.workflows.JobStep[];

  /**
   * The outputs of the job, each taken from one of its steps. Every other job of the image sees them as
   * `needs.prepare-<id>.outputs.<name>`.
   * @default - none
   */
  readonly outputs?: Record<string, github.workflows.JobStepOutput>;
}

/** What an image and a mirror of many images have in common. */
export interface ImageJobOptions {
  /**
   * Where to publish; the first one is the primary.
   * @default - ghcr.io
   */
  readonly destinations?: ImageDestination[];

  /**
   * The tags to publish.
   * @default - of an image in another registry the tag that it has there; of one that is built `ImageTag.latest()`, on pushes
   * `ImageTag.sha()`, and where git tags or releases trigger the workflow its versions
   */
  readonly tags?: ImageTag[];

  /**
   * What starts the workflow. Not together with `workflow`, nor inside an `ImageWorkflow`, which have triggers of their own.
   * @default - a push to the project's default branch, and runs by hand
   */
  readonly triggers?: PublishTriggers;

  /**
   * An existing workflow to which the jobs are added. It keeps its triggers, permissions and concurrency: only the events
   * push, schedule, release, workflow_dispatch and repository_dispatch publish, and on any other an image that is built is checked.
   * @default - a workflow of its own
   */
  readonly workflow?: github.GithubWorkflow;

  /**
   * The name of the workflow, and of its file.
   * @default - `publish-` and the id
   */
  readonly workflowName?: string;

  /**
   * Publish only where this holds: an expression, written bare as in a job's `if`. Where it is false, an image that is built is
   * built and checked.
   * @default - always
   */
  readonly publishWhen?: string;

  /**
   * Run the jobs of the image only where this holds: an expression, written bare as in a job's `if`.
   * @default - always
   */
  readonly condition?: string;

  /**
   * Run only in this repository, `owner/repo`, or in those of this owner, `owner`: not in forks.
   * @default - in all
   */
  readonly onlyInRepository?: string;

  /**
   * Ids of jobs of the workflow that every job of the image waits for, so that `needs.<id>.outputs` can be used.
   * @default - none
   */
  readonly needs?: string[];

  /**
   * Labels of the runner of every job, but for platforms that name their own with `onRunner`. What it is not itself, it emulates. A
   * GitHub Enterprise Server needs runners of its own.
   * @default - `ubuntu-24.04`; for arm64 `ubuntu-24.04-arm`
   */
  readonly runsOn?: string[];

  /**
   * The group of runners that every job runs on, and labels that the runner has besides, in place of `runsOn`. What it is not itself,
   * it emulates: an architecture is known by the labels.
   * @default - `runsOn`
   * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/choose-the-runner-for-a-job
   */
  readonly runsOnGroup?: GroupRunnerOptions;

  /**
   * The deployment environment of the job that publishes, whose secrets and approvals it then has.
   * @default - none
   */
  readonly environment?: string;

  /**
   * Environment variables of every job of the image. Jobs of an image that is built take no secret there: those of pull requests
   * have them too.
   * @default - none
   */
  readonly env?: Record<string, string>;

  /**
   * Minutes after which a job is stopped.
   * @default - 30 for an image of another registry, 60 for a build, 120 where something is emulated
   */
  readonly timeoutMinutes?: number;

  /**
   * Steps that come first in every job of the image, to harden the runner or install tools.
   * @default - none
   */
  readonly setupSteps?: github.workflows.JobStep[];

  /**
   * Steps in a job of their own before all others, whose outputs the options can use.
   * @default - none
   */
  readonly prepare?: PrepareOptions;

  /**
   * Steps that come last in the job that publishes, signed in to its registries. They see `$IMAGE`, name and digest, and
   * `$TAGS`, parted by spaces.
   * @default - none
   */
  readonly postPublishSteps?: github.workflows.JobStep[];
}
