import type { IResolver, github } from 'projen';
import { parse } from 'yaml';

/** A job as GitHub reads it. */
export interface WrittenJob {
  readonly name?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: WrittenPermissions;
  readonly strategy?: { readonly matrix?: string | Readonly<Record<string, unknown>> };
  /** The workflow that the job calls. */
  readonly uses?: string;
}

/** Permissions by name, or `read-all` or `write-all`. */
export type WrittenPermissions = string | Readonly<Record<string, string>>;

/** A trigger; nothing where it has no filter. */
export type WrittenTrigger = Readonly<Record<string, unknown>> | null;

/** A workflow as GitHub reads it. */
export interface WrittenWorkflow {
  readonly name: string;
  /** The path of its file, relative to the repository. */
  readonly file: string;
  readonly on: Readonly<Record<string, WrittenTrigger | ReadonlyArray<{ readonly cron: string }>>>;
  readonly permissions?: WrittenPermissions;
  readonly jobs: Readonly<Record<string, WrittenJob>>;
}

/** Reads a workflow as it will be written: with what patches of its file and other components have made of it. */
export function writtenWorkflow(workflow: github.GithubWorkflow, resolver: IResolver): WrittenWorkflow {
  const file = workflow.file as unknown as { readonly path: string; synthesizeContent(resolver: IResolver): string | undefined };
  return { name: workflow.name, on: {}, jobs: {}, ...parse(file.synthesizeContent(resolver) ?? ''), file: file.path };
}
