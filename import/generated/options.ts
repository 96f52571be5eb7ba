import { isOfLibrary, nameOf, stepsOf } from './steps';
import { takeGuard } from '../assemble/conditions';
import { stepOf as movedStep } from '../assemble/steps';
import type { Image, JobOptions, Source } from '../declaration';
import { TRUE, and, printExpression, same, type Expression } from '../expressions/expression';
import { parseCondition } from '../expressions/template';
import { at, entriesOf, recordOf, textOf, textsOf, type Node } from '../input/node';
import { Scope } from '../workflow/scope';

const SCOPE = new Scope([]);
/** The events that may publish. */
const EVENTS = /^!?contains\(fromJSON\('\["push",/;

/** Options of an image that say how its jobs run. */
export function jobOptionsOf(publish: Node, build: Node, prepare: Node | undefined, source: Source | undefined): Partial<Image> {
  const minutes = Number(textOf(at(build, 'timeout-minutes')));
  const runners = textsOf(at(publish, 'runs-on'));
  const environment = textOf(at(publish, 'environment')) ?? textOf(at(publish, 'environment', 'name'));
  const env = recordOf(at(build, 'env'));
  return {
    ...conditionsOf(publish, build),
    ...userSteps(publish, build, source),
    ...prepare ? { prepare: prepareOf(prepare, stepsOf(build).map(nameOf)) } : {},
    ...checkoutOf(build),
    ...runners.join() === 'ubuntu-24.04' ? {} : { runsOn: runners },
    ...environment ? { environment } : {},
    ...Object.keys(env).length ? { env } : {},
    ...minutes > 0 && minutes !== usualMinutes(build, source) ? { timeoutMinutes: minutes } : {},
  };
}

function usualMinutes(build: Node, source: Source | undefined): number {
  const emulates = stepsOf(build).some(step => nameOf(step) === 'Set up emulation');
  return source === undefined || source.kind === 'registry' ? 30 : emulates || source.kind === 'archive' && Number(textOf(at(build, 'timeout-minutes'))) === 120 ? 120 : 60;
}

/** The conditions of the jobs, without what the library says itself. */
function conditionsOf(publish: Node, build: Node): Partial<JobOptions> {
  const own = (job: Node) => and(...partsOf(textOf(at(job, 'if'))).filter(part => !EVENTS.test(printExpression(part))));
  const [guard, condition] = takeGuard(own(build));
  const publishing = and(...listOf(own(publish)).filter(part => !listOf(own(build)).some(one => same(one, part))));
  const say = (expression: Expression) => same(expression, TRUE) ? undefined : printExpression(expression);
  return { onlyInRepository: guard?.name, condition: say(condition), publishWhen: say(publishing) };
}

function partsOf(text: string | undefined): readonly Expression[] {
  return text === undefined ? [] : listOf(parseCondition(text));
}

function listOf(condition: Expression): readonly Expression[] {
  return condition.kind === 'and' ? condition.of : [condition];
}

/** Steps of the user's own, by where they stand. */
function userSteps(publish: Node, build: Node, source: Source | undefined): Partial<Image> {
  const steps = stepsOf(build);
  const first = steps.findIndex(isOfLibrary);
  const checksOut = steps[first] && nameOf(steps[first]) === 'Check out the repository';
  const last = stepsOf(publish).map(nameOf).lastIndexOf('Show what was published');
  const setup = source?.kind === 'registry' || checksOut ? steps.slice(0, Math.max(first, 0)) : [];
  const before = steps.filter((step, index) => index >= setup.length && !isOfLibrary(step) && (build !== publish || index < last));
  const after = last < 0 ? [] : stepsOf(publish).slice(last + 1).filter(step => !isOfLibrary(step));
  return {
    ...setup.length ? { setupSteps: setup.map(ownStep) } : {},
    ...before.length ? { preBuildSteps: before.map(ownStep) } : {},
    ...after.length ? { postPublishSteps: after.map(ownStep) } : {},
  };
}

/** A step of the user's, without the variables that the library adds. */
function ownStep(step: Node): object {
  const { env, ...others } = movedStep(step, SCOPE) as { env?: Record<string, string> };
  const own = Object.entries(env ?? {}).filter(([name, value]) => !['PLATFORMS', 'DOCKER_CONFIG', 'REGISTRY_AUTH_FILE'].includes(name) && !(['IMAGE', 'TAGS'].includes(name) && /steps\.publish/.test(value)));
  return { ...others, ...own.length ? { env: Object.fromEntries(own) } : {} };
}

/** The steps of the job that prepares, without those that come first in every job. */
function prepareOf(job: Node, others: readonly string[]): JobOptions['prepare'] {
  const outputs = entriesOf(at(job, 'outputs')).flatMap(([name, value]) => {
    const [, stepId, outputName] = /^\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}$/.exec(textOf(value) ?? '') ?? [];
    return stepId ? [[name, { stepId, outputName }]] : [];
  });
  const steps = stepsOf(job).filter(step => !isOfLibrary(step) && !(nameOf(step) && others.includes(nameOf(step))));
  return { steps: steps.map(ownStep), outputs: Object.fromEntries(outputs) };
}

function checkoutOf(build: Node): Partial<Image> {
  const step = stepsOf(build).find(one => nameOf(one) === 'Check out the repository');
  const input = (name: string) => textOf(at(step, 'with', name));
  const checkout = {
    ...input('ref') ? { ref: input('ref') } : {},
    ...input('repository') ? { repository: input('repository') } : {},
    ...input('fetch-depth') ? { fetchDepth: Number(input('fetch-depth')) } : {},
    ...input('submodules') ? { submodules: true } : {},
    ...input('lfs') ? { lfs: true } : {},
  };
  return Object.keys(checkout).length ? { checkout } : {};
}
