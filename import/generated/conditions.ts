import type { JobOptions } from '../declaration';
import { hasJoin, isOfJoin, type Join } from './joined';
import { given } from './steps';
import { bare, conjuncts, joined, unwrapped } from './texts';
import { at, textOf, type Node } from '../input/node';

/** The events that may publish. */
const MAY_PUBLISH = /^contains\(fromJSON\('\["push",/;
const PUBLIC = "github.event.repository.visibility == 'public'";
const GUARD = /^github\.repository(?:_owner)? == '([^']+)'$/;

type Conditions = Pick<JobOptions, 'onlyInRepository' | 'condition' | 'publishWhen'>;

/** A condition of a job, without what the library says itself. */
interface Left {
  readonly guard?: string;
  readonly parts: readonly string[];
  /** Whether there were more. */
  readonly cut: boolean;
}

/**
 * What somebody has said of when an image is made, and when it is published.
 * @param publish the job that publishes, or the first of several
 * @param alone a job that has no condition but the image's own
 * @param check the job that checks what is not published
 * @param join the workflow of projen's that it is in
 */
export function conditionsOf(publish: Node | undefined, alone: Node | undefined, check: Node | undefined, join: Join | undefined): Conditions {
  const known = alone ?? (publish && check) ? conditionOf(alone, check, join) : undefined;
  const { guard, parts, cut } = leftOf((publish ?? check)!, join);
  if (known === undefined) {
    return { ...given({ onlyInRepository: guard }), ...publish ? split(parts, cut) : given({ condition: joined(parts, cut) }) };
  }
  const { condition } = known;
  const all = parts.join(' && ');
  const last = condition?.includes('||') && cut ? `(${condition})` : condition;
  const rest = last === undefined ? parts : all === last ? [] : conjuncts(all.slice(0, all.length - last.length - ' && '.length));
  return given({ onlyInRepository: guard, condition, publishWhen: joined(rest, cut || last !== undefined) });
}

/** The condition of the image itself. */
function conditionOf(alone: Node | undefined, check: Node | undefined, join: Join | undefined): { readonly condition?: string } {
  if (alone) {
    const { parts, cut } = leftOf(alone, join);
    return { condition: joined(parts, cut) };
  }
  const { parts } = leftOf(check!, join);
  // the first says what is not published
  return { condition: joined(parts.slice(1), true) };
}

function leftOf(job: Node, join: Join | undefined): Left {
  const text = textOf(at(job, 'if'));
  const all = text === undefined ? [] : conjuncts(bare(text));
  const [, guard] = GUARD.exec(all[0] ?? '') ?? [];
  const own = all.slice(guard === undefined ? 0 : 1).flatMap(part => hasJoin(part, join) ? conjuncts(unwrapped(part)) : part);
  const list = textOf(at(job, 'strategy', 'matrix', 'source'));
  const notEmpty = list && `${bare(list)}[0] != null`;
  const parts = own.filter(part => !MAY_PUBLISH.test(part) && part !== PUBLIC && part !== notEmpty && !isOfJoin(part, join));
  return { ...guard === undefined ? {} : { guard }, parts, cut: all.length > 1 };
}

/** Which of them is for publication cannot be seen, and makes no difference: each may hold one that stands in parentheses. */
function split(parts: readonly string[], cut: boolean): Conditions {
  const wrapped = parts.findIndex(part => unwrapped(part) !== part && part.includes('||'));
  if (wrapped < 0 || parts.length === 1) {
    return given({ condition: joined(parts, cut) });
  }
  const [first, others] = wrapped === 0 ? [parts.slice(0, 1), parts.slice(1)] : [parts.slice(0, wrapped), parts.slice(wrapped)];
  return given({ publishWhen: joined(first, true), condition: joined(others, true) });
}
