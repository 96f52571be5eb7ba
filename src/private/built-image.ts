import { createHash } from 'node:crypto';
import type { GithubPackageImageOptions } from '../github-package-image-options';
import type { ImageTag } from '../image-tag';
import { contextsOf, type Base } from './base-image';
import type { BuildSource } from './bound-source';
import { buildSteps, runtimeEntries } from './build-steps';
import { planCache, type CachePlan } from './cache-plan';
import { checkSteps } from './check-steps';
import { namesIn } from './check-workflow';
import { checkoutSteps, type CommitOutputs } from './checkout';
import { fromDigests, type Content } from './content';
import { partsLine, quoteField } from './csv';
import { and, hasExpression, not, yieldsSecret } from './expression';
import { archiveToLayout, daemonToLayout } from './layout-steps';
import type { Legs } from './legs';
import { metadata } from './metadata';
import type { Need } from './permissions';
import { pinned } from './pins';
import { canonicalHost } from './registry-facts';
import { normalized, type RunnerGroup } from './runner-groups';
import { fullName, type BoundDestination, type SignIn } from './sign-in';
import { idsOf, type Step } from './steps';
import type { ReleasedVersion, TagPlan } from './tag-plan';
import { MAY_PUBLISH } from './triggers';

/** An image that its jobs make. */
export interface BuiltImage {
  readonly id: string;
  readonly options: GithubPackageImageOptions;
  readonly source: BuildSource;
  readonly destinations: readonly BoundDestination[];
  readonly tags: readonly ImageTag[];
  readonly versioned: boolean;
  readonly released?: ReleasedVersion;
  readonly groups: readonly RunnerGroup[];
  /** A path of the project, relative to the repository. */
  readonly path: (text: string) => string;
  /** Whether the workflow publishes; one that does not checks, whatever runs it. */
  readonly publishes: boolean;
  /** The folder of the repository in which a job before has left what it built, where the image takes that. */
  readonly handedOver?: string;
  /** Whether the workflow may be run by events that must not publish. */
  readonly guarded: boolean;
  /** Whether the workflow may be run by a schedule. */
  readonly scheduled: boolean;
  readonly bases: readonly Base[];
  /** Whether other images are built from this one. */
  readonly isBase: boolean;
  /** The beginning of the concurrency group of runs that do not publish; undefined where the workflow is not ours alone. */
  readonly cancelGroup?: string;
}

/** An image that its jobs make, with what they have in common. */
export interface Plan extends BuiltImage {
  readonly legs: Legs;
  readonly scanned: boolean;
  readonly prepares: boolean;
  /** Where the commit is known, where it is not the one that triggered the run. */
  readonly commit?: CommitOutputs;
  readonly waitsFor: readonly string[];
  readonly timeoutMinutes: number;
}

/** What every job needs that checks the repository out. */
export const READ: Need = { permission: 'contents', level: 'read', reason: 'check out the repository' };

/** The condition under which runs do not publish; undefined where none does. */
export function checking({ guarded, publishes, options }: Plan): string | undefined {
  const condition = and(guarded ? MAY_PUBLISH : undefined, options.publishWhen);
  return publishes && condition !== undefined ? not(condition) : undefined;
}

/** The name of the artifact in which an image is handed over. */
export function artifact(id: string, leg: string): string {
  return `image-${id.replace(/[^A-Za-z0-9._-]/g, '-')}-${leg}`;
}

/** A name for caches, whose tags have at most 128 characters. */
function shortName(id: string): string {
  const name = id.replace(/[^A-Za-z0-9._-]/g, '-');
  return name.length <= 60 ? name : `${name.slice(0, 47)}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}

/** The registries that a build pulls from, beside those that the image is published to. */
export function pulls({ source, bases }: Plan): SignIn[] {
  const builder = source.kind === 'dockerfile' ? source.dockerfile.builder?._bind().credentials : undefined;
  const signIns = [
    ...namedPulls(source),
    ...builder ? [{ host: 'docker.io', credentials: builder }] : [],
    ...bases.flatMap(({ destination: { host, credentials } }) => credentials ? [{ host, credentials }] : []),
  ];
  return signIns
    .filter(({ host }, index) => signIns.findIndex(other => other.host === host) === index)
    .map(signIn => ({ ...signIn, level: 'read' }));
}

/** Those of them that a job which must not publish signs in to: with its own token, which can read only. */
export function pullsToCheck({ source }: Plan): SignIn[] {
  return namedPulls(source).filter(({ credentials }) => credentials._bind().githubToken).map(signIn => ({ ...signIn, level: 'read' }));
}

function namedPulls(source: BuildSource): Array<Pick<SignIn, 'host' | 'credentials'>> {
  return source.kind !== 'dockerfile' ? [] : Object.entries(source.dockerfile.credentials ?? {})
    .map(([host, credentials]) => ({ host: canonicalHost(host), credentials }));
}

/** The steps that take over what projen has built, as its own jobs do. */
function takeOver(folder: string): Step[] {
  return [
    { name: 'Take over what projen has built', uses: pinned('actions/download-artifact'), with: { name: 'build-artifact', path: folder } },
    { name: 'Restore its permissions', continueOnError: true, shell: 'bash', env: { FOLDER: folder }, run: 'cd "$FOLDER" && setfacl --restore=permissions-backup.acl' },
  ];
}

/** The steps before any sign-in: they check out, compute tags and labels, and run those of the user. */
export function prepareSteps(plan: Plan, tags?: TagPlan): Step[] {
  const { options, legs } = plan;
  const platforms = legs.platforms ?? "linux/${{ runner.arch == 'ARM64' && 'arm64' || 'amd64' }}";
  return [
    ...checkoutSteps(options.checkout, plan.prepares ? plan.commit?.commit : undefined),
    ...plan.handedOver === undefined ? [] : takeOver(plan.handedOver),
    ...tags?.before ?? [],
    ...plan.source.kind === 'dockerfile' || tags?.rules.length ? metadataSteps(plan, tags?.rules ?? [], annotatesIndex(plan)) : [],
    ...tags?.after ?? [],
    ...(options.preBuildSteps ?? []).map(step => ({ ...step, env: { PLATFORMS: platforms, ...step.env } })),
  ];
}

/** The steps that make the image, and check it. */
export function makeSteps(plan: Plan, trusted: boolean): Step[] {
  const { source, legs, options, path } = plan;
  const make = source.kind === 'archive' ? [archiveToLayout(path(source.path))]
    : source.kind === 'daemon' ? [daemonToLayout(source.reference)]
      : buildSteps({
        leg: legs,
        source: source.dockerfile,
        path,
        signedIn: trusted ? plan.destinations.some(({ credentials }) => credentials) || pulls(plan).length > 0
          : pullsToCheck(plan).length > 0,
        contexts: contextsOf(plan, trusted),
        cache: cacheOf(plan, trusted),
        builder: trusted || source.dockerfile.builder?._bind().open ? source.dockerfile.builder : undefined,
        trusted,
        annotatesIndex: annotatesIndex(plan),
      });
  return [...make, ...checkSteps(options.checks ?? [], legs)];
}

/** The step `metadata`: labels, tags where rules are given, and annotations where the job makes an index. */
export function metadataSteps(plan: Plan, rules: readonly string[], index: boolean): Step[] {
  const { source, commit } = plan;
  const { labels = {}, annotations = {} } = source.kind === 'dockerfile' ? source.dockerfile : {};
  const lines = (texts: Readonly<Record<string, string>>, parted: boolean) => Object.entries(texts)
    .filter(([, text]) => !hasExpression(text) && (!parted || !partsLine(text)))
    .map(([name, text]) => quoteField(`${name}=${text}`, /["#\n]/));
  const revision = commit ? [`org.opencontainers.image.revision=${commit.commit}`] : [];
  return [metadata(rules.length ? 'Compute tags and labels' : index ? 'Compute annotations' : 'Compute labels', {
    rules,
    labels: [...revision, ...lines(labels, true)],
    // the job that joins an index reads them by line
    annotations: index ? [...revision, ...lines({ ...labels, ...annotations }, annotatesIndex(plan))] : undefined,
  })];
}

/** What the publish job joins. */
export function joined(plan: Plan, digests: readonly string[]): Content {
  const runtime = plan.source.kind !== 'dockerfile' ? [] : runtimeEntries({ source: plan.source.dockerfile, path: plan.path })
    .filter(({ list }) => list === 'labels' || list === 'annotations');
  return fromDigests(plan.id, { digests, platforms: plan.groups.flatMap(({ platforms }) => platforms.map(normalized)), annotations: '${{ steps.metadata.outputs.annotations }}', runtime });
}

/** Whether one build makes an index. */
function annotatesIndex({ source, groups }: Plan): boolean {
  return source.kind === 'dockerfile' && groups.length === 1 && groups[0].platforms.length > 1;
}

/** Whether a job that publishes must be able to write a cache into the registry. */
export function writesCache(plan: Plan): boolean {
  const kind = plan.source.kind === 'dockerfile' ? plan.source.dockerfile.cache?._bind().kind : undefined;
  return kind === 'registry' || kind === 'custom';
}

function cacheOf(plan: Plan, trusted: boolean): CachePlan {
  const [primary] = plan.destinations;
  const { source, legs, id } = plan;
  return planCache(source.kind === 'dockerfile' ? source.dockerfile.cache : undefined, {
    image: fullName(primary),
    known: trusted || isOpen(primary),
    scope: `${shortName(id)}-${legs.leg}`,
    readWhen: plan.scheduled ? "github.event_name != 'schedule'" : undefined,
    writes: trusted,
  });
}

/** Whether a job without secrets knows what the image is called there: neither a secret tells it, nor a step of the sign-in. */
function isOpen(destination: BoundDestination): boolean {
  const name = fullName(destination);
  const signingIn = idsOf(destination.credentials?._bind().steps);
  return !yieldsSecret(name) && !namesIn([name], 'steps').some(([step]) => signingIn.includes(step));
}
