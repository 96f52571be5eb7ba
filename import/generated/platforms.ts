import type { BuildPlatform, JobOptions, Source } from '../declaration';
import { USUAL, isGrouped, labelsOf, runnerOf } from './runner';
import { inputOf, isOfLibrary, some, stepNamed, stepOf, stepsOf, variableOf } from './steps';
import { at, textOf, textsOf, type Node } from '../input/node';

/** A runner, and the platforms that it builds. */
interface Group {
  readonly runner: readonly string[];
  readonly platforms: readonly string[];
  /** Those that it emulates; undefined where that cannot be seen. */
  readonly emulated?: readonly string[];
}

/** The platforms that a runner has without emulation, by its architecture. */
const NATIVE = { amd64: ['linux/amd64', 'linux/386'], arm64: ['linux/arm64'] } as const;

/** Where an image is built, and for which platforms. */
interface Placed {
  readonly platforms?: BuildPlatform[];
  readonly runner: Pick<JobOptions, 'runsOn' | 'runsOnGroup'>;
  /** Whether any of them is emulated. */
  readonly emulates: boolean;
}

/**
 * The platforms of an image that is built, and the runner of its jobs.
 * @param others the jobs that do not build
 * @param beside those of them that have their own time
 */
export function placedOf(build: Node, others: readonly Node[], beside: readonly Node[], source: Source): Placed {
  const legs = legsOf(build);
  const groups = legs.length ? legs : source.kind === 'dockerfile' ? builtBy(build) : handledBy(build, others, beside);
  const [told] = others;
  if (groups.length === 0) {
    return { emulates: false, runner: runnerOf(told ?? build) };
  }
  // where no job tells it, the runner may be that of the platform alone
  const jobs = told ? [told] : isGrouped(build) ? [build] : [undefined, build];
  const ways = jobs.map(job => ({ job, platforms: spelled(groups, job && namedLabels(job)) }));
  const { job, platforms } = ways.find(way => way.platforms) ?? ways[0];
  const emulates = platforms?.some(one => placeOf(one, job && namedLabels(job)).emulated) ?? false;
  return { runner: job ? runnerOf(job) : {}, platforms, emulates };
}

/** The labels by which the library knows the architecture of a runner that somebody has named. */
function namedLabels(job: Node): readonly string[] | undefined {
  const { runsOn, runsOnGroup } = runnerOf(job);
  return runsOnGroup ? runsOnGroup.labels ?? [] : runsOn;
}

/** The runners of a job that runs once for each of them. */
function legsOf(build: Node): Group[] {
  const names = (leg: Node, column: string) => parted(textOf(at(leg, column)));
  return (at(build, 'strategy', 'matrix', 'include')?.list ?? []).map(leg => (
    { runner: textsOf(at(leg, 'runner')), platforms: names(leg, 'platforms'), emulated: names(leg, 'emulated') }));
}

/** The one runner on which the library builds. */
function builtBy(build: Node): Group[] {
  const platforms = parted(inputOf(stepOf(build, 'build'), 'platforms'));
  return platforms.length ? [{ runner: labelsOf(build), platforms, emulated: parted(inputOf(stepNamed(build, 'Set up emulation'), 'platforms')) }] : [];
}

/** Minutes of a job that emulates. */
const EMULATING = '120';

/** The runner of an image that the library has not built: platforms are told to other steps, and the job has more time where it emulates. */
function handledBy(build: Node, others: readonly Node[], beside: readonly Node[]): Group[] {
  const runner = labelsOf(build);
  const minutes = textOf(at(build, 'timeout-minutes'));
  const isGiven = beside.some(job => textOf(at(job, 'timeout-minutes')) === minutes);
  const known = seen(build, others);
  const slow = minutes === EMULATING && (known.length > 0 || (beside.length > 0 && !isGiven));
  const isElsewhere = others.length > 0 && labelsOf(others[0]).join() !== runner.join();
  // which it is makes no difference where nothing is told
  const platforms = known.length ? known : slow ? ['linux/arm64'] : isElsewhere ? ['linux/amd64'] : [];
  const usual = platforms.some(name => placeOf({ name }, namedLabels(build)).emulated);
  return platforms.length ? [{ runner, platforms, emulated: usual === slow || isGiven ? undefined : slow ? platforms : [] }] : [];
}

/** The platforms of which steps are told, or which name the artifact that hands the image over. */
function seen(build: Node, others: readonly Node[]): string[] {
  const steps = stepsOf(build);
  const told = steps.filter(step => !isOfLibrary(step)).flatMap(step => variableOf(step, 'PLATFORMS') ?? []).filter(text => /^[a-z0-9/,.]+$/.test(text));
  const checked = steps.flatMap(step => variableOf(step, 'PLATFORM') ?? []);
  const artifacts = [build, ...others].flatMap(stepsOf).map(step => inputOf(step, 'name'));
  const [handed] = artifacts.flatMap(name => /-((?:linux|windows)-[a-z0-9_-]+)$/.exec(name)?.[1] ?? []);
  return told.length ? parted(told[0]) : checked.length || handed === undefined ? checked : handed.split('_').map(part => part.replace(/-/g, '/'));
}

function parted(list: string | undefined): string[] {
  return (list ?? '').split(',').filter(name => name !== '');
}

/** The platforms as they must be declared to get these runners; undefined where there is no way. */
function spelled(groups: readonly Group[], runsOn: readonly string[] | undefined): BuildPlatform[] | undefined {
  const platforms = groups.map(group => {
    const all = group.platforms.map(name => spelling(name, group, runsOn));
    return all.some(one => one === undefined) ? undefined : all as BuildPlatform[];
  });
  return platforms.some(group => group === undefined) ? undefined : some(platforms.flatMap(group => group!));
}

function spelling(name: string, { runner, emulated }: Group, runsOn: readonly string[] | undefined): BuildPlatform | undefined {
  const isEmulated = emulated?.includes(name);
  const ways: BuildPlatform[] = [{ name }, { name, emulated: true }, { name, runner }];
  return ways.find(way => {
    const got = placeOf(way, runsOn);
    return got.runner === runner.join() && (isEmulated === undefined || got.emulated === isEmulated);
  });
}

/** Where the library builds a platform. */
function placeOf({ name, runner, emulated = false }: BuildPlatform, runsOn: readonly string[] | undefined): { runner: string; emulated: boolean } {
  const normal = name.replace(/\/arm64\/v8$/, '/arm64').replace(/\/amd64\/v1$/, '/amd64');
  const isNative = (architecture: keyof typeof NATIVE) => !emulated && (NATIVE[architecture] as readonly string[]).includes(normal);
  if (runner) {
    return { runner: runner.join(), emulated: false };
  }
  if (runsOn) {
    return { runner: runsOn.join(), emulated: !isNative(runsOn.some(label => /arm64|aarch64|-arm\b/i.test(label)) ? 'arm64' : 'amd64') };
  }
  return { runner: isNative('arm64') ? USUAL.arm64 : USUAL.amd64, emulated: !isNative('arm64') && !isNative('amd64') };
}
