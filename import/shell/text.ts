import type { Part, Range } from './host';
import type { Expression } from '../expressions/expression';

/** The text of a script, in which each expression of GitHub is one letter. */
export class ScriptText {
  constructor(public readonly flat: string = '', public readonly unfold: (text: string) => string = text => text) {}

  /** A piece, as the parser has it. */
  public piece({ pos, end }: Range): string {
    return this.flat.slice(pos, end);
  }

  /** Where a piece is, and what stands there. */
  public place(node: Range, when: Expression): Part & { readonly range: Range } {
    return { when, line: this.lineOf(node.pos), source: this.unfold(this.piece(node)), range: { pos: node.pos, end: node.end } };
  }

  public lineOf(position: number): number {
    return this.flat.slice(0, position).split('\n').length;
  }
}
