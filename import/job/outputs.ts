import type { Leg } from './leg';
import type { Expression } from '../expressions/expression';
import { combine, map, restrict, type Value } from '../expressions/value';
import type { Node } from '../input/node';

/** What a step puts out: variables for the steps after it, and outputs. */
export class StepOutputs {
  private open?: { readonly name: string; readonly end: string; readonly lines: Array<{ readonly value: Value; readonly when: Expression }> };

  constructor(private readonly leg: Leg, private readonly step: Node) {}

  /** `::set-output name=x::value` and its like. */
  public command(value: Value, when: Expression): boolean {
    const [, kind, name] = /^::(set-output|set-env) name=([\w-]+)::/.exec(value[0]?.text ?? '') ?? [];
    if (name !== undefined) {
      this.set(kind === 'set-env' ? '%env%' : '%output%', name, map(value, text => text.replace(/^::set-(output|env) name=[\w-]+::/, '')), when);
    }
    return name !== undefined;
  }

  /** A line of one of the files for it; one of several lines stands between delimiters. */
  public write(value: Value, file: string, when: Expression): boolean {
    const text = value[0]?.text ?? '';
    if (this.open) {
      if (text === this.open.end) {
        const { name, lines } = this.open;
        this.open = undefined;
        this.set(file, name, combine(lines.map(({ value: line, when: where }) => restrict(map(line, one => `${one}\n`), where))), when);
      } else {
        this.open.lines.push({ value, when });
      }
      return true;
    }
    const [, heredoc, end] = /^([\w-]+)<<(\S+)$/.exec(text) ?? [];
    if (heredoc) {
      this.open = { name: heredoc, end, lines: [] };
      return true;
    }
    const [, name] = /^([\w-]+)=/.exec(text) ?? [];
    if (name === undefined) {
      return false;
    }
    this.set(file, name, map(value, one => one.slice(one.indexOf('=') + 1)), when);
    return true;
  }

  private set(file: string, name: string, value: Value, when: Expression): void {
    if (file === '%env%') {
      this.leg.setEnv(name, value, when, this.step);
    } else {
      this.leg.setOutput(this.step, name, value, when);
    }
  }
}
