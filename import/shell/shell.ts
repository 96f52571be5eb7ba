import { parse, type AndOr, type Assignment, type Command, type CommandNode, type CompoundList, type For, type Pipeline, type Redirected, type Statement } from 'unbash';
import type { Call, Host, Range } from './host';
import { editedScript, hasDocument, isAlone, readBy } from './loop';
import { Memory, assignedIn } from './memory';
import { inputOf, outputOf } from './redirects';
import { forRounds, readRounds, type KnownRound } from './rounds';
import { conditionOf, conditionOfCommand } from './test';
import { ScriptText } from './text';
import { echoed, wordsOfArgument } from './words';
import { FALSE, TRUE, and, equal, not, same, type Expression } from '../expressions/expression';
import { asExpression, folded } from '../expressions/template';
import { always, single, type Value } from '../expressions/value';

/** More commands than these are not followed. */
const LIMIT = 2000;
/** Commands that change nothing but the shell, or a list that only the run knows. */
const NEUTRAL = /^(true|:|set|shopt|mapfile|readarray)$/;

/** Follows a script through what it does, without running it. */
export class Shell {
  /** Where the script has ended the run with an error. */
  public readonly failed: Expression[] = [];
  private memory: Memory;
  private alive: Expression = TRUE;
  private text = new ScriptText();
  private count = 0;
  /** The statements of the script, up to the one that is followed. */
  private statements: readonly Statement[] = [];

  constructor(private readonly host: Host) {
    this.memory = new Memory(host, text => text);
  }

  public run(script: string, when: Expression): void {
    folded(script, (flat, unfold) => {
      this.text = new ScriptText(flat, unfold);
      this.memory = new Memory(this.host, unfold);
      const tree = parse(flat);
      if (tree.errors?.length) {
        this.host.foreign({ when, line: this.text.lineOf(tree.errors[0].pos), source: script });
        return;
      }
      tree.commands.forEach((statement, index) => {
        this.statements = tree.commands.slice(0, index + 1);
        this.statement(statement, when);
      });
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
        return NEUTRAL.test(name) ? TRUE : this.call(command, when);
    }
  }

  private call(command: Command, when: Expression, input?: Value, whole: Range = command): Expression {
    const words = [command.name!, ...command.args].flatMap(word => wordsOfArgument(word, this.memory));
    const given = { input: input ?? inputOf(command.redirects, this.memory), output: outputOf(command.redirects, this.memory) };
    const call: Call = { ...this.text.place(whole, when), words, ...given };
    return this.host.run(call) ? TRUE : this.opaque(command);
  }

  private pipeline(pipeline: Pipeline, when: Expression): Expression {
    if (pipeline.prefixes.some(prefix => prefix.type === 'Negation')) {
      return not(this.statement(pipeline.commands[0], when));
    }
    const [first, ...rest] = pipeline.commands;
    const last = rest[rest.length - 1];
    const printed = first.type === 'Command' ? echoed(first, this.memory) : undefined;
    if (last?.type === 'Command' && last.name && rest.length === 1) {
      return this.call(last, when, printed ?? always(''), pipeline);
    }
    if (last?.type !== 'While') {
      return this.foreign(pipeline, when);
    }
    const rounds = rest.length === 1 ? readRounds(last, printed) : undefined;
    const hasLines = pipeline.commands.some(one => one.type === 'Command' && hasDocument(one.redirects));
    return this.rounds(rounds, last.body, when) ?? this.open(pipeline, hasLines ? [] : readBy(last), last.body, when);
  }

  private redirected(redirected: Redirected, when: Expression): Expression {
    const { command, redirects } = redirected;
    if (command.type === 'While') {
      const rounds = readRounds(command, inputOf(redirects, this.memory));
      return this.rounds(rounds, command.body, when) ?? this.open(redirected, hasDocument(redirects) ? [] : readBy(command), command.body, when);
    }
    const output = outputOf(redirects, this.memory);
    if (command.type === 'BraceGroup' && output) {
      const statements = command.body.commands.map(one => one.command);
      statements.forEach(one => one.type === 'Command' && one.name
        ? this.host.run({ ...this.text.place(one, when), words: [one.name, ...one.args].flatMap(word => wordsOfArgument(word, this.memory)), output })
        : this.statement(one, when));
      return TRUE;
    }
    return this.foreign(command, when);
  }

  private forEach(node: For, when: Expression): Expression {
    return this.rounds(forRounds(node, this.memory), node.body, when) ?? this.open(node, [node.name.value], node.body, when);
  }

  /** A loop of which all rounds are known. */
  private rounds(rounds: readonly KnownRound[] | undefined, body: CompoundList, when: Expression): Expression | undefined {
    const alive = this.alive;
    const follow = () => rounds?.forEach(({ values, when: where }) => {
      this.memory.round(values, () => this.list(body, and(when, where)));
      this.alive = alive;
    });
    if (!rounds || !this.host.attempt) {
      follow();
      return rounds && TRUE;
    }
    const variables = [...Object.keys(rounds[0]?.values ?? {}), ...assignedIn(this.text.piece(body))];
    return this.host.attempt(follow, variables) ? TRUE : undefined;
  }

  /** A loop over what only the run knows: it is understood as a whole, or not at all. */
  private open(node: Range, names: readonly string[], body: CompoundList, when: Expression): Expression {
    const [alive, failures, { flat, unfold }] = [this.alive, this.failed.length, this.text];
    const understood = isAlone(node, names, this.statements, flat) && this.host.loop?.({
      ...this.text.place(node, when),
      follow: () => {
        names.forEach(name => this.memory.set(name, this.host.unknown(`$${name}`, name)));
        this.list(body, when);
      },
      edited: edits => {
        const script = editedScript(node, this.statements, flat, edits);
        return script && unfold(script);
      },
    });
    this.alive = alive;
    this.failed.length = failures;
    this.memory.forget(this.text.piece(node));
    return understood ? TRUE : this.foreign(node, when);
  }

  private opaque(node: Range): Expression {
    const code = this.text.piece(node);
    return equal(asExpression(single(this.memory.unknown(`$(${code} >&2 && echo true)`))!), 'true');
  }

  private foreign(node: Range, when: Expression): Expression {
    this.memory.forget(this.text.piece(node));
    this.host.foreign(this.text.place(node, when));
    return TRUE;
  }
}
