/** The type of an input of a workflow. */
export enum WorkflowInputType {
  /** A text. */
  STRING = 'string',
  /** `true` or `false`. */
  BOOLEAN = 'boolean',
  /** A number. */
  NUMBER = 'number',
  /** One of the input's `options`; in a called workflow a text. */
  CHOICE = 'choice',
}

/**
 * What happens to a release.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#release
 */
export enum ReleaseType {
  /** It is published: a release or a pre-release, also one that was a draft. */
  PUBLISHED = 'published',
  /** It is published as a release, or a pre-release becomes one. */
  RELEASED = 'released',
  /** It is published as a pre-release; not one that was a draft. */
  PRERELEASED = 'prereleased',
  /** It is created, and is no draft. */
  CREATED = 'created',
  /** Its details are edited. */
  EDITED = 'edited',
}

/** An input that a person, or a calling workflow, gives to a run: `${{ inputs.name }}`. */
export interface WorkflowInput {
  /**
   * What the input is for, shown in GitHub's form.
   * @default - no description
   */
  readonly description?: string;

  /**
   * Its type.
   * @default WorkflowInputType.STRING
   */
  readonly type?: WorkflowInputType;

  /**
   * Whether it must be given.
   * @default false
   */
  readonly required?: boolean;

  /**
   * The value where none is given; for a boolean `true` or `false`, for a number its digits.
   * @default - none
   */
  readonly defaultValue?: string;

  /**
   * What a choice is between.
   * @default - none
   */
  readonly options?: string[];
}

/**
 * The events that publish an image, or check it. Naming any that publishes, or `manual` or `inputs` alone, replaces the default, a
 * push to the project's default branch.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export interface PublishTriggers {
  /**
   * Pushes to these branches; patterns are allowed: `main`, `releases/**`.
   * @default - the project's default branch, where nothing else triggers publication
   */
  readonly branches?: string[];

  /**
   * Pushes of these git tags; patterns are allowed: `v*`.
   * @default - none
   */
  readonly gitTags?: string[];

  /**
   * Only pushes to branches that change one of these files; patterns are allowed.
   * @default - all
   */
  readonly paths?: string[];

  /**
   * Times in UTC, as POSIX cron with five fields, at most every five minutes: `17 3 * * *`.
   * @default - none
   */
  readonly schedule?: string[];

  /**
   * Releases that a person publishes.
   * @default false
   */
  readonly releases?: boolean;

  /**
   * What must happen to a release, with `releases`: without pre-releases it is `[ReleaseType.RELEASED]`.
   * @default [ReleaseType.PUBLISHED]
   */
  readonly releaseTypes?: ReleaseType[];

  /**
   * The releases that projen makes, inside its own release workflow, on every release branch: with the version that is released, and
   * before the release at GitHub and its git tag are made; packages are released beside it. A dry run builds and checks only.
   * @default false
   */
  readonly projenRelease?: boolean;

  /**
   * projen's own build of pull requests: the image is built and checked after it, and never published. Not for an image that exists in
   * another registry.
   * @default false
   */
  readonly projenBuild?: boolean;

  /**
   * Calls by other workflows. The secrets and outputs of the call are derived from the images.
   * @default false
   */
  readonly workflowCall?: boolean;

  /**
   * Types of events that are sent to the repository through GitHub's API.
   * @default - none
   */
  readonly repositoryDispatch?: string[];

  /**
   * Pull requests: the image is built and checked, and never published. Not for an image that exists in another registry.
   * @default false
   */
  readonly pullRequests?: boolean;

  /**
   * Only pull requests into these branches; patterns are allowed.
   * @default - all
   */
  readonly pullRequestBranches?: string[];

  /**
   * Only pull requests that change one of these files; patterns are allowed.
   * @default - all
   */
  readonly pullRequestPaths?: string[];

  /**
   * Merge queues, as pull requests.
   * @default false
   * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
   */
  readonly mergeGroup?: boolean;

  /**
   * Runs that a person starts by hand.
   * @default - true, but false where the workflow is called by others, or projen's release publishes
   */
  readonly manual?: boolean;

  /**
   * Inputs for runs by hand and by call, by name. Names stay as they are written.
   * @default - none
   */
  readonly inputs?: Record<string, WorkflowInput>;
}
