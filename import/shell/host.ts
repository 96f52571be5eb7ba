import type { Argument } from './words';
import type { Expression } from '../expressions/expression';
import type { Value } from '../expressions/value';

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
  /** A part of the script that is not understood. */
  foreign(call: Omit<Call, 'words'>): void;
}
