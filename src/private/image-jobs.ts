import type { GithubPackageImageOptions } from '../github-package-image';
import { ImageTransfer } from '../image-source';
import type { ImageTag } from '../image-tag';
import type { BoundSource } from './bound-source';
import { buildJobs } from './build-jobs';
import type { Base } from './built-image';
import { isGuarded, type Host } from './host';
import { jobId, type Job } from './jobs';
import { mirrorJobs } from './mirror-job';
import { factsOfHost } from './registry-facts';
import type { RunnerGroup } from './runner-groups';
import type { BoundDestination } from './sign-in';
import { signJob } from './sign-job';
import { planTags } from './tag-plan';
import { eventsOf, isVersioned } from './triggers';

/** All that a user has said of an image. */
export interface Declaration {
  /** The image, as messages call it. */
  readonly subject: string;
  readonly id: string;
  readonly options: GithubPackageImageOptions;
  readonly source: BoundSource;
  readonly destinations: readonly BoundDestination[];
  readonly groups: readonly RunnerGroup[];
  readonly tags: readonly ImageTag[];
  readonly host: Host;
  readonly bases: readonly Base[];
  /** A path of the project, relative to the repository. */
  readonly path: (text: string) => string;
}

/** The jobs of an image, by id. */
export function imageJobs(declaration: Declaration, isBase: boolean): Array<[string, Job]> {
  const { id, options, destinations } = declaration;
  const jobs = publishingJobs(declaration, isBase);
  const prepares = jobs.some(([job]) => job === jobId('prepare', id));
  return options.sign === undefined ? jobs : [...jobs, [jobId('sign', id), signJob({
    id,
    options,
    destinations,
    signing: options.sign,
    waitsFor: [...options.needs ?? [], ...prepares ? [jobId('prepare', id)] : []],
  })]];
}

function publishingJobs(declaration: Declaration, isBase: boolean): Array<[string, Job]> {
  const { id, source, host, tags } = declaration;
  const events = eventsOf(host.workflow);
  const guarded = isGuarded(host);
  const versioned = isVersioned(events);
  if (source.kind !== 'registry') {
    // A called workflow and one that is not ours may run twice at once: what they cancel is for their owners to say.
    const ours = host.own && events.workflow_call === undefined;
    return buildJobs({
      ...declaration,
      source,
      guarded,
      versioned,
      isBase,
      scheduled: events.schedule !== undefined || !ours,
      cancelGroup: ours ? `${host.workflow.name}-check-${id}` : undefined,
    });
  }
  return mirrorJobs({
    ...declaration,
    guarded,
    source: source.reference,
    sources: source.credentials && source.host ? [{ host: source.host, credentials: source.credentials, level: 'read' }] : [],
    pullAndPush: source.transfer === ImageTransfer.PULL_AND_PUSH || (source.host !== undefined && !factsOfHost(source.host).platforms),
    platform: declaration.groups[0].platforms[0],
    plan: planTags(tags, { versioned }, false),
  });
}
