import { Preparation } from './prepare';
import type { Image } from '../declaration';
import { and, or } from '../expressions/expression';
import { asExpression, asText } from '../expressions/template';
import type { Value } from '../expressions/value';
import type { Leg } from '../job/leg';

/** What is checked out, and how a job before all others finds it. */
export interface Checkout {
  readonly options: Image['checkout'];
  readonly finding: Preparation;
}

/** The checkout of an image. `prepare` checks out what is built, so that the ref is no output of it. */
export function checkoutOf(leg: Leg, id: string): Checkout {
  const { node, ref, repository, ...others } = leg.checkout;
  const finding = new Preparation(leg, id, findingJob(id), new Set(leg.metadata.keys()), new Set(), 'ref');
  const given = Object.entries({
    ref: ref && finding.sayText(textOfRef(ref)), repository: repository && finding.sayText(repository), ...others,
  }).filter(([, value]) => value !== undefined && !Number.isNaN(value));
  return { finding, options: given.length ? Object.fromEntries(given) : undefined };
}

/** The id of the job that finds the commit. */
export function findingJob(id: string): string {
  return `find-${id}`;
}

/** One ref of several: the last one where none of the others is meant. */
function textOfRef(ref: Value): string {
  const choices = ref.map(({ when, text }, index) => index === ref.length - 1 ? asExpression(text) : and(when, asExpression(text)));
  return choices.length === 1 ? ref[0].text : asText(or(...choices));
}
