import { TRUE, and } from '../expressions/expression';
import { always, mapFlat, single } from '../expressions/value';
import { own } from '../own';
import type { Argument } from '../shell/words';

/** The words of a command, sorted into options and the rest. */
export interface Parsed {
  /** The values of each option; of one without a value the empty text. */
  readonly options: ReadonlyMap<string, readonly Argument[]>;
  readonly rest: readonly Argument[];
}

/** Sorts the words of a command. `valued` are the options that take a value, by their shortest name, with their long ones. */
export function parseArguments(words: readonly Argument[], valued: Readonly<Record<string, string>>): Parsed {
  const options = new Map<string, Argument[]>();
  const rest: Argument[] = [];
  const add = (name: string, value: Argument) => options.set(name, [...options.get(name) ?? [], value]);
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const [{ text }] = word.value.length ? word.value : always('');
    const [, option, joined] = /^(--?[A-Za-z][\w-]*)(=[^]*)?$/.exec(text) ?? [];
    if (option === undefined) {
      rest.push(word);
      continue;
    }
    const name = own(valued, option) ?? option;
    if (joined !== undefined) {
      add(name, { ...word, value: mapFlat(word.value, flat => flat.slice(flat.indexOf('=') + 1)) });
    } else if (own(valued, option) && words[index + 1]) {
      const value = words[++index];
      add(name, { value: value.value, when: value.when === TRUE ? word.when : and(word.when, value.when) });
    } else {
      add(name, { ...word, value: always('') });
    }
  }
  return { options, rest };
}

/** The one text of an option. */
export function textOfOption({ options }: Parsed, name: string): string | undefined {
  const [argument] = options.get(name) ?? [];
  return argument && single(argument.value);
}

/** The words as plain text, where each is known. */
export function texts(words: readonly Argument[]): string[] {
  return words.map(({ value }) => single(value) ?? '');
}
