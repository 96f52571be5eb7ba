import { FALSE, TRUE, and, not, or, printExpression, same, type Expression } from './expression';
import { folded } from './template';

/** A text that a workflow computes: one of several, each under its condition. Where none holds it is empty. */
export type Value = readonly Alternative[];

export interface Alternative {
  readonly when: Expression;
  /** A text with `${{ … }}`. */
  readonly text: string;
}

/** More alternatives than these, and longer texts, are not followed. */
const LIMIT = 32;
const LONGEST = 64 * 1024;

/** A text that is always the same one. */
export function always(text: string): Value {
  return [{ when: TRUE, text }];
}

/** The only text that the value can be, if there is but one. */
export function single(value: Value): string | undefined {
  return value.length === 0 ? '' : value.length === 1 && same(value[0].when, TRUE) ? value[0].text : undefined;
}

/** A text for each combination of texts. */
export function combine(values: readonly Value[], join: (...texts: string[]) => string = (...texts) => texts.join('')): Value {
  let combined: Array<{ when: Expression; texts: string[] }> = [{ when: TRUE, texts: [] }];
  for (const value of values) {
    const known = complete(value);
    combined = combined.flatMap(({ when, texts }) => known.map(one => ({ when: and(when, one.when), texts: [...texts, one.text] })))
      .filter(({ when }) => !same(when, FALSE));
    if (combined.length > LIMIT) {
      throw new RangeError('it has too many forms to follow');
    }
  }
  return merge(combined.map(({ when, texts }) => ({ when, text: short(join(...texts)) })));
}

function short(text: string): string {
  if (text.length > LONGEST) {
    throw new RangeError('it has a text that is too long to follow');
  }
  return text;
}

/** With the empty text where nothing else holds. */
function complete(value: Value): Value {
  const rest = not(or(...value.map(({ when }) => when)));
  return same(rest, FALSE) ? value : [...value, { when: rest, text: '' }];
}

/** What a value is after something has been done to its text. */
export function map(value: Value, change: (text: string) => string): Value {
  return merge(value.map(({ when, text }) => ({ when, text: change(text) })));
}

/** As `map`, of a text whose expressions stay whole. */
export function mapFlat(value: Value, change: (flat: string) => string): Value {
  return map(value, text => folded(text, (flat, unfold) => unfold(change(flat))));
}

/** The one value under a condition, and the other where it is false. */
export function choose(condition: Expression, one: Value, other: Value): Value {
  return merge([...restrict(one, condition), ...restrict(other, not(condition))]);
}

/** The value where a condition holds, and else none. */
export function restrict(value: Value, condition: Expression): Value {
  return value.map(({ when, text }) => ({ when: and(condition, when), text })).filter(({ when }) => !same(when, FALSE));
}

/** Alternatives with the same text are one. */
function merge(value: Value): Value {
  const texts = [...new Set(value.map(({ text }) => text))];
  if (texts.length === value.length) {
    return value;
  }
  const merged = texts.map(text => ({ text, when: or(...value.filter(one => one.text === text).map(({ when }) => when)) }));
  return texts.length === 1 && value.length > 1 ? [{ text: texts[0], when: exhausts(value) ? TRUE : merged[0].when }] : merged;
}

/** Whether the one alternative is the negation of the other. */
function exhausts(value: Value): boolean {
  return value.length === 2 && same(value[0].when, not(value[1].when));
}

/** The condition under which a value is a text, or begins with one. */
export function whereTrue(value: Value, test: (text: string) => Expression): Expression {
  const empty = test('');
  const covered = or(...value.map(({ when }) => when));
  return or(...value.map(({ when, text }) => and(when, test(text))), and(not(covered), empty));
}

/** A key for a value: equal values have equal keys. */
export function keyOf(value: Value): string {
  return value.map(({ when, text }) => `${printExpression(when)} ? ${text}`).join('\n');
}
