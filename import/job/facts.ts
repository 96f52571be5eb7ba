import type { Dockerfile } from '../declaration';
import type { Expression } from '../expressions/expression';
import type { Value } from '../expressions/value';
import type { Node } from '../input/node';

/** What is built. Texts may still hold what only a shell can compute. */
export interface Build {
  readonly kind: 'build';
  readonly options: Dockerfile;
  /** The platforms, where they are named. */
  readonly platforms?: readonly string[];
  /** Where only some platforms are pushed, by digest, to be joined later: the name of the image. */
  readonly byDigest?: string;
  /** Whether BuildKit adds provenance although nobody asks for it. */
  readonly defaultProvenance: boolean;
}

/** What is copied from another registry. */
export interface Copy {
  readonly kind: 'copy';
  readonly reference: Value;
  readonly platform?: string;
  readonly referrers?: boolean;
  /** Whether all platforms are copied. */
  readonly everyPlatform: boolean;
}

/** What is in an archive or layout of OCI. */
export interface Archive {
  readonly kind: 'archive';
  readonly path: string;
  /** The command that writes it, where the file pushed without one. */
  readonly command?: string;
}

/** Copies of which only a script of the file knows the list. */
export interface Listed {
  readonly kind: 'listed';
  /** The script that lists them: a line for each, with the reference, and where `named` the name and tag that it gets. */
  readonly script: string;
  /** What the lines take from GitHub, by variable. */
  readonly env: Readonly<Record<string, string>>;
  readonly named: boolean;
  readonly referrers?: boolean;
  readonly everyPlatform: boolean;
}

export type Content = Build | Copy | Archive | Listed;

/** Where and under which tags: a whole reference, or those of a step with docker/metadata-action. */
export type Target =
  | { readonly kind: 'reference'; readonly value: Value }
  | { readonly kind: 'metadata'; readonly metadata: Metadata; readonly when: Expression };

/** An image that is pushed. */
export interface Publication {
  readonly content: Content;
  readonly targets: readonly Target[];
  /** Where it is made. */
  readonly made: Expression;
  /** Where it is pushed. */
  readonly pushed: Expression;
  readonly step: Node;
  readonly line: number;
}

/** A sign-in to a registry. */
export interface Login {
  readonly host: Value;
  readonly username: Value;
  readonly password: Value;
  readonly when: Expression;
  readonly line: number;
}

/** A sign-in that a cloud's own tool makes for a whole registry. */
export interface CloudLogin {
  readonly cloud: 'aws' | 'google' | 'azure';
  /** The steps that give the job its identity. */
  readonly steps: readonly Node[];
  /** What the sign-in is told, of which registry. */
  readonly registry: string;
  /** The step that signs in, where its outputs are used. */
  readonly step?: Node;
  readonly line: number;
}

/** One line of the input `tags` of docker/metadata-action. */
export interface TagRule {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a step with docker/metadata-action computes. */
export interface Metadata {
  readonly id?: string;
  readonly images: readonly Value[];
  readonly rules: readonly TagRule[];
  readonly flavor: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly step: Node;
}

/** A step that the library does not replace. */
export interface ForeignStep {
  readonly step: Node;
  readonly when: Expression;
  /** How many publications there were before it. */
  readonly after: number;
  /** Whether something had been built by then. */
  readonly built: boolean;
  readonly checkedOut: boolean;
}

/** A value that only the run can compute. */
export interface Computed {
  readonly step: Node;
  /** The code that prints it. */
  readonly code: string;
  /** The output of the step that has it. */
  output?: string;
}
