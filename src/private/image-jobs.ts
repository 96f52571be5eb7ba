import type { GithubPackageImageOptions } from '../github-package-image-options';
import { ImageTransfer } from '../image-source';
import type { ImageTag } from '../image-tag';
import { attestJob } from './attest-job';
import type { Base } from './base-image';
import type { BoundSource } from './bound-source';
import { buildJobs } from './build-jobs';
import { checkTagsUnderTriggers } from './declared';
import { contextOf, isGuarded, optionsIn, publishes, type Host } from './host';
import { jobId, type Job } from './jobs';
import { mirrorJobs } from './mirror-job';
import type { PublishedImage } from './published-image';
import { factsOfHost } from './registry-facts';
import type { RunnerGroup } from './runner-groups';
import type { BoundDestination } from './sign-in';
import { signJob } from './sign-job';
import { planTags } from './tag-plan';
import { eventsOf } from './triggers';
import { IN_JOB, verifyAttestations, verifySignature, type Verified } from './verification';

/** All that a user has said of an image. */
export interface Declaration {
  /** The image, as messages call it. */
  readonly subject: string;
  readonly id: string;
  readonly options: GithubPackageImageOptions;
  readonly source: BoundSource;
  readonly destinations: readonly BoundDestination[];
  readonly groups: readonly RunnerGroup[];
  /** Its tags, where git tags or releases trigger a workflow and where they do not. */
  readonly tags: (versioned: boolean) => readonly ImageTag[];
  readonly bases: readonly Base[];
  /** A path of the project, relative to the repository. */
  readonly path: (text: string) => string;
}

/** The jobs of an image in one workflow, by id. */
export function imageJobs(declaration: Declaration, host: Host, isBase: boolean): Array<[string, Job]> {
  const { id, source, groups } = declaration;
  const options = optionsIn(host, declaration.options);
  const jobs = ownJobs({ ...declaration, options }, host, isBase);
  if (!publishes(host)) {
    return jobs;
  }
  const prepares = jobs.some(([job]) => job === jobId('prepare', id));
  const published: PublishedImage = {
    ...declaration,
    options,
    waitsFor: [...options.needs ?? [], ...prepares ? [jobId('prepare', id)] : [], jobId('publish', id)],
    digest: `\${{ needs.${jobId('publish', id)}.outputs.digest }}`,
    files: [host.workflow.file!.path],
  };
  const listed = listsContent(source) ? groups.flatMap(({ platforms }) => platforms) : undefined;
  return [
    ...jobs,
    ...options.attest ? [[jobId('attest', id), attestJob(published, options.attest, listed)] as const] : [],
    ...options.sign ? [[jobId('sign', id), signJob(published, options.sign)] as const] : [],
  ].map(([job, made]) => [job, made]);
}

/** The commands that verify what is published of an image, in any of these workflows. */
export function verificationOf({ options, source }: Declaration, hosts: readonly Host[], verified: Partial<Verified>): string[] {
  const files = hosts.map(({ workflow }) => workflow.file!.path);
  return [
    ...options.attest ? verifyAttestations(listsContent(source), files, { ...IN_JOB, ...verified }) : [],
    ...options.sign ? [verifySignature(options.sign, files, { ...IN_JOB, ...verified })] : [],
  ];
}

/** Refuses triggers of a workflow under which the image could have no tag. */
export function checkHostTags({ subject, tags }: Pick<Declaration, 'subject' | 'tags'>, host: Host): void {
  const context = contextOf(host);
  if (publishes(host)) {
    checkTagsUnderTriggers(subject, eventsOf(host.workflow), tags(context.versioned), context);
  }
}

/** Whether a build lists what is in the image. */
function listsContent(source: BoundSource): boolean {
  return source.kind === 'dockerfile' && source.dockerfile.sbom === true;
}

function ownJobs(declaration: Declaration, host: Host, isBase: boolean): Array<[string, Job]> {
  const { id, source } = declaration;
  const events = eventsOf(host.workflow);
  const guarded = isGuarded(host);
  const context = contextOf(host);
  const tags = declaration.tags(context.versioned);
  if (source.kind !== 'registry') {
    // A called workflow and one that is not ours may run twice at once: what they cancel is for their owners to say.
    const ours = host.own && events.workflow_call === undefined;
    return buildJobs({
      ...declaration,
      ...context,
      tags,
      source,
      guarded,
      isBase,
      publishes: publishes(host),
      handedOver: declaration.options.projenArtifacts ? host.joined?.artifacts : undefined,
      scheduled: events.schedule !== undefined || !ours,
      cancelGroup: ours ? `${host.workflow.name}-check-${id}` : undefined,
    });
  }
  // what is mirrored is not built, so that there is nothing to check
  return !publishes(host) ? [] : mirrorJobs({
    ...declaration,
    guarded,
    source: source.reference,
    sources: source.credentials && source.host ? [{ host: source.host, credentials: source.credentials, level: 'read' }] : [],
    pullAndPush: source.transfer === ImageTransfer.PULL_AND_PUSH || (source.host !== undefined && !factsOfHost(source.host).platforms),
    platform: declaration.groups[0].platforms[0],
    verify: source.verify,
    referrers: source.referrers ?? false,
    plan: planTags(tags, context, false),
  });
}
