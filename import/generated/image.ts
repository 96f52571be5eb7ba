import type { Image, Source } from '../declaration';
import { checksOf } from './checks';
import { conditionsOf } from './conditions';
import { imageJobs, jobsOf, type Frame, type ImageJobs } from './image-jobs';
import { jobOptionsOf, timeoutOf } from './job-options';
import { ofRelease } from './joined';
import { placedOf } from './platforms';
import { isGrouped, labelsOf, runnerOf } from './runner';
import { copiedPlatform, sourceOf } from './source';
import { given, inputOf, isOfLibrary, ownStep, scriptOf, some, stepNamed, stepOf, stepsOf, variableOf } from './steps';
import { computedBy, isUsual } from './tags';
import { at, textOf, textsOf, type Node } from '../input/node';

/** An image out of the jobs that the library has made of it. */
export function imageOf(id: string, all: ReadonlyMap<string, Node>, frame: Frame): Image {
  const jobs = imageJobs(id, all, frame);
  const { publish, build, check, prepare, beside, destinations } = jobs;
  const source = sourceOf(jobs);
  return given<Image>({
    id,
    source,
    destinations: [...destinations],
    tags: publish && tagsOf(build, variableOf(stepOf(publish, 'publish'), 'TAGS') ?? '', source, frame),
    checks: some(checksOf(build, [all.get('scan'), all.get('check-scan'), check])),
    attest: attestOf(all.get('attest')),
    sign: signOf(all.get('sign')),
    needs: some(needsOf(jobs, frame)),
    ...conditionsOf(publish, [...beside, ...jobsOf(all, 'scan', 'check-scan')][0], check, frame.join),
    ...jobOptionsOf(publish, build, prepare, jobs.setup),
    ...runnersOf(jobs, source),
    projenArtifacts: stepNamed(build, 'Take over what projen has built') ? true : undefined,
    ...source.kind === 'registry' ? {} : { checkout: checkoutOf(prepare ?? build), preBuildSteps: some(beforeBuild(jobs)) },
  });
}

/** Where the jobs run, for which platforms, and for how long. */
function runnersOf({ all, publish, build, beside, destinations }: ImageJobs, source: Source): Partial<Image> {
  // GitHub's own runners do not reach a server
  const isFar = destinations.some(({ enterprise }) => enterprise?.startsWith('enterpriseServer'));
  const needed = isFar && !isGrouped(build) ? { runsOn: labelsOf(beside[0] ?? build) } : {};
  if (source.kind === 'registry') {
    const platform = copiedPlatform(stepOf(publish, 'publish'));
    return { ...needed, ...runnerOf(build), ...timeoutOf(build, beside, 30), ...platform === undefined ? {} : { platforms: [{ name: platform }] } };
  }
  const others = [...beside, ...jobsOf(all, 'scan', ...all.has('build') ? ['publish'] : [])];
  const { platforms, runner, emulates } = placedOf(build, others, beside, source);
  return { ...needed, ...runner, ...timeoutOf(build, beside, emulates ? 120 : 60), platforms };
}

/** The tags of an image; nothing where they are those that an image has anyway. */
function tagsOf(build: Node, published: string, source: Source, { join, versioned }: Frame): Image['tags'] {
  const tags = computedBy(build, published).map(tag => join?.trigger === 'projenRelease' ? ofRelease(tag) : tag);
  const isOfSource = source.kind === 'registry' && !source.reference.includes('${{') && source.reference.replace(/@.*$/, '').endsWith(`:${published}`);
  return isOfSource || isUsual(tags, versioned) ? undefined : some(tags);
}

/** The jobs of the user's that an image waits for. */
function needsOf({ id, all, publish, build }: ImageJobs, { made, join }: Frame): string[] {
  const own = [...all.keys()].map(kind => `${kind}-${id.replace(/[^A-Za-z0-9_-]/g, '-')}`);
  const bases = textOf(at(stepOf(build, 'build'), 'with', 'build-contexts')) ?? '';
  return textsOf(at(publish ?? build, 'needs')).filter(name => name !== join?.job && !own.includes(name) && !(made.has(name) && (bases.includes(`needs.${name}.`) || !publish)));
}

function attestOf(job: Node | undefined): Image['attest'] {
  return job && (/visibility == 'public'/.test(textOf(at(job, 'if')) ?? '') ? 'PUBLIC_REPOSITORY' : 'ALWAYS');
}

function signOf(job: Node | undefined): Image['sign'] {
  const step = stepsOf(job).find(one => scriptOf(one).includes('cosign sign'));
  const [keySecret, passwordSecret] = ['COSIGN_PRIVATE_KEY', 'COSIGN_PASSWORD'].map(name => /^\$\{\{ secrets\.(\w+) \}\}$/.exec(variableOf(step, name) ?? '')?.[1]);
  return step && given({ keySecret, passwordSecret });
}

/** Steps of the user's between the checkout and the build. */
function beforeBuild({ build, setup }: ImageJobs): object[] {
  const platforms = at(build, 'strategy') ? '${{ matrix.platforms }}' : inputOf(stepOf(build, 'build'), 'platforms') || seenBy(build);
  return stepsOf(build).slice(setup.length)
    .filter(step => variableOf(step, 'PLATFORMS') !== undefined && !isOfLibrary(step))
    .map(step => ownStep(step, { PLATFORMS: platforms }));
}

/** What steps before the build are told of platforms, where the build itself is not. */
function seenBy(build: Node): string {
  const told = stepsOf(build).filter(step => !isOfLibrary(step)).flatMap(step => variableOf(step, 'PLATFORMS') ?? []);
  return told.find(text => text.includes('runner.arch')) ?? told[0] ?? '';
}

function checkoutOf(job: Node): Image['checkout'] {
  const step = stepNamed(job, 'Check out the repository');
  const input = (name: string) => inputOf(step, name);
  const checkout = given({
    ref: input('ref') || undefined,
    repository: input('repository') || undefined,
    fetchDepth: input('fetch-depth') === '' ? undefined : Number(input('fetch-depth')),
    submodules: input('submodules') === 'recursive' || undefined,
    lfs: input('lfs') === 'true' || undefined,
  });
  return Object.keys(checkout).length ? checkout : undefined;
}
