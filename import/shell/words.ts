import type { Command, CommandArgument, DoubleQuotedChild, ParameterExpansionPart, ParsedScript, Word, WordPart } from 'unbash';
import { lower, remove, replace, slice } from './pattern';
import { filter } from './pipe';
import { TRUE, and, type Expression } from '../expressions/expression';
import { asExpression, folded } from '../expressions/template';
import { always, choose, combine, map, single, whereTrue, type Value } from '../expressions/value';

/** A word of a command, and where it is there. */
export interface Argument {
  readonly value: Value;
  readonly when: Expression;
}

/** What a script knows while it runs. */
export interface Variables {
  get(name: string): Value | undefined;
  array(name: string): readonly Argument[] | undefined;
  /** A value that only the run can compute. */
  unknown(code: string): Value;
  /** A text of the script, with the expressions that stand in it. */
  literal(text: string): Value;
}

/** What a word is when the script runs. */
export function valueOf(word: Word, variables: Variables): Value {
  const parts: readonly WordPart[] = word.parts ?? [{ type: 'Literal', value: word.value, text: word.text, pos: word.pos, end: word.end }];
  return combine(parts.map(part => valueOfPart(part, variables)));
}

/** The words that a word becomes: an array is several. */
export function wordsOf(word: Word, variables: Variables): Argument[] {
  const [, name] = /^"?\$\{(\w+)\[[@*]\]\}"?$/.exec(word.text) ?? [];
  const array = name === undefined ? undefined : variables.array(name);
  if (array) {
    return [...array];
  }
  const value = valueOf(word, variables);
  const unquoted = /^\$(\w+|\{\w+\})$/.test(word.text) || /^[\ue000-\uf8ff]$/.test(word.text);
  const pieces = value.map(({ when, text }) => ({ when, words: folded(text, (flat, unfold) => flat.split(/\s+/).filter(one => one).map(unfold)) }));
  return unquoted && pieces.some(({ words }) => words.length > 1)
    ? pieces.flatMap(({ when, words }) => words.map(one => ({ value: always(one), when }))) : [{ value, when: TRUE }];
}

/** The words of an argument. `name=value` there is a word as any other. */
export function wordsOfArgument(argument: CommandArgument, variables: Variables): readonly Argument[] {
  if (argument.type === 'Word') {
    return wordsOf(argument, variables);
  }
  const { name, value, text } = argument;
  return [{ value: value.type === 'Word' ? combine([always(`${name}=`), valueOf(value, variables)]) : variables.literal(text), when: TRUE }];
}

function valueOfPart(part: WordPart | DoubleQuotedChild, variables: Variables): Value {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return variables.literal(part.value);
    case 'DoubleQuoted':
    case 'LocaleString':
      return combine(part.parts.map(inner => valueOfPart(inner, variables)));
    case 'SimpleExpansion':
      return variables.get(part.text.slice(1)) ?? variables.unknown(part.text);
    case 'ParameterExpansion':
      return expand(part, variables) ?? variables.unknown(part.text);
    case 'CommandExpansion':
      return (part.script && outputOf(part.script, variables)) ?? variables.unknown(part.text);
    case 'Glob':
    case 'BraceExpansion':
      return variables.literal(part.text);
    default:
      return variables.unknown(part.text);
  }
}

function expand(part: ParameterExpansionPart, variables: Variables): Value | undefined {
  const { operation } = part;
  const value = part.prefix || part.index ? undefined : variables.get(part.parameter);
  if (!operation || !value) {
    return operation?.type === 'Default' && !value && /^:?[-=]$/.test(operation.operator) ? valueOf(operation.operand, variables) : value;
  }
  switch (operation.type) {
    case 'Default':
      return withDefault(value, operation.operator, valueOf(operation.operand, variables));
    case 'Remove':
      return changed(value, single(valueOf(operation.operand, variables)), (text, pattern) => remove(text, operation.operator, pattern));
    case 'Replace': {
      const replacement = single(valueOf(operation.replacement, variables));
      return replacement === undefined ? undefined
        : changed(value, operation.pattern.text, (text, pattern) => replace(text, operation.operator, pattern, replacement));
    }
    case 'Slice': {
      const length = operation.length?.value;
      return changed(value, operation.offset.value || '0', (text, offset) => slice(text, Number(offset), length === undefined ? undefined : Number(length)));
    }
    case 'CaseModification':
      return operation.operator === ',,' && !operation.operand ? map(value, lower) : undefined;
    default:
      return undefined;
  }
}

function withDefault(value: Value, operator: string, other: Value): Value | undefined {
  if (operator.endsWith('?')) {
    return value;
  }
  const given = whereTrue(value, text => asExpression(text));
  return operator.endsWith('+') ? choose(given, other, always('')) : single(value) === '' ? other : choose(given, value, other);
}

/** A change of each text, or nothing where one of them is not known. */
export function changed(
  value: Value, argument: string | undefined, change: (text: string, argument: string) => string | undefined,
): Value | undefined {
  const texts = argument === undefined ? [undefined] : value.map(({ text }) => change(text, argument));
  return texts.includes(undefined) ? undefined : map(value, text => texts[value.findIndex(one => one.text === text)]!);
}

/** What a script prints that only echoes and filters. */
function outputOf(script: ParsedScript, variables: Variables): Value | undefined {
  const node = script.commands.length === 1 ? script.commands[0].command : undefined;
  const commands = node?.type === 'Pipeline' ? node.commands : node ? [node] : [];
  const [first, ...filters] = commands.map(command => command.type === 'Command' ? command : undefined);
  const start = first && echoed(first, variables);
  const output = filters.reduce<Value | undefined>((value, command) => {
    const words = command?.redirects.length === 0 ? [command.name, ...command.args].map(word => word?.type === 'Word' ? single(valueOf(word, variables)) : undefined) : [undefined];
    return value && !words.includes(undefined) ? changed(value, '', text => filter(words as string[], text)) : undefined;
  }, start);
  return output && map(output, text => text.replace(/\n+$/, ''));
}

/** What `echo` and `printf` print, and what a filter makes of the text that it is given by `<<<`. */
export function echoed(command: Command, variables: Variables): Value | undefined {
  const [redirect] = command.redirects;
  if (redirect?.type === 'HereString' && redirect.target && command.name) {
    const words = [command.name, ...command.args].map(word => word.type === 'Word' ? single(valueOf(word, variables)) ?? '' : '');
    return changed(valueOf(redirect.target, variables), '', text => filter(words, text));
  }
  const words = command.redirects.length ? [] : command.args.filter(({ text }) => !/^-[neE]+$/.test(text));
  switch (command.name?.text) {
    case 'echo':
      return command.redirects.length ? undefined : joinWords(words.flatMap(word => wordsOfArgument(word, variables)));
    case 'printf':
      return printed(words, variables);
    case 'basename':
      return words.length === 1 && words[0].type === 'Word' ? changed(valueOf(words[0], variables), '*/', (text, pattern) => remove(text, '##', pattern)) : undefined;
    default:
      return undefined;
  }
}

/** What `printf` makes of its arguments, each on its own: by `%s`, with a line's end or without. */
function printed([format, ...words]: readonly CommandArgument[], variables: Variables): Value | undefined {
  const [simple, end] = /^['"]?%s(\\n)?['"]?$/.exec(format?.text ?? '') ?? [];
  if (simple !== undefined) {
    return combine(words.flatMap(word => wordsOfArgument(word, variables)).map(word => ended(word, end ? '\n' : '')));
  }
  return format?.type === 'Word' && words.length === 0 && !/[%\\]/.test(format.text) ? valueOf(format, variables) : undefined;
}

/** A word with what follows it, where it is there. */
function ended({ value, when }: Argument, end: string): Value {
  return value.map(one => ({ when: when === TRUE ? one.when : and(when, one.when), text: one.text + end }));
}

/** The words of an echo, with spaces between them. */
function joinWords(words: readonly Argument[]): Value {
  return combine(words.map(({ value, when }, index) => {
    const text = map(value, one => `${index ? ' ' : ''}${one}`);
    return when === TRUE ? text : text.map(one => ({ ...one, when: and(when, one.when) }));
  }));
}
