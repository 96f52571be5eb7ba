import { folderOfBase, legOfBase } from './base-image';
import {
  READ, artifact, checking, joined, makeSteps, metadataSteps, prepareSteps, pulls, pullsToCheck, writesCache,
  type BuiltImage, type Plan,
} from './built-image';
import { scanSteps, scansNeedCheckout } from './check-steps';
import { NOTED_COMMIT, checksOutOther, checkoutSteps } from './checkout';
import { fromLayout } from './content';
import { hasExpression } from './expression';
import { commonJob, jobId, prepareJob, type Job } from './jobs';
import { download, nameLayout, upload } from './layout-steps';
import { legsOf } from './legs';
import { publishJob } from './publish-job';
import { needsOf, signIn, signInsOf, together } from './sign-in';
import { planTags } from './tag-plan';
import { pushByDigest } from './transfer';
import { MAY_PUBLISH } from './triggers';

/** The jobs of an image that is built, by id. */
export function buildJobs(image: BuiltImage): Array<[string, Job]> {
  const { id, options, groups } = image;
  const scanned = scanSteps(options.checks ?? [], image.path).length > 0;
  const parallel = groups.length > 1 || scanned;
  const other = checksOutOther(options.checkout);
  const prepares = options.prepare !== undefined || (parallel && other);
  const output = (name: string) => `\${{ needs.${jobId('prepare', id)}.outputs.${name} }}`;
  const plan: Plan = {
    ...image,
    legs: legsOf(groups, (options.checks ?? []).length > 0),
    scanned,
    prepares,
    commit: !other ? undefined : prepares ? { commit: output('commit'), short: output('commit-short') } : NOTED_COMMIT,
    waitsFor: [...options.needs ?? [], ...prepares ? [jobId('prepare', id)] : []],
    timeoutMinutes: groups.some(({ emulated }) => emulated.length > 0) ? 120 : 60,
  };
  const checks = !image.publishes || checking(plan) !== undefined;
  const job = (kind: string, made: Job): [string, Job] => [jobId(kind, id), made];
  return [
    ...prepares ? [job('prepare', prepareJob(options, id, [], options.checkout))] : [],
    ...checks ? [job('check', checkJob(plan))] : [],
    ...checks && scansApart(plan) ? [job('check-scan', scanJob(plan, 'check'))] : [],
    ...!image.publishes ? [] : [
      ...parallel ? [job('build', buildJob(plan))] : [],
      ...scanned ? [job('scan', scanJob(plan, 'build'))] : [],
      job('publish', parallel ? joinJob(plan) : onlyJob(plan)),
    ],
  ];
}

/** The job that builds, checks and publishes, where one runner does it all. */
function onlyJob(plan: Plan): Job {
  const { legs, bases } = plan;
  const tags = planTags(plan.tags, plan, plan.source.kind === 'dockerfile');
  return {
    ...publishJob({
      ...plan,
      waitsFor: [...plan.waitsFor, ...bases.map(({ publishJobId }) => publishJobId)],
      signIns: together(pulls(plan), signInsOf(plan.destinations, 'write')),
      before: prepareSteps(plan, tags),
      make: makeSteps(plan, true),
      content: fromLayout(plan.id),
      tags: tags.tags,
      needs: [READ, ...tags.needs],
    }),
    ...legs.runner,
  };
}

/** The job that builds and checks on each runner, and pushes what it has built by digest alone. */
function buildJob(plan: Plan): Job {
  const { id, legs, options, destinations } = plan;
  const pushes = legs.strategy !== undefined;
  const tags = planTags(plan.tags, plan, plan.source.kind === 'dockerfile');
  const signIns = together(pulls(plan), signInsOf(destinations, pushes || writesCache(plan) ? 'write' : 'read'));
  return {
    ...commonJob(options, {
      name: pushes ? `Build ${id} ($\{{ matrix.platforms }})` : `Build ${id}`,
      conditions: [plan.guarded ? MAY_PUBLISH : undefined, options.publishWhen],
      waitsFor: [...plan.waitsFor, ...plan.bases.map(({ publishJobId }) => publishJobId)],
      timeoutMinutes: plan.timeoutMinutes,
    }),
    ...legs.runner,
    strategy: legs.strategy,
    outputs: !hasExpression(tags.tags) && !pushes ? undefined : {
      ...hasExpression(tags.tags) ? { tags: { stepId: 'tags', outputName: 'tags' } } : {},
      ...pushes ? Object.fromEntries(plan.groups.map(({ leg }) => [leg, { stepId: 'push', outputName: leg }])) : {},
    },
    steps: [
      ...options.setupSteps ?? [],
      ...prepareSteps(plan, tags),
      ...signIns.flatMap(signIn),
      ...makeSteps(plan, true),
      ...pushes ? [pushByDigest(fromLayout(`${id} (${legs.platforms})`), destinations, legs.leg)] : [],
      ...plan.scanned ? [upload(artifact(id, legs.leg))] : [],
    ],
    permissions: [READ, ...needsOf(signIns), ...tags.needs],
  };
}

/** Whether a scan after a check is a job of its own: where the check signs in, it may not be there. */
function scansApart(plan: Plan): boolean {
  return plan.scanned && pullsToCheck(plan).length > 0;
}

/** The job that scans what another one has built, and holds no credentials of a registry. */
function scanJob(plan: Plan, after: 'build' | 'check'): Job {
  const { id, legs, options } = plan;
  const checks = options.checks ?? [];
  const reads = scansNeedCheckout(checks);
  return {
    ...commonJob(options, {
      name: legs.strategy ? `Scan ${id} ($\{{ matrix.platforms }})` : `Scan ${id}`,
      conditions: [],
      waitsFor: [...options.needs ?? [], ...reads && plan.prepares ? [jobId('prepare', id)] : [], jobId(after, id)],
      timeoutMinutes: plan.timeoutMinutes,
    }),
    strategy: legs.strategy,
    steps: [
      ...options.setupSteps ?? [],
      ...reads ? checkoutSteps(options.checkout, plan.commit?.commit) : [],
      download(artifact(id, legs.leg)),
      ...scanSteps(checks, plan.path),
    ],
    permissions: reads ? [READ] : [],
  };
}

/** The job that publishes what others have built: it joins what they pushed, or takes over the one image that there is. */
function joinJob(plan: Plan): Job {
  const { id, legs, groups } = plan;
  const tags = planTags(plan.tags, plan, plan.source.kind === 'dockerfile');
  const built = (output: string) => `\${{ needs.${jobId('build', id)}.outputs.${output} }}`;
  return publishJob({
    ...plan,
    signIns: signInsOf(plan.destinations, 'write'),
    waitsFor: [...plan.waitsFor, jobId('build', id), ...plan.scanned ? [jobId('scan', id)] : []],
    before: legs.strategy ? metadataSteps(plan, [], true) : [download(artifact(id, legs.leg))],
    content: legs.strategy ? joined(plan, groups.map(({ leg }) => built(leg))) : fromLayout(id),
    tags: hasExpression(tags.tags) ? built('tags') : tags.tags,
  });
}

/** The job of runs that must not publish: it holds no credential that can write. */
function checkJob(plan: Plan): Job {
  const { id, legs, options, bases, cancelGroup } = plan;
  const reading = pullsToCheck(plan);
  const apart = scansApart(plan);
  const builtBases = bases.filter(({ mirrored }) => mirrored === undefined);
  return {
    ...commonJob(options, {
      name: legs.strategy ? `Check ${id} ($\{{ matrix.platforms }})` : `Check ${id}`,
      conditions: [checking(plan)],
      waitsFor: [...plan.waitsFor, ...builtBases.map(base => jobId('check', base.id))],
      timeoutMinutes: plan.timeoutMinutes,
    }),
    concurrency: cancelGroup === undefined ? undefined : {
      'group': `${cancelGroup}-\${{ github.ref }}${legs.strategy ? `-${legs.leg}` : ''}`,
      'cancel-in-progress': true,
    },
    ...legs.runner,
    strategy: legs.strategy,
    steps: [
      ...options.setupSteps ?? [],
      ...prepareSteps(plan),
      ...builtBases.flatMap(base => [download(artifact(base.id, legOfBase(plan, base)), folderOfBase(base)), nameLayout(jobId('base', base.id), folderOfBase(base))]),
      ...reading.flatMap(signIn),
      ...makeSteps(plan, false),
      ...apart ? [] : scanSteps(options.checks ?? [], plan.path),
      ...plan.isBase || apart ? [upload(artifact(id, legs.leg))] : [],
    ],
    permissions: [READ, ...needsOf(reading)],
  };
}
