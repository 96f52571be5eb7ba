import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What a stand-in for an action can see and do in its job. */
export interface ActionJob {
  /** The folder that the repository is checked out to. */
  readonly workspace: string;
  /** `RUNNER_TEMP`. */
  readonly temp: string;
  /** The runner's disk. */
  readonly disk: string;
  /** A folder that all jobs of the run share, for what they hand over to one another. */
  readonly artifacts: string;
  /** The folder with the repository's files; undefined where it is empty. */
  readonly repository?: string;
  /** The context `github`. */
  readonly github: Record<string, unknown>;
  /** What the job permits its token. */
  readonly permissions: Readonly<Record<string, string>>;
  /** The variables of the step. */
  readonly env: Record<string, string>;
  /** Writes to the log. */
  log(text: string): void;
  /** Sets a variable for the steps that follow. */
  exportVariable(name: string, value: string): void;
  /** Puts a folder before the search path of the steps that follow. */
  addPath(folder: string): void;
  /** Hides a value in the log from now on. */
  hide(secret: string): void;
  /** The files on the runner's disk that hold a secret. */
  filesWithSecrets(): string[];
  /**
   * Runs a command, and writes what it prints to the log.
   * @returns what it printed
   * @throws if it fails
   */
  run(...command: string[]): Promise<string>;
}

/** What an action has done. */
export interface ActionResult {
  readonly outputs?: Record<string, string>;
  /** What it does when all steps of the job have ended, failed ones too. */
  readonly post?: () => Promise<void>;
}

/** A stand-in for an action: it does on loopback what the action does on GitHub. An error that it throws fails its step. */
export type Action = (inputs: Record<string, string>, job: ActionJob) => Promise<ActionResult>;

/**
 * Finds the stand-in for an action: `owner/action` is the default export of `e2e/actions/owner/action.ts`.
 *
 * @param uses the `uses` of a step, `owner/action@ref`
 * @throws if there is none: a run that left a step out would prove nothing
 */
export async function actionOf(uses: string): Promise<Action> {
  const [name] = uses.split('@');
  const file = join(__dirname, 'actions', `${name}.ts`);
  if (!/^[\w-]+(\/[\w-]+)+$/.test(name) || !existsSync(file)) {
    throw new Error(`The action "${uses}" has no stand-in here. Write one: e2e/actions/${name}.ts.`);
  }
  return (await import(file)).default;
}
