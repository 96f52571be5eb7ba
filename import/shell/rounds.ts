import type { For, While } from 'unbash';
import { readBy } from './loop';
import { wordsOf, type Variables } from './words';
import { TRUE, and, type Expression } from '../expressions/expression';
import { isLiteral } from '../expressions/template';
import { single, type Value } from '../expressions/value';

/** A round of a loop: what its variables are, and where it takes place. */
export interface KnownRound {
  readonly values: Readonly<Record<string, string>>;
  readonly when: Expression;
}

/** Loops with more rounds are not followed one by one. */
const LIMIT = 256;

/** The rounds of `for … in …`; undefined where only the run knows them. */
export function forRounds({ name, wordlist = [] }: For, variables: Variables): KnownRound[] | undefined {
  const words = wordlist.flatMap(word => wordsOf(word, variables));
  const rounds = words.flatMap(({ value, when }) => value.map(one => ({ values: { [name.value]: one.text }, when: and(when, one.when) })));
  return rounds.length > LIMIT || rounds.some(({ values }) => /shell\(/.test(values[name.value])) ? undefined : rounds;
}

/** The rounds of `while read …` over a text; undefined where only the run knows it. */
export function readRounds(loop: While, input: Value | undefined): KnownRound[] | undefined {
  const text = single(input ?? []);
  const names = readBy(loop);
  const lines = text && isLiteral(text) && names.length ? text.split('\n') : undefined;
  return lines && lines.length <= LIMIT ? lines.map(line => ({ values: fieldsOf(line, names), when: TRUE })) : undefined;
}

/** What `read` gives to each of its variables of a line: to the last one all that is left. */
function fieldsOf(line: string, names: readonly string[]): Record<string, string> {
  const fields = line.trim().split(/\s+/);
  return Object.fromEntries(names.map((name, index) => [
    name, names.length === 1 ? line : index < names.length - 1 ? fields[index] ?? '' : fields.slice(index).join(' '),
  ]));
}
