import { parse, type AndOr, type Assignment, type Command, type CommandArgument, type CommandNode, type CompoundList, type For, type Pipeline, type Redirection, type Statement, type While, type Word } from 'unbash';
import type { Call, Host } from './host';
import { Memory } from './memory';
import { inputOf, outputOf } from './redirects';
import { conditionOf, conditionOfCommand } from './test';
import { joinWords, valueOf, wordsOf, type Argument } from './words';
import { FALSE, TRUE, and, equal, not, same, type Expression } from '../expressions/expression';
import { asExpression, folded } from '../expressions/template';
import { always, combine, single, type Value } from '../expressions/value';

/** More commands than these are not followed. */
const LIMIT = 2000;

/** Follows a script through what it does, without running it. */
export class Shell {
  /** Where the script has ended the run with an error. */
  public readonly failed: Expression[] = [];
  private memory: Memory;
  private alive: Expression = TRUE;
  private flat = '';
  private count = 0;
  private expressions: ((text: string) => string) | undefined;

  constructor(private readonly host: Host) {
    this.memory = new Memory(host, text => text);
  }

  public run(script: string, when: Expression): void {
    folded(script, (flat, unfold) => {
      this.flat = flat;
      this.expressions = unfold;
      this.memory = new Memory(this.host, unfold);
      const tree = parse(flat);
      if (tree.errors?.length) {
        this.host.foreign({ when, line: this.lineOf(tree.errors[0].pos), source: script });
        return;
      }
      tree.commands.forEach(statement => this.statement(statement, when));
    });
  }

  private statement(statement: Statement | CommandNode | Pipeline | AndOr, when: Expression): Expression {
    const open = this.host.simplify(and(when, this.alive));
    if (same(open, FALSE)) {
      return TRUE;
    }
    if (++this.count > LIMIT) {
      throw new RangeError('it does too much to follow');
    }
    switch (statement.type) {
      case 'Statement':
        return this.statement(statement.command, when);
      case 'AndOr':
        return this.andOr(statement, when);
      case 'Command':
        return this.command(statement, open);
      case 'Pipeline':
        return this.pipeline(statement, open);
      case 'Redirected':
        return this.redirected(statement, open);
      case 'BraceGroup':
      case 'Subshell':
        return this.list(statement.body, open);
      case 'TestCommand':
        return conditionOf(statement.expression, this.memory) ?? this.opaque(statement);
      case 'If': {
        const branches = [{ clause: statement.clause, then: statement.then }, ...statement.elif];
        this.branch(branches, statement.else, open);
        return TRUE;
      }
      case 'For':
        return this.forEach(statement, open);
      default:
        return this.foreign(statement, open);
    }
  }

  private list(list: CompoundList, when: Expression): Expression {
    return list.commands.reduce<Expression>((_, statement) => this.statement(statement, when), TRUE);
  }

  private andOr({ commands, operators }: AndOr, when: Expression): Expression {
    let status = this.statement(commands[0], when);
    operators.forEach((operator, index) => {
      const next = operator === '&&' ? status : not(status);
      const simple = this.host.simplify(and(when, next));
      const result = same(simple, FALSE) ? TRUE : this.memory.within(next, () => this.statement(commands[index + 1], and(when, next)));
      status = operator === '&&' ? and(status, result) : same(status, TRUE) ? TRUE : status;
    });
    return status;
  }

  private branch(branches: ReadonlyArray<{ clause: CompoundList; then: CompoundList }>, otherwise: CompoundList | undefined, when: Expression): void {
    const [first, ...rest] = branches;
    const condition = this.host.simplify(this.list(first.clause, when));
    this.memory.within(condition, () => this.list(first.then, and(when, condition)));
    this.memory.within(not(condition), () => {
      if (rest.length) {
        this.branch(rest, otherwise, and(when, not(condition)));
      } else if (otherwise) {
        this.list(otherwise, and(when, not(condition)));
      }
    });
  }

  private command(command: Command, when: Expression): Expression {
    const name = command.name?.text;
    const assignments = command.prefix.filter((one): one is Assignment => one.type === 'Assignment');
    if (name === undefined) {
      assignments.forEach(one => this.memory.assignment(one));
      return TRUE;
    }
    switch (name) {
      case 'export':
      case 'declare':
      case 'local':
      case 'readonly':
        command.args.forEach(arg => arg.type === 'Assignment' && this.memory.assignment(arg));
        return TRUE;
      case '[':
      case 'test':
        return conditionOfCommand(command, this.memory) ?? this.opaque(command);
      case 'true':
      case ':':
      case 'set':
      case 'shopt':
        return TRUE;
      case 'exit':
        if (command.args[0]?.text !== '0') {
          this.failed.push(when);
        }
        this.alive = and(this.alive, not(when));
        return TRUE;
      case 'continue':
      case 'break':
        this.alive = and(this.alive, not(when));
        return TRUE;
      default:
        return this.call(command, when);
    }
  }

  private call(command: Command, when: Expression, input?: Value, whole: { pos: number; end: number } = command): Expression {
    const words = [command.name!, ...command.args].flatMap(word => this.wordsOf(word));
    const given = { input: input ?? inputOf(command.redirects, this.memory), output: outputOf(command.redirects, this.memory) };
    const call: Call = { ...this.place(whole, when), words, ...given };
    return this.host.run(call) ? TRUE : this.opaque(command);
  }

  /** `name=value` among the arguments of a command is a word as any other. */
  private wordsOf(word: CommandArgument): readonly Argument[] {
    if (word.type === 'Word') {
      return wordsOf(word, this.memory);
    }
    return [{ value: word.value.type === 'Word' ? combine([always(`${word.name}=`), valueOf(word.value, this.memory)]) : this.memory.literal(word.text), when: TRUE }];
  }

  private pipeline(pipeline: Pipeline, when: Expression): Expression {
    if (pipeline.prefixes.some(prefix => prefix.type === 'Negation')) {
      return not(this.statement(pipeline.commands[0], when));
    }
    const [first, ...rest] = pipeline.commands;
    const last = rest[rest.length - 1];
    const printed = first.type === 'Command' && /^(echo|printf)$/.test(first.name?.text ?? '')
      ? joinWords(first.args.flatMap(arg => /^'?"?(-n|-e|%s(\\n)?)"?'?$/.test(arg.text) ? [] : this.wordsOf(arg))) : undefined;
    if (last?.type === 'Command' && rest.length === 1) {
      return this.call(last, when, printed ?? always(''), pipeline);
    }
    return this.foreign(pipeline, when);
  }

  private redirected({ command, redirects }: { command: CommandNode; redirects: readonly Redirection[] }, when: Expression): Expression {
    if (command.type === 'While') {
      return this.readLines(command, redirects, when);
    }
    const output = outputOf(redirects, this.memory);
    if (command.type === 'BraceGroup' && output) {
      const statements = command.body.commands.map(one => one.command);
      statements.forEach(one => one.type === 'Command' && one.name
        ? this.host.run({ ...this.place(one, when), words: [one.name, ...one.args].flatMap(word => this.wordsOf(word)), output })
        : this.statement(one, when));
      return TRUE;
    }
    return this.foreign(command, when);
  }

  private forEach({ name, wordlist, body, pos }: For, when: Expression): Expression {
    const words = (wordlist ?? []).flatMap(word => wordsOf(word, this.memory));
    const items = words.flatMap(({ value, when: where }) => value.map(one => ({ value: always(one.text), when: and(where, one.when) })));
    const texts = items.map(({ value }) => single(value));
    return this.loop(name.value, texts, items.map(item => item.when), body, when) ?? this.foreign({ pos, end: body.end }, when);
  }

  private readLines({ clause, body, pos }: While, redirects: readonly Redirection[], when: Expression): Expression {
    const command = clause.commands[0]?.command;
    const text = single(inputOf(redirects, this.memory) ?? []) || undefined;
    const variable = command?.type === 'Command' && command.name?.text === 'read' ? command.args[command.args.length - 1] as Word : undefined;
    const lines = text?.includes('${{') ? undefined : text?.split('\n');
    return variable && lines && this.loop(variable.value, lines, [], body, when) || this.foreign({ pos, end: body.end }, when);
  }

  private loop(
    name: string, texts: ReadonlyArray<string | undefined>, conditions: readonly Expression[], body: CompoundList, when: Expression,
  ): Expression | undefined {
    if (texts.some(text => text === undefined || /shell\(/.test(text)) || texts.length > 256) {
      return undefined;
    }
    const alive = this.alive;
    texts.forEach((text, index) => {
      this.memory.set(name, always(text!));
      this.list(body, and(when, conditions[index] ?? TRUE));
      this.alive = alive;
    });
    return TRUE;
  }

  private opaque(node: { pos: number; end: number }): Expression {
    const code = this.flat.slice(node.pos, node.end);
    return equal(asExpression(single(this.memory.unknown(`$(${code} >&2 && echo true)`))!), 'true');
  }

  private foreign(node: { pos: number; end: number }, when: Expression): Expression {
    this.memory.forget(this.flat.slice(node.pos, node.end));
    this.host.foreign(this.place(node, when));
    return TRUE;
  }

  private place(node: { pos: number; end: number }, when: Expression) {
    return { when, line: this.lineOf(node.pos), source: this.expressions?.(this.flat.slice(node.pos, node.end)) ?? '' };
  }

  private lineOf(position: number): number {
    return this.flat.slice(0, position).split('\n').length;
  }
}
