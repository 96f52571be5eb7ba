import type { Image } from '../declaration';
import { TRUE, and, partsOf, printExpression, same, type Expression } from '../expressions/expression';
import type { Scenario } from '../expressions/scenario';
import { simplify } from '../expressions/simplify';
import { plain } from '../input/node';
import type { Leg } from '../job/leg';
import type { Ledger } from '../ledger';
import { isCopied, type Draft } from './drafts';
import type { Preparation } from './prepare';

/** A copy that is made only where the digests differ: the library compares them itself. */
export function withoutComparison(pushed: Expression, { content, leg, publications }: Draft, ledger: Ledger): Expression {
  const parts = pushed.kind === 'and' ? pushed.of : [pushed];
  const compared = (part: Expression) => partsOf(part).some(one => one.kind === 'call' && one.name === 'shell');
  if (content.kind !== 'copy' || !looks(leg) || !parts.some(compared)) {
    return pushed;
  }
  ledger.note('better', publications[0].line, 'what is there already is not copied again: the library compares the digests itself');
  return leg.scope.simplify(and(...parts.filter(part => !compared(part))));
}

/** Whether a script of the job looks at images in their registries. */
function looks(leg: Leg): boolean {
  return /skopeo inspect|crane (digest|manifest)|imagetools inspect|manifest inspect|regctl .*(digest|inspect)/.test(JSON.stringify(plain(leg.job)));
}

/** Where the image is made, and where it is published. */
export function conditionsOf(draft: Draft, pushed: Expression, scenarios: readonly Scenario[], preparation: Preparation): Partial<Image> {
  const made = simplify(draft.made, scenarios);
  const [guard, condition] = takeGuard(made.kind === 'and' && same(pushed, draft.pushed) ? made : isCopied(draft) ? simplify(pushed, scenarios) : made);
  const published = without(simplify(pushed, scenarios), [...partsOfAnd(condition), ...guard ? [guard.part] : []]);
  const [late, publishWhen] = takeGuard(isCopied(draft) ? TRUE : published);
  const inTags = draft.entries.every(({ tag }) => !same(tag.when, TRUE));
  const say = (expression: Expression) => same(expression, TRUE) ? undefined : preparation.sayCondition(expression);
  const early = inTags && draft.publications.length > 1 ? and(condition, publishWhen) : condition;
  // what the job that prepares the image computes, that job cannot wait for
  const isPrepared = /needs\.prepare-/.test(say(early) ?? '');
  const [before, publishing] = isPrepared ? [TRUE, and(early, publishWhen)] : [early, same(early, condition) ? publishWhen : TRUE];
  return {
    ...guard ?? late ? { onlyInRepository: (guard ?? late)!.name } : {},
    ...say(before) ? { condition: say(before) } : {},
    ...say(publishing) && !same(publishing, before) ? { publishWhen: say(publishing) } : {},
  };
}

function partsOfAnd(condition: Expression): readonly Expression[] {
  return condition.kind === 'and' ? condition.of : [condition];
}

function without(condition: Expression, known: readonly Expression[]): Expression {
  return and(...partsOfAnd(condition).filter(part => !known.some(one => same(part, one))));
}

/** `github.repository == 'acme/web'` keeps forks out, and has a word of its own. */
export function takeGuard(condition: Expression): [{ readonly name: string; readonly part: Expression } | undefined, Expression] {
  for (const part of partsOfAnd(condition)) {
    const [, name] = /^github\.repository(?:_owner)? == '([^']+)'$/.exec(printExpression(part)) ?? [];
    if (name) {
      return [{ name, part }, without(condition, [part])];
    }
  }
  return [undefined, condition];
}
