import { at, textOf, type Node } from '../input/node';

/** The steps of a job. */
export function stepsOf(job: Node | undefined): readonly Node[] {
  return at(job, 'steps')?.list ?? [];
}

/** The step of a job that has this id. */
export function stepOf(job: Node | undefined, id: string): Node | undefined {
  return stepsOf(job).find(step => textOf(at(step, 'id')) === id);
}

/** The name of a step. */
export function nameOf(step: Node): string {
  return textOf(at(step, 'name')) ?? '';
}

/** The action of a step, without its version. */
export function actionOf(step: Node): string {
  return (textOf(at(step, 'uses')) ?? '').split('@')[0];
}

/** What the steps of the library are called. */
const LIBRARY = [
  /^Check out the repository$/, /^Compare with the newest git tag$/, /^Compute (tags and labels|labels|annotations|the tags)$/, /^Read the (versions|archive)$/, /^Sign in to /,
  /^Set up (BuildKit|emulation)$/, /^Build the image$/, /^Load the candidate into Docker$/, /^Check /, /^Scan the image for vulnerabilities$/, /^Hand the image over$/,
  /^Take the /, /^Name the (base image|cache)/, /^Push /, /^Publish /, /^Show what was published$/, /^Install (cosign|ORAS)$/, /^Resolve /,
];

const IDS = ['metadata', 'tags', 'newest', 'versions', 'publish', 'build', 'push', 'cache', 'commit'];

/** Whether a step is one of the library's. */
export function isOfLibrary(step: Node): boolean {
  return IDS.includes(textOf(at(step, 'id')) ?? '') || LIBRARY.some(pattern => pattern.test(nameOf(step)));
}
