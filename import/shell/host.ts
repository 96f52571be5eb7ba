import type { Argument } from './words';
import type { Expression } from '../expressions/expression';
import type { Value } from '../expressions/value';

/** A piece of a script, by its first letter and the one after its last. */
export interface Range {
  readonly pos: number;
  readonly end: number;
}

/** What stands in place of a piece. */
export interface Edit extends Range {
  readonly text: string;
}

/** A command of a script, with its words. */
export interface Call {
  readonly words: readonly Argument[];
  /** Where it runs. */
  readonly when: Expression;
  /** What comes in at its standard input. */
  readonly input?: Value;
  /** Files that its output goes to. */
  readonly output?: Value;
  /** The line of the script. */
  readonly line: number;
  readonly source: string;
  readonly range: Range;
}

/** A part of a script. */
export type Part = Omit<Call, 'words' | 'range'>;

/** A loop over what only the run knows. */
export interface Loop {
  readonly when: Expression;
  readonly line: number;
  /** Follows one of its rounds, whichever it is. */
  readonly follow: () => void;
  /** The script up to its end, with these pieces of it replaced; undefined where something before it is more than variables. */
  readonly edited: (edits: readonly Edit[]) => string | undefined;
}

/** What a script does to the job. */
export interface Host {
  /** A variable that the script has not set itself. */
  variable(name: string): Value | undefined;
  /** A text with the expressions that stand in the script. */
  resolve(text: string): Value;
  /** A value that only the run can compute: by this code, or the variable of that name. */
  unknown(code: string, variable?: string): Value;
  simplify(condition: Expression): Expression;
  /** Whether the command is understood. */
  run(call: Call): boolean;
  /** Whether nothing is published there by a value of the run that takes one of these variables; if it is, that is taken back. */
  attempt?(work: () => void, variables: readonly string[]): boolean;
  /** Whether all that a loop does is understood. */
  loop?(loop: Loop): boolean;
  /** A part of the script that is not understood. */
  foreign(part: Part): void;
}
