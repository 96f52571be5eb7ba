import type { JobOptions } from '../declaration';
import { isSignIn, signInsOf } from './sign-ins';
import { SUMMARY, given, isOfLibrary, nameOf, ownStep, record, some, stepsOf } from './steps';
import { at, entriesOf, recordOf, textOf, type Node } from '../input/node';

const CONFIG = '${{ runner.temp }}/.docker';
/** The variables that the library gives to steps after a publication. */
const PUBLISHED = {
  DOCKER_CONFIG: CONFIG,
  REGISTRY_AUTH_FILE: `${CONFIG}/config.json`,
  IMAGE: '${{ steps.publish.outputs.name }}@${{ steps.publish.outputs.digest }}',
  TAGS: '${{ steps.publish.outputs.tags }}',
};

/** Options that say how jobs run: their environment, and the steps of the user's around those of the library. */
export function jobOptionsOf(publish: Node | undefined, first: Node, prepare: Node | undefined, setup: readonly Node[]): JobOptions {
  return given<JobOptions>({
    environment: textOf(at(publish, 'environment')) ?? textOf(at(publish, 'environment', 'name')),
    env: record(Object.entries(recordOf(at(first, 'env')))),
    setupSteps: some(setup.map(step => ownStep(step))),
    prepare: prepare && prepareOf(prepare, setup.length),
    postPublishSteps: some(afterPublication(publish).map(step => ownStep(step, PUBLISHED))),
  });
}

function afterPublication(publish: Node | undefined): readonly Node[] {
  const steps = stepsOf(publish);
  return steps.slice([...steps.keys()].find(index => nameOf(steps[index]) === SUMMARY && isOfLibrary(steps[index])) ?? steps.length).slice(1);
}

/** The steps that all jobs begin with. Where they stand right before a sign-in, those that fetch its credentials are none of them. */
export function setupOf(jobs: readonly Node[]): readonly Node[] {
  return jobs.map(leadingOf).reduce((longest, steps) => steps.length > longest.length ? steps : longest);
}

function leadingOf(job: Node): readonly Node[] {
  const steps = stepsOf(job);
  const first = steps.findIndex(isOfLibrary);
  const leading = steps.slice(0, Math.max(first, 0));
  return first >= 0 && isSignIn(steps[first]) ? leading.slice(0, leading.length - signInsOf(job, 0)[0].fetching) : leading;
}

/** The job that prepares: its steps behind the checkout. */
function prepareOf(job: Node, setup: number): JobOptions['prepare'] {
  const own = stepsOf(job).slice(setup).filter(step => !isOfLibrary(step));
  const outputs = entriesOf(at(job, 'outputs')).flatMap(([name, value]) => {
    const [, stepId, outputName] = /^\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}$/.exec(textOf(value) ?? '') ?? [];
    return stepId && !(stepId === 'commit' && stepsOf(job).some(step => isOfLibrary(step) && textOf(at(step, 'id')) === 'commit'))
      ? [[name, { stepId, outputName }] as const] : [];
  });
  return own.length ? { steps: own.map(step => ownStep(step)), outputs: Object.fromEntries(outputs) } : undefined;
}

/** Minutes that jobs may take, where they are others than they have anyway: those that neither build nor copy have 30. */
export function timeoutOf(job: Node, beside: readonly Node[], usual: number): { timeoutMinutes?: number } {
  const minutes = (one: Node) => Number(textOf(at(one, 'timeout-minutes')));
  return minutes(job) === usual && beside.every(one => minutes(one) === 30) ? {} : { timeoutMinutes: minutes(job) };
}
