import type { github } from 'projen';
import type { ImageDestination } from '../image-destination';
import type { ImageJobOptions } from '../image-job-options';
import type { ImageName } from '../image-name';
import { ImageTransfer } from '../image-source';
import type { ImageTag } from '../image-tag';
import type { RegistryCredentials } from '../registry-credentials';
import { onlyWhen } from './expression';
import { commonJob, jobId, type JobWithoutPermissions } from './jobs';
import { mergeNeeds, type Need } from './permissions';
import { refusal } from './refusal';
import { afterPublication, computeTags, signIn, summarize, type Step, type TagTexts } from './steps';
import { publish } from './transfer';
import { MAY_PUBLISH } from './triggers';

/** A destination of an image, bound to its name. */
export type BoundDestination = ReturnType<ImageDestination['_bind']>;

/** A registry that the job pulls from, where it must sign in. */
export interface SourceSignIn {
  readonly host: string;
  readonly credentials: RegistryCredentials;
  /** The condition under which the job's source is there; always where undefined. */
  readonly condition?: string;
}

/** All that the publish job of a mirror is made of. */
export interface MirrorJob {
  readonly id: string;
  readonly title: string;
  readonly options: ImageJobOptions;
  /** Whether the workflow may have triggers that must not publish. */
  readonly guarded: boolean;
  /** The reference as the job's steps see it. */
  readonly source: string;
  readonly sourceSignIns: readonly SourceSignIn[];
  readonly transfer?: ImageTransfer;
  readonly destinations: readonly BoundDestination[];
  readonly tags: TagTexts;
  readonly strategy?: github.workflows.JobStrategy;
  /** Steps of ours that others of the job build on. */
  readonly before?: readonly Step[];
  readonly outputs: boolean;
}

/** The tags of an image, sorted by what the job must do about them. */
export function sortTags(tags: readonly ImageTag[]): TagTexts {
  const bound = tags.map(tag => tag._bind());
  const of = (kind: string) => bound.filter(tag => tag.kind === kind).map(tag => tag.text);
  const fixed = of('literal');
  return { fixed: fixed.length ? fixed.join(' ') : undefined, texts: of('text'), lists: of('list') };
}

/** Binds the destinations of an image to its name, and refuses those that cannot stand together. */
export function bindDestinations(
  subject: string, destinations: readonly ImageDestination[], name: ImageName, options: ImageJobOptions,
): BoundDestination[] {
  if (destinations.length === 0) {
    throw refusal(`${subject}: destinations`, '[]', 'an image is published somewhere. Leave the option out for ghcr.io.');
  }
  const bound = destinations.map(destination => destination._bind(name));
  if (bound[0].when !== undefined) {
    throw refusal(`${subject}: destinations: when`, bound[0].when, 'the first destination is the primary, and cannot be switched off. Use `publishWhen` for all of them, or name another first.');
  }
  const unreachable = bound.find(({ facts }) => !facts.hostedRunners);
  if (unreachable && !options.runsOn) {
    throw refusal(`${subject}: destinations`, unreachable.host, 'GitHub-hosted runners do not reach a GitHub Enterprise Server. Name runners of yours with `runsOn`.');
  }
  for (const [index, one] of bound.entries()) {
    const other = bound.slice(0, index).find(({ host }) => host === one.host);
    if (other && !sameCredentials(other.credentials, one.credentials)) {
      throw refusal(`${subject}: destinations`, one.host, 'docker keeps one sign-in for each registry, and two destinations there have different credentials. Declare a second image for the other.');
    }
  }
  return bound;
}

/** The publish job of a mirror and the permissions that it needs. */
export function mirrorJob(mirror: MirrorJob): { readonly job: JobWithoutPermissions; readonly needs: readonly Need[] } {
  const { options, destinations, tags } = mirror;
  const hosts = [...new Set(destinations.map(({ host }) => host))];
  const targets = hosts.flatMap(host => {
    const there = destinations.filter(destination => destination.host === host);
    const whens = there.flatMap(({ when }) => when ?? []);
    const condition = whens.length < there.length ? undefined : whens.map(when => whens.length > 1 ? `(${when})` : when).join(' || ');
    return there[0].credentials ? [{ host, credentials: there[0].credentials, condition }] : [];
  });
  const sources = mirror.sourceSignIns.filter(source => !targets.some(({ host, credentials, condition }) =>
    host === source.host && condition === undefined && sameCredentials(credentials, source.credentials)));
  const separate = sources.find(({ host }) => targets.some(target => target.host === host));
  const needs = [...targets, ...sources].flatMap(({ credentials }) => credentials._bind().needs).concat(
    targets.filter(isGithubToken).map(({ host }) => ({ permission: 'packages', level: 'write', reason: `push to ${host}` })),
    sources.filter(isGithubToken).map(({ host }) => ({ permission: 'packages', level: 'read', reason: `pull from ${host}` })),
  );
  const computed = tags.texts.length + tags.lists.length > 0;
  const prepare = options.prepare ? [jobId('prepare', mirror.id)] : [];
  const job: JobWithoutPermissions = {
    ...commonJob(options, mirror.strategy ? `Publish ${mirror.title} ($\{{ matrix.source }})` : `Publish ${mirror.title}`,
      [mirror.guarded ? MAY_PUBLISH : undefined, options.publishWhen], [...options.needs ?? [], ...prepare]),
    environment: options.environment,
    strategy: mirror.strategy,
    outputs: mirror.outputs
      ? Object.fromEntries(['name', 'digest', 'tags'].map(outputName => [outputName, { stepId: 'publish', outputName }]))
      : undefined,
    steps: [
      ...options.setupSteps ?? [],
      ...mirror.before ?? [],
      ...computed ? [computeTags(tags)] : [],
      ...sources.flatMap(({ host, credentials, condition }) => signIn(host, credentials, { condition, separate: host === separate?.host })),
      ...targets.flatMap(({ host, credentials, condition }) => signIn(host, credentials, { condition })),
      publish({
        name: `Publish ${mirror.source} to ${hosts.join(' and ')}`,
        source: mirror.source,
        targets: destinations.map(({ host, path, facts, when }) => ({
          image: onlyWhen(when, `${host}/${path}`),
          copy: facts.platforms && mirror.transfer !== ImageTransfer.PULL_AND_PUSH,
          gated: when !== undefined,
        })),
        tags: computed ? '${{ steps.tags.outputs.tags }}' : tags.fixed ?? '',
        separateSource: separate !== undefined,
        separateWhen: separate?.condition,
        signedIn: targets.length + sources.length > 0,
      }),
      summarize(),
      ...afterPublication(options.postPublishSteps ?? []),
    ],
  };
  return { job, needs: mergeNeeds(needs) };
}

function isGithubToken({ credentials }: { readonly credentials: RegistryCredentials }): boolean {
  return credentials._bind().githubToken;
}

function sameCredentials(one: RegistryCredentials | undefined, other: RegistryCredentials | undefined): boolean {
  const [a, b] = [one?._bind(), other?._bind()];
  return a?.username === b?.username && a?.password === b?.password;
}
