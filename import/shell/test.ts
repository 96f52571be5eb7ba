import type { Command, TestExpression, Word } from 'unbash';
import { matchesGlob } from './glob';
import { valueOf, type Variables } from './words';
import { TRUE, and, call, equal, not, or, type Expression } from '../expressions/expression';
import { asExpression, isLiteral } from '../expressions/template';
import { combine, single, whereTrue, type Value } from '../expressions/value';

/** The condition of `[[ … ]]`; undefined where only the run can tell. */
export function conditionOf(test: TestExpression, variables: Variables): Expression | undefined {
  switch (test.type) {
    case 'TestGroup':
      return conditionOf(test.expression, variables);
    case 'TestNot': {
      const inner = conditionOf(test.operand, variables);
      return inner && not(inner);
    }
    case 'TestLogical': {
      const parts = test.operands.map(operand => conditionOf(operand, variables));
      return parts.every(part => part) ? (test.operator === '&&' ? and : or)(...parts as Expression[]) : undefined;
    }
    case 'TestUnary':
      return unary(test.operator, valueOf(test.operand, variables));
    default:
      return binary(test.operator, valueOf(test.left, variables), test.operator.includes('=') ? patternText(test.right, variables) : valueOf(test.right, variables));
  }
}

/** Unquoted `*` are patterns there. */
function patternText(word: Word, variables: Variables): Value {
  return valueOf(word, variables);
}

/** The condition of `[ … ]` and `test …`. */
export function conditionOfCommand(command: Command, variables: Variables): Expression | undefined {
  const words = command.args.filter((arg): arg is Word => arg.type === 'Word' && arg.text !== ']');
  return conditionOfWords(words, variables);
}

function conditionOfWords(words: readonly Word[], variables: Variables): Expression | undefined {
  if (words[0]?.text === '!') {
    const inner = conditionOfWords(words.slice(1), variables);
    return inner && not(inner);
  }
  const joint = words.findIndex(word => word.text === '-a' || word.text === '-o');
  if (joint > 0) {
    const parts = [words.slice(0, joint), words.slice(joint + 1)].map(part => conditionOfWords(part, variables));
    return parts[0] && parts[1] && (words[joint].text === '-a' ? and : or)(parts[0], parts[1]);
  }
  const [first, second, third] = words;
  switch (words.length) {
    case 1:
      return unary('-n', valueOf(first, variables));
    case 2:
      return unary(first.text, valueOf(second, variables));
    case 3:
      return binary(second.text, valueOf(first, variables), valueOf(third, variables));
    default:
      return undefined;
  }
}

function unary(operator: string, value: Value): Expression | undefined {
  const full = whereTrue(value, text => isLiteral(text) ? { kind: 'literal', value: text !== '' } : /^\$\{\{.*\}\}$/s.test(text) ? nonEmpty(text) : TRUE);
  return operator === '-n' ? full : operator === '-z' ? not(full) : undefined;
}

function nonEmpty(text: string): Expression {
  return not(equal(asExpression(text), ''));
}

function binary(operator: string, left: Value, right: Value): Expression | undefined {
  const equals = () => whereTrue(combine([left, right], (one, other) => `${one}\u0001${other}`), compare);
  switch (operator) {
    case '=':
    case '==':
      return equals();
    case '!=':
      return not(equals());
    case '=~':
      return matchesRegex(single(left), single(right));
    default:
      return undefined;
  }
}

function compare(pair: string): Expression {
  const [left, right = ''] = pair.split('\u0001');
  if (isLiteral(right) && right.includes('*')) {
    return matches(left, right);
  }
  return isLiteral(left) && isLiteral(right) ? { kind: 'literal', value: left === right } : equal(asTyped(left, right), asTyped(right, left));
}

/** Both are known, and the expression is one that cannot take long. */
function matchesRegex(text: string | undefined, regex: string | undefined): Expression | undefined {
  if (text === undefined || regex === undefined || !isLiteral(text) || !isLiteral(regex) || text.length > 100 || regex.length > 100 || /[+*}]\)?[+*{(]/.test(regex) || regex.split(/[+*{]/).length > 4) {
    return undefined;
  }
  try {
    return { kind: 'literal', value: new RegExp(regex.replace(/\[\[:digit:\]\]/g, '[0-9]')).test(text) };
  } catch {
    return undefined;
  }
}

/** An input that is true or false is no text, but what a script sees of it is. */
function asTyped(text: string, other: string): Expression {
  const expression = asExpression(text);
  return expression.kind === 'name' && expression.path[0] === 'inputs' && /^(true|false)$/.test(other) ? call('format', '{0}', expression) : expression;
}

/** A comparison with a pattern that says how a text begins, ends, or what is in it. */
function matches(text: string, pattern: string): Expression {
  if (isLiteral(text)) {
    return { kind: 'literal', value: matchesGlob(pattern, text) };
  }
  const plain = pattern.replace(/^\*|\*$/g, '');
  const name = !pattern.startsWith('*') ? 'startsWith' : pattern.endsWith('*') ? 'contains' : 'endsWith';
  return plain.includes('*') ? call('shell', `${text} matches ${pattern}`) : call(name, asExpression(text), plain);
}
