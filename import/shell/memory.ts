import type { Assignment, Word } from 'unbash';
import type { Host } from './host';
import { valueOf, wordsOf, type Argument, type Variables } from './words';
import { FALSE, TRUE, and, same, type Expression } from '../expressions/expression';
import { always, choose, combine, single, type Value } from '../expressions/value';

/** The variables of a script. */
export class Memory implements Variables {
  private readonly variables = new Map<string, Value>();
  private readonly arrays = new Map<string, readonly Argument[]>();
  /** How many loops there are around. */
  private depth = 0;

  constructor(private readonly host: Host, private readonly unfold: (text: string) => string) {}

  public get(name: string): Value | undefined {
    return this.variables.get(name) ?? this.host.variable(name);
  }

  public set(name: string, value: Value): void {
    this.variables.set(name, value);
  }

  public array(name: string): readonly Argument[] | undefined {
    return this.arrays.get(name);
  }

  public literal(text: string): Value {
    return this.host.resolve(this.unfold(text));
  }

  public unknown(code: string): Value {
    return this.host.unknown(this.unfold(this.inRound(code)));
  }

  /** One round of a loop, whose variables are known there. */
  public round(values: Readonly<Record<string, string>>, work: () => void): void {
    this.depth++;
    Object.entries(values).forEach(([name, text]) => this.set(name, always(text)));
    work();
    this.depth--;
  }

  /** The code as it is in one round of a loop, so that it can stand outside of it. */
  private inRound(code: string): string {
    return this.depth === 0 ? code : code.replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
      const text = single(this.variables.get(bare ?? braced ?? '') ?? [{ when: FALSE, text: '' }]);
      return text !== undefined && /^[\w.:/@-]+$/.test(text) ? text : whole;
    });
  }

  /** What a piece of the script may assign is not known any more. */
  public forget(code: string): void {
    for (const name of assignedIn(code)) {
      this.variables.set(name, this.host.unknown(`$${name}`, name));
    }
  }

  /** What is assigned there is so only under the condition. */
  public within<T>(condition: Expression, work: () => T): T {
    const before = new Map(this.variables);
    const arrays = new Map(this.arrays);
    const result = work();
    if (!same(condition, TRUE)) {
      for (const [name, value] of this.variables) {
        if (value !== before.get(name)) {
          this.assign(name, this.tidy(choose(condition, value, before.get(name) ?? this.host.variable(name) ?? always(''))));
        }
      }
      for (const [name, words] of this.arrays) {
        const known = arrays.get(name) ?? [];
        this.arrays.set(name, words.map((word, index) => word === known[index] ? word : { ...word, when: and(condition, word.when) }));
      }
    }
    return result;
  }

  private tidy(value: Value): Value {
    return value.map(({ when, text }) => ({ when: this.host.simplify(when), text })).filter(({ when }) => !same(when, FALSE));
  }

  /** Of a value that takes the run to compute, the variable is what later steps can be given. */
  private assign(name: string, value: Value): void {
    const opaque = value.some(({ text }) => text.includes('shell('));
    this.variables.set(name, opaque && (value.length > 1 || !/^\$\{\{ shell\('[^']*'\) \}\}$/.test(value[0].text) && value[0].text.includes(`#${name}'`))
      ? this.host.unknown(`$${name}`, name) : value);
  }

  public assignment({ name, value, append }: Assignment): void {
    if (value.type === 'ArrayValue') {
      const words = value.elements.flatMap(element => wordsOf(element, this));
      this.arrays.set(name, [...append ? this.arrays.get(name) ?? [] : [], ...words]);
      return;
    }
    const known = valueOf(value, this);
    const assigned = this.depth === 0 && isComputed(value) && isOneValue(single(known)) ? this.host.unknown(`$${name}`, name) : known;
    this.assign(name, append ? combine([this.get(name) ?? always(''), assigned]) : assigned);
  }
}

/** The variables that a piece of a script may assign. */
export function assignedIn(code: string): string[] {
  return [...code.matchAll(/(?:^|[\s;({])([A-Za-z_]\w*)\+?=/g)].map(([, name]) => name);
}

/** Whether a text that only the run knows is no reference, of which parts are known. */
function isOneValue(text: string = ''): boolean {
  return text.includes('shell(') && !/[/:]/.test(text.replace(/\$\{\{.*?\}\}/g, ''));
}

/** Whether a word is what a command prints. */
function isComputed(word: Word): boolean {
  return /\$\(|`/.test(word.text);
}
