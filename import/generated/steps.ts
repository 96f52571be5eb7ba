import { at, entriesOf, plain, recordOf, textOf, type Node } from '../input/node';
import { own } from '../own';

/** The steps of a job. */
export function stepsOf(job: Node | undefined): readonly Node[] {
  return at(job, 'steps')?.list ?? [];
}

/** The step of a job that has this id. */
export function stepOf(job: Node | undefined, id: string): Node | undefined {
  return stepsOf(job).find(step => textOf(at(step, 'id')) === id);
}

/** The step of a job that has this name. */
export function stepNamed(job: Node | undefined, name: string): Node | undefined {
  return stepsOf(job).find(step => nameOf(step) === name);
}

/** The name of a step or a job. */
export function nameOf(step: Node): string {
  return textOf(at(step, 'name')) ?? '';
}

/** The script of a step. */
export function scriptOf(step: Node | undefined): string {
  return textOf(at(step, 'run')) ?? '';
}

/** An input of a step's action; empty where it has none. */
export function inputOf(step: Node | undefined, name: string): string {
  return textOf(at(step, 'with', name)) ?? '';
}

/** A variable of a step. */
export function variableOf(step: Node | undefined, name: string): string | undefined {
  return textOf(at(step, 'env', name));
}

/** The last step of those that publish. */
export const SUMMARY = 'Show what was published';
/** The image that checks see. */
const CANDIDATE = 'candidate:latest';

/** What tells a step of the library: its name, and what else it has. */
interface Known {
  readonly name: RegExp;
  readonly id?: RegExp;
  readonly uses?: string;
  readonly variable?: readonly [string, RegExp];
}

const LIBRARY: readonly Known[] = [
  { name: /^Check out the repository$/, uses: 'actions/checkout' },
  { name: /^Note the commit$/, id: /^commit$/ },
  { name: /^Take over what projen has built$/, uses: 'actions/download-artifact' },
  { name: /^Restore its permissions$/, variable: ['FOLDER', /./] },
  { name: /^Compare with the newest git tag$/, id: /^newest$/ },
  { name: /^Read the versions$/, id: /^versions$/ },
  { name: /^Compute (tags and labels|labels|annotations|tags from the event)$/, id: /^metadata$/ },
  { name: /^Compute the tags$/, id: /^tags$/ },
  { name: /^Take the (base )?image over$/, uses: 'actions/download-artifact' },
  { name: /^Take name and tag out of the reference$/, id: /^image$/ },
  { name: /^Name the base image$/, id: /^base-/ },
  { name: /^Install (cosign|ORAS)$/ },
  { name: /^Sign in to /, variable: ['PASSWORD', /^\$\{\{/] },
  { name: /^Quote what only this run knows$/, id: /^inputs$/ },
  { name: /^Name the cache$/, id: /^cache$/ },
  { name: /^Set up emulation$/, uses: 'docker/setup-qemu-action' },
  { name: /^Set up BuildKit$/, uses: 'docker/setup-buildx-action' },
  { name: /^Build the image$/, id: /^build$/ },
  { name: /^Read the (archive|image from Docker)$/, variable: ['LAYOUT', /./] },
  { name: /^Load the candidate into Docker$/, variable: ['LAYOUT', /./] },
  { name: /^Check /, variable: ['IMAGE', /^candidate:latest$/] },
  { name: /^Scan the image for vulnerabilities$/, uses: 'aquasecurity/trivy-action' },
  { name: /^Hand the image over$/, uses: 'actions/upload-artifact' },
  { name: /^Push /, id: /^push$/ },
  { name: /^Publish /, id: /^publish$/ },
  { name: new RegExp(`^${SUMMARY}$`), variable: ['DIGEST', /./] },
  { name: /^Sign /, variable: ['DIGEST', /./] },
  { name: /^(Attest the |Read what BuildKit has found in |Show how to verify )/ },
];

/** Whether a step is one of the library's. */
export function isOfLibrary(step: Node): boolean {
  // steps before a build are told its platforms
  const before = variableOf(step, 'PLATFORMS') !== undefined && nameOf(step) !== SUMMARY;
  return !before && LIBRARY.some(({ name, id, uses, variable }) => name.test(nameOf(step))
    && (id === undefined || id.test(textOf(at(step, 'id')) ?? ''))
    && (uses === undefined || (textOf(at(step, 'uses')) ?? '').split('@')[0].endsWith(uses))
    && (variable === undefined || variable[1].test(variableOf(step, variable[0]) ?? '')));
}

/** Whether a step makes the image that others check and publish. */
export function isMaking(step: Node): boolean {
  return isOfLibrary(step) && /^(Build the image|Read the (archive|image from Docker))$/.test(nameOf(step));
}

/** Whether a step checks the image before it is published. */
export function isCheck(step: Node): boolean {
  return /^Check /.test(nameOf(step)) && variableOf(step, 'IMAGE') === CANDIDATE;
}

const KEYS: Readonly<Record<string, string>> = { 'working-directory': 'workingDirectory', 'continue-on-error': 'continueOnError', 'timeout-minutes': 'timeoutMinutes' };

/** A step of the user's as projen declares it, without those variables that the library adds. */
export function ownStep(step: Node, added: Readonly<Record<string, string>> = {}): object {
  const env = Object.entries(recordOf(at(step, 'env'))).filter(([name, value]) => own(added, name) !== value);
  const others = entriesOf(step).filter(([key]) => key !== 'env').map(([key, value]) => [own(KEYS, key) ?? key, plain(value)]);
  return { ...Object.fromEntries(others), ...env.length ? { env: Object.fromEntries(env) } : {} };
}

/** Options without those that say nothing. */
export function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

/** A list; undefined where it is empty. */
export function some<T>(list: readonly T[]): T[] | undefined {
  return list.length ? [...list] : undefined;
}

/** Entries; undefined where there are none. */
export function record<T>(entries: ReadonlyArray<readonly [string, T]>): Record<string, T> | undefined {
  return entries.length ? Object.fromEntries(entries) : undefined;
}
