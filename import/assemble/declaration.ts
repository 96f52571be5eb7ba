import type { Declaration, Image, OwnJob } from '../declaration';
import { findingCommit, ownPreparation } from './computing';
import { draftsOf, isCopied, joinDrafts, joins, type Draft } from './drafts';
import { idsOf } from './ids';
import { assemble, checksPullRequests, type Assembled } from './image';
import { ownJob } from './jobs';
import { placeSteps } from './kept-steps';
import { isListed, mirrorOf } from './listed';
import { at, textOf, type Node } from '../input/node';
import { publishes, type FollowedJob } from '../job/jobs';
import type { Leg } from '../job/leg';
import { PLACES, type Ledger } from '../ledger';
import { Scope } from '../workflow/scope';
import type { Started } from '../workflow/triggers';

/** Says what the jobs of the file do in the library's words; nothing where none of them publishes. */
export function declare(root: Node, started: Started, jobs: readonly FollowedJob[], ledger: Ledger): Declaration | undefined {
  const drafts = jobs.flatMap(job => draftsOfJob(job, jobs));
  if (drafts.length === 0) {
    return undefined;
  }
  const ids = idsOf(drafts);
  const hosts = (leg: Leg) => new Set(drafts.filter(draft => draft.leg === leg).flatMap(({ entries }) => entries.map(({ host }) => host)));
  const assembled = drafts.map((draft, index) => assemble(draft, ids[index], started, hosts(draft.leg)));
  const imageJobs = new Map(jobs.filter(job => isOfImage(job, drafts)).map(job => [job.id, idsOfJob(job, assembled)]));
  const after = [...new Set(drafts.map(({ leg }) => leg))].flatMap((leg, index) => {
    const own = assembled.filter(({ draft }) => draft.leg === leg);
    leg.left.forEach(({ line, source }) => ledger.note('unsaid', line, `\`${source.split('\n')[0]}\` is in the middle of what the library replaces`, 'a step of `preBuildSteps` or `postPublishSteps`'));
    return placeSteps(leg, own, index ? `after-${own[0].image.id}` : 'after');
  });
  assembled.forEach(({ image, draft }) => needsOf(image, jobs.find(({ id }) => id === draft.leg.id)!, imageJobs, draft));
  const computing = assembled.flatMap(one => [findingCommit(one) ?? [], ownPreparation(one.image, one.draft) ?? []].flat());
  const own = jobs.filter(({ id }) => !imageJobs.has(id)).map(job => foreignJob(job, root, started, imageJobs, ledger));
  const isLeft = (leg: Leg) => !joins(leg) && !drafts.some(draft => draft.leg === leg || draft.jobs.length);
  jobs.filter(({ id }) => imageJobs.has(id)).forEach(job => job.legs.filter(isLeft).forEach(leg =>
    ledger.note('unsaid', job.node.line, `the job for ${JSON.stringify(leg.scope.matrix)} publishes nothing: what it checks is left out`, PLACES.beside)));
  takeJobs(jobs.filter(({ id }) => imageJobs.has(id)), ledger);
  const mirrors = assembled.filter(({ draft }) => isListed(draft)).map(({ image, draft }) => mirrorOf(image, draft, hosts(draft.leg)));
  return {
    id: fileId(root, assembled, drafts[0].leg.id),
    triggers: triggersOf(started, assembled, ledger),
    images: assembled.filter(({ draft }) => !isListed(draft)).map(({ image }) => image),
    ...mirrors.length ? { mirrors } : {},
    jobs: [...own, ...computing, ...after],
  };
}

function draftsOfJob(job: FollowedJob, jobs: readonly FollowedJob[]): Draft[] {
  const joiner = jobs.find(one => one.needs.includes(job.id) && one.legs.some(joins));
  if (joiner) {
    return joinDrafts(job.legs, joiner.legs[0]);
  }
  return publishes(job) && !job.legs.some(joins) ? job.legs.flatMap(draftsOf) : [];
}

function isOfImage(job: FollowedJob, drafts: readonly Draft[]): boolean {
  return drafts.some(({ leg, jobs }) => leg.id === job.id || jobs.includes(job.id));
}

function idsOfJob(job: FollowedJob, assembled: readonly Assembled[]): string[] {
  return assembled.filter(({ draft }) => draft.leg.id === job.id || draft.jobs.includes(job.id)).map(({ image }) => image.id);
}

function needsOf(image: Image, job: FollowedJob, imageJobs: ReadonlyMap<string, readonly string[]>, draft: Draft): void {
  const needs = job.needs.flatMap(id => imageJobs.get(id)?.filter(other => other !== image.id).map(other => `publish-${other}`) ?? [id]);
  if (needs.length && !draft.jobs.some(id => job.needs.includes(id))) {
    image.needs = needs;
  }
}

function foreignJob(job: FollowedJob, root: Node, started: Started, imageJobs: ReadonlyMap<string, readonly string[]>, ledger: Ledger): OwnJob {
  const after = job.needs.flatMap(id => imageJobs.get(id) ?? []);
  const outer = new Scope(started.scenarios);
  const scope = outer.withEnv(outer.entries(at(root, 'env')));
  return ownJob(job.id, job.node, root, scope, [...new Set(after)], job.needs.filter(id => !imageJobs.has(id)), ledger);
}

/** What the library decides about a job that it replaces. */
function takeJobs(jobs: readonly FollowedJob[], ledger: Ledger): void {
  for (const { node, legs } of jobs) {
    for (const key of ['name', 'runs-on', 'permissions', 'needs', 'if', 'timeout-minutes', 'environment', 'strategy', 'env', 'outputs']) {
      ledger.take(at(node, key));
    }
    ledger.take(at(node, 'defaults', 'run', 'shell'));
    takeConcurrency(at(node, 'concurrency'), ledger);
    legs.forEach(leg => leg.computed.forEach(({ step }) => ledger.take(step)));
  }
}

/** How runs of a workflow wait for each other. */
export function takeConcurrency(concurrency: Node | undefined, ledger: Ledger): void {
  if (concurrency && textOf(at(concurrency, 'cancel-in-progress')) === 'true') {
    ledger.note('changed', concurrency, 'a newer run cancelled one that was under way; now runs that publish happen one after another, and none is cancelled half-way');
  } else if (concurrency) {
    ledger.note('better', concurrency, 'runs that publish wait for each other as before, and none of those that wait is dropped');
  }
}

function triggersOf({ triggers }: Started, assembled: readonly Assembled[], ledger: Ledger): Declaration['triggers'] {
  const { pullRequests, pullRequestBranches, pullRequestPaths, ...others } = triggers;
  const started = assembled.some(({ draft }) => checksPullRequests(draft, { triggers, scenarios: draft.leg.scope.scenarios }));
  if (pullRequests && !started && !assembled.every(({ draft }) => isCopied(draft))) {
    ledger.note('kept', 0, 'no image is built in pull requests, as now; with `pullRequests: true` they would build and check it');
  }
  const filters = { ...pullRequestBranches ? { pullRequestBranches } : {}, ...pullRequestPaths ? { pullRequestPaths } : {} };
  return started ? { ...others, pullRequests, ...filters } : others;
}

function fileId(root: Node, images: readonly Assembled[], job: string): string {
  const name = (textOf(at(root, 'name')) ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '');
  const [{ image: { id } }] = images;
  return name && name.length <= 20 ? name : images.length > 1 ? job : id;
}
