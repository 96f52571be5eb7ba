import type { github } from 'projen';
import type { ImageJobOptions } from '../image-job-options';
import type { ImageVerification } from '../image-verification';
import { fromRegistry } from './content';
import { jobId, prepareJob, type Job } from './jobs';
import { metadata } from './metadata';
import { publishJob } from './publish-job';
import { beside, signInsOf, type BoundDestination, type SignIn } from './sign-in';
import { SOURCE_CONFIG, install, type Step, type Tool } from './steps';
import type { TagPlan } from './tag-plan';
import { MAY_PUBLISH } from './triggers';

/** What is mirrored, and how. */
export interface MirrorJob {
  readonly id: string;
  readonly options: ImageJobOptions;
  readonly guarded: boolean;
  /** The reference as the job's steps see it. */
  readonly source: string;
  readonly sources: readonly SignIn[];
  readonly pullAndPush: boolean;
  /** The one platform that is copied; all of them where undefined. */
  readonly platform?: string;
  /** What must hold of the source before it is copied. */
  readonly verify?: ImageVerification;
  /** Whether what refers to it is copied too. */
  readonly referrers: boolean;
  readonly destinations: readonly BoundDestination[];
  readonly plan: TagPlan;
  readonly strategy?: github.workflows.JobStrategy;
  /** Steps of ours that the others build on. */
  readonly first?: readonly Step[];
}

/** The jobs that mirror an image, by id: one, and the preparation where there is one. Neither runs for a pull request. */
export function mirrorJobs(mirror: MirrorJob): Array<[string, Job]> {
  const { id, options, guarded } = mirror;
  const prepare: Array<[string, Job]> = options.prepare
    ? [[jobId('prepare', id), prepareJob(options, id, [guarded ? MAY_PUBLISH : undefined])]]
    : [];
  return [...prepare, [jobId('publish', id), mirrorJob(mirror, [...options.needs ?? [], ...prepare.map(([job]) => job)])]];
}

/** The job that mirrors an image. It needs no checkout, and no action but docker/metadata-action where a tag asks for it. */
function mirrorJob({ first = [], plan, pullAndPush, platform, source, verify, referrers, ...mirror }: MirrorJob, waitsFor: readonly string[]): Job {
  const targets = signInsOf(mirror.destinations, 'write');
  const sources = beside(mirror.sources, targets);
  const tools: Tool[] = [...verify?._bind().tools ?? [], ...referrers ? ['ORAS' as const] : []];
  const apart = sources.filter(({ separate }) => separate);
  const conditions = apart.flatMap(({ condition }) => condition ?? []);
  const config = apart.length > conditions.length
    ? SOURCE_CONFIG
    : conditions.length ? `\${{ runner.temp }}/\${{ (${conditions.join(' || ')}) && '.docker-source' || '.docker' }}` : undefined;
  return publishJob({
    ...mirror,
    waitsFor,
    signIns: [...sources, ...targets],
    before: [
      ...tools.map(install),
      ...first,
      ...plan.before, ...plan.rules.length ? [metadata('Compute tags from the event', plan)] : [],
      ...plan.after,
    ],
    content: fromRegistry({ title: mirror.strategy ? '${{ matrix.source }}' : source, reference: source, config, pullAndPush, platform, verify, referrers }),
    tags: plan.tags,
    needs: plan.needs,
    timeoutMinutes: 30,
  });
}
