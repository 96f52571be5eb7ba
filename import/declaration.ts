import type { Expression } from './expressions/expression';
import type { Value } from './expressions/value';

/** Options of `PublishTriggers`, as they are written. */
export interface Triggers {
  branches?: string[];
  gitTags?: string[];
  paths?: string[];
  schedule?: string[];
  releases?: boolean;
  releaseTypes?: string[];
  projenRelease?: boolean;
  projenBuild?: boolean;
  workflowCall?: boolean;
  repositoryDispatch?: string[];
  pullRequests?: boolean;
  pullRequestBranches?: string[];
  pullRequestPaths?: string[];
  mergeGroup?: boolean;
  manual?: boolean;
  inputs?: Record<string, Input>;
}

/** An input of a run by hand or by call. */
export interface Input {
  readonly description?: string;
  readonly type?: 'string' | 'boolean' | 'number' | 'choice';
  readonly required?: boolean;
  readonly defaultValue?: string;
  readonly options?: readonly string[];
}

/** How to sign in. */
export type Credentials =
  | { readonly kind: 'githubToken' }
  | { readonly kind: 'of'; readonly username?: string; readonly passwordSecret: string }
  | { readonly kind: 'fromSecrets'; readonly username: string; readonly password: string }
  | { readonly kind: 'fromSteps'; readonly steps: readonly object[]; readonly username: string; readonly password: string; readonly idToken: boolean; readonly permissions?: Record<string, string> };

/** One `ImageTag`: its factory, the arguments, and the options that are not the default. */
export interface Tag {
  readonly factory: 'of' | 'latest' | 'branch' | 'gitTag' | 'semver' | 'pep440' | 'match' | 'sha' | 'schedule' | 'edge' | 'list';
  readonly text?: string;
  readonly options?: Record<string, string | number | boolean | undefined>;
}

/** One `ImageDestination`. */
export interface Destination {
  /** The registry's host, `docker.io` for Docker Hub. */
  readonly host: string;
  /** The name there, as a text with expressions. */
  readonly path: string;
  readonly credentials?: Credentials;
  readonly when?: string;
  /** The registry of an enterprise that it is, as the factory is called. */
  readonly enterprise?: 'enterpriseServer' | 'enterpriseServerDocker' | 'enterpriseCloud';
}

/** What builds an image: one factory of `ImageBuilder`. */
export interface Builder {
  readonly factory?: 'dockerContainer' | 'kubernetes' | 'remote' | 'cloud';
  readonly endpoint?: string;
  readonly image?: string;
  readonly driverOpts?: Record<string, string>;
  readonly buildkitConfig?: string;
  readonly caCertSecret?: string;
  readonly certSecret?: string;
  readonly keySecret?: string;
  readonly credentials?: Credentials;
}

/** Who must have signed a copy: the options of one factory of `ImageVerification`. */
export type Verification =
  | { readonly identity?: string; readonly identityRegexp?: string; readonly issuer?: string }
  | { readonly publicKey: string }
  | { readonly owner?: string; readonly repository?: string; readonly signerWorkflow?: string };

/** Options of `ImageSource.fromDockerfile`. */
export interface Dockerfile {
  context?: string;
  dockerfile?: string;
  target?: string;
  buildArgs?: Record<string, string>;
  buildContexts?: Record<string, string>;
  /** Other images, by their ids. */
  baseImages?: Record<string, string>;
  secrets?: Record<string, string>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  credentials?: Record<string, Credentials>;
  cache?: Cache;
  builder?: Builder;
  pull?: boolean;
  noCache?: boolean;
  provenance?: boolean;
  sbom?: boolean;
}

/** One `BuildCache`. */
export type Cache =
  | { readonly kind: 'registry' | 'githubActions'; readonly min?: boolean }
  | { readonly kind: 'inline'; readonly tag?: string }
  | { readonly kind: 'of'; readonly from: readonly string[]; readonly to: readonly string[] };

/** Where an image comes from. */
export type Source =
  | { readonly kind: 'dockerfile'; readonly options: Dockerfile }
  | {
    readonly kind: 'registry';
    readonly reference: string;
    readonly credentials?: Credentials;
    readonly pullAndPush?: boolean;
    readonly referrers?: boolean;
    readonly verify?: Verification;
  }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'daemon'; readonly reference: string };

/** A platform, and where it is built if that is not the default. */
export interface BuildPlatform {
  readonly name: string;
  readonly runner?: readonly string[];
  readonly emulated?: boolean;
}

/** One `ImageCheck`. */
export type Check =
  | { readonly kind: 'script'; readonly script: string }
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'trivy'; readonly severities?: readonly string[]; readonly ignoreUnfixed?: boolean; readonly ignoreFiles?: readonly string[] };

/** A group of runners, as projen has it. */
export interface RunnerGroup {
  readonly group: string;
  readonly labels?: string[];
}

/** Options that an image and a mirror have in common. */
export interface JobOptions {
  triggers?: Triggers;
  publishWhen?: string;
  condition?: string;
  onlyInRepository?: string;
  needs?: string[];
  runsOn?: string[];
  runsOnGroup?: RunnerGroup;
  environment?: string;
  env?: Record<string, string>;
  timeoutMinutes?: number;
  setupSteps?: object[];
  prepare?: { readonly steps: object[]; readonly outputs: Record<string, { readonly stepId: string; readonly outputName: string }> };
  postPublishSteps?: object[];
}

/** One `GithubPackageImage`. */
export interface Image extends JobOptions {
  readonly id: string;
  readonly source: Source;
  readonly destinations: Destination[];
  tags?: Tag[];
  platforms?: BuildPlatform[];
  checks?: Check[];
  attest?: 'ALWAYS' | 'PUBLIC_REPOSITORY';
  sign?: { readonly keySecret?: string; readonly passwordSecret?: string };
  checkout?: { ref?: string; repository?: string; fetchDepth?: number; submodules?: boolean; lfs?: boolean };
  preBuildSteps?: object[];
  projenArtifacts?: boolean;
}

/** One image of an `ImageMirror`. */
export interface Copy {
  readonly reference: string;
  /** The name there, where it is not that of the source. */
  readonly path?: string;
  /** Its own tags. */
  readonly tags?: Tag[];
}

/** One `ImageMirror`. */
export interface Mirror extends JobOptions {
  readonly id: string;
  readonly copies: readonly Copy[];
  readonly imagesExpression?: string;
  readonly credentials?: Record<string, Credentials>;
  readonly destinations?: Destination[];
  readonly tags?: Tag[];
  readonly verify?: Verification;
  readonly referrers?: boolean;
}

/** A job of the user's own, in projen's words. */
export interface OwnJob {
  readonly id: string;
  readonly job: object;
  /** The images that it waits for, by id; none where it stands before or beside them. */
  readonly after: readonly string[];
}

/** A workflow of the user's own, in projen's words. */
export interface OwnWorkflow {
  readonly name: string;
  readonly on: object;
  readonly concurrency?: { readonly group: string; readonly cancelInProgress: boolean };
  /** Whether it gives its jobs no permissions. */
  readonly bare: boolean;
}

/** All that the file becomes. */
export interface Declaration {
  /** The id of the `ImageWorkflow`. */
  readonly id: string;
  /** Whether it was a mirror before, of one image too. */
  readonly mirror?: boolean;
  /** The workflow of the user's own that the images join. */
  readonly workflow?: OwnWorkflow;
  readonly triggers: Triggers;
  /** The name of the workflow, where it is not that of the id. */
  readonly workflowName?: string;
  readonly images: Image[];
  readonly mirrors?: readonly Mirror[];
  readonly jobs: OwnJob[];
  /** All of them in the order of the file, where that is known. */
  readonly order?: ReadonlyArray<Image | Mirror | OwnJob>;
}

/** A text and the condition under which it is meant, before it is said in the words of the library. */
export interface Conditional {
  readonly value: Value;
  readonly when: Expression;
}
