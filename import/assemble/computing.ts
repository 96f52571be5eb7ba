import type { Image, JobOptions, OwnJob } from '../declaration';
import { findingJob } from './checkout';
import type { Draft } from './drafts';
import type { Assembled } from './image';
import { permissionsOf } from './jobs';
import { isListed } from './listed';
import { stepOf } from './steps';
import type { Leg } from '../job/leg';

/**
 * What the image is prepared with may only read the repository: steps that need more are a job of their own, with the permissions that
 * they had. So are those whose outputs `setupSteps` use, which `prepare` runs too.
 */
export function ownPreparation(image: Image, draft: Draft): OwnJob | undefined {
  const { prepare, ...others } = image;
  const isAllowed = !/GITHUB_TOKEN|github\.token/.test(JSON.stringify(prepare?.steps ?? []));
  const isSeen = isListed(draft) && (image.setupSteps ?? []).length > 0;
  if (!prepare || (isAllowed && !isSeen)) {
    return undefined;
  }
  const { leg } = draft;
  const id = `compute-${image.id}`;
  const renamed = <T>(data: T): T => JSON.parse(JSON.stringify(data).split(`needs.prepare-${image.id}.`).join(`needs.${id}.`));
  delete image.prepare;
  const needs = image.needs ?? [];
  Object.assign(image, renamed({ ...others, needs: [...needs, id] }));
  const permissions = isAllowed ? { contents: { permission: 'READ' } } : permissionsOf(leg.job, leg.root, leg.ledger);
  return computingJob(id, `Compute what ${image.id} is published with`, renamed(prepare), leg, { ...needs.length ? { needs } : {}, permissions });
}

/** The job that finds the commit of an image, where that takes one. */
export function findingCommit({ image, finding, draft: { leg } }: Assembled): OwnJob | undefined {
  if (!finding?.steps.options) {
    return undefined;
  }
  const id = findingJob(image.id);
  const needs = image.needs ?? [];
  image.needs = [...needs, id];
  return computingJob(id, `Find the commit of ${image.id}`, finding.steps.options, leg, { ...needs.length ? { needs } : {}, permissions: { contents: { permission: 'READ' } } });
}

/** A job that computes what others need. */
function computingJob(id: string, name: string, { steps, outputs }: NonNullable<JobOptions['prepare']>, leg: Leg, options: object): OwnJob {
  const checkout = leg.checkout.node ? [stepOf(leg.checkout.node, leg.scope)] : [];
  return { id, after: [], job: { name, runsOn: ['ubuntu-24.04'], timeoutMinutes: 10, ...options, outputs, steps: [...checkout, ...steps] } };
}
