import { Lexer, Parser, type data } from '@actions/expressions';
import * as ast from '@actions/expressions/ast';

/** An expression of GitHub, in a form that is easy to take apart and to rewrite. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] };

const CONTEXTS = ['github', 'env', 'vars', 'secrets', 'inputs', 'needs', 'steps', 'matrix', 'strategy', 'job', 'jobs', 'runner'];
const STATUS_FUNCTIONS = ['success', 'failure', 'always', 'cancelled'];
/**
 * What GitHub cannot compute and a shell can. They stand for what a script was seen to do, and are never printed:
 * `strip(text, 'v')` takes a prefix away, `slice(text, 0, 7)` cuts, `lower(text)` lower-cases, `tail(text)` is what follows the last
 * slash, `name(text)` and `tag(text)` take a reference apart, `tags(text)` are the tags of several, and `shell(key)` is anything else.
 */
export const SHELL_FUNCTIONS = ['strip', 'slice', 'lower', 'tail', 'name', 'tag', 'tags', 'shell'];
const FUNCTIONS = [...STATUS_FUNCTIONS, 'hashFiles', ...SHELL_FUNCTIONS].map(name => ({ name, minArgs: 0, maxArgs: 255 }));

export const TRUE: Expression = { kind: 'literal', value: true };
export const FALSE: Expression = { kind: 'literal', value: false };

/**
 * Parses an expression, written bare.
 * @throws if GitHub would refuse it
 */
export function parseExpression(text: string): Expression {
  const { tokens } = new Lexer(text).lex();
  return convert(new Parser(tokens, CONTEXTS, FUNCTIONS as never).parse());
}

function convert(node: ast.Expr): Expression {
  if (node instanceof ast.Literal) {
    return { kind: 'literal', value: literal(node.literal) };
  }
  if (node instanceof ast.ContextAccess) {
    return { kind: 'name', path: [node.name.lexeme] };
  }
  if (node instanceof ast.IndexAccess) {
    const of = convert(node.expr);
    const index: Expression = node.index instanceof ast.Star ? { kind: 'literal', value: '*' } : convert(node.index);
    return of.kind === 'name' && index.kind === 'literal' && typeof index.value === 'string'
      ? { kind: 'name', path: [...of.path, index.value] } : { kind: 'index', of, index };
  }
  if (node instanceof ast.FunctionCall) {
    return { kind: 'call', name: node.functionName.lexeme, args: node.args.map(convert) };
  }
  if (node instanceof ast.Unary) {
    return { kind: 'not', of: convert(node.expr) };
  }
  if (node instanceof ast.Logical) {
    return { kind: node.operator.lexeme === '&&' ? 'and' : 'or', of: node.args.map(convert) };
  }
  if (node instanceof ast.Binary) {
    return { kind: 'compare', operator: node.operator.lexeme, left: convert(node.left), right: convert(node.right) };
  }
  return convert((node as ast.Grouping).group);
}

function literal(value: data.ExpressionData): string | number | boolean | null {
  const primitive = (value as { value?: unknown }).value;
  return typeof primitive === 'string' || typeof primitive === 'number' || typeof primitive === 'boolean' ? primitive : null;
}

/** The expression as a person would write it. */
export function printExpression(expression: Expression, inside: Expression['kind'] | 'top' = 'top'): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? `'${expression.value.replace(/'/g, "''")}'` : String(expression.value);
    case 'name':
      return expression.path.reduce((before, part) => !before ? part : /^([A-Za-z_][\w-]*|\*)$/.test(part) ? `${before}.${part}` : `${before}['${part.replace(/'/g, "''")}']`, '');
    case 'index':
      return `${printExpression(expression.of, 'index')}[${printExpression(expression.index)}]`;
    case 'call':
      return `${expression.name}(${expression.args.map(arg => printExpression(arg)).join(', ')})`;
    case 'not':
      return `!${printExpression(expression.of, 'not')}`;
    case 'compare': {
      const text = `${printExpression(expression.left, 'compare')} ${expression.operator} ${printExpression(expression.right, 'compare')}`;
      return ['top', 'and', 'or'].includes(inside) ? text : `(${text})`;
    }
    default: {
      const text = expression.of.map(part => printExpression(part, expression.kind)).join(expression.kind === 'and' ? ' && ' : ' || ');
      return inside === 'top' || inside === expression.kind || (inside === 'or' && expression.kind === 'and') ? text : `(${text})`;
    }
  }
}

/** Whether the two are the same. */
export function same(one: Expression, other: Expression): boolean {
  return printExpression(one).toLowerCase() === printExpression(other).toLowerCase();
}

/** The conjunction, without parts that say nothing. */
export function and(...parts: readonly Expression[]): Expression {
  return connect('and', parts, TRUE, FALSE);
}

/** The disjunction, without parts that say nothing. */
export function or(...parts: readonly Expression[]): Expression {
  const joined = connect('or', parts, FALSE, TRUE);
  return joined.kind === 'or' ? factor(joined.of) : joined;
}

/** `a && (b || !a)` is `a && b`, and `a || b && !a` is `a || b`. */
function settle(kind: 'and' | 'or', parts: readonly Expression[]): Expression[] {
  const dual = kind === 'and' ? 'or' : 'and';
  const units = parts.filter(part => part.kind !== dual);
  return parts.flatMap(part => {
    if (part.kind !== dual) {
      return [part];
    }
    const known = part.of.some(one => units.some(unit => same(unit, one)));
    const open = part.of.filter(one => !units.some(unit => same(unit, not(one))));
    return known ? [] : open.length === part.of.length ? [part] : [dual === 'or' ? or(...open) : and(...open)];
  });
}

/** `a && b || a && c` is `a && (b || c)`. */
function factor(parts: readonly Expression[]): Expression {
  const lists = parts.map(part => part.kind === 'and' ? part.of : [part]);
  const common = lists[0].filter(one => lists.every(list => list.some(other => same(one, other))));
  if (common.length === 0) {
    return { kind: 'or', of: parts };
  }
  const rest = lists.map(list => and(...list.filter(one => !common.some(other => same(one, other)))));
  return and(...common, or(...rest));
}

function connect(kind: 'and' | 'or', parts: readonly Expression[], neutral: Expression, absorbing: Expression): Expression {
  const flat = parts.flatMap(part => part.kind === kind ? part.of : [part]).filter(part => !same(part, neutral));
  const distinct = settle(kind, flat.filter((part, index) => flat.findIndex(other => same(part, other)) === index));
  if (distinct.some(part => same(part, absorbing) || distinct.some(other => same(not(part), other)))) {
    return absorbing;
  }
  return distinct.length === 0 ? neutral : distinct.length === 1 ? distinct[0] : { kind, of: distinct };
}

/** The negation. */
export function not(expression: Expression): Expression {
  const opposite: Record<string, string> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
  switch (expression.kind) {
    case 'literal':
      return isTruthy(expression.value) ? FALSE : TRUE;
    case 'not':
      return expression.of;
    case 'compare':
      return { ...expression, operator: opposite[expression.operator] };
    case 'and':
      return or(...expression.of.map(not));
    case 'or':
      return and(...expression.of.map(not));
    default:
      return { kind: 'not', of: expression };
  }
}

/** What GitHub takes for true. */
export function isTruthy(value: string | number | boolean | null): boolean {
  return value !== '' && value !== 0 && value !== false && value !== null && !Number.isNaN(value);
}

/** Rewrites an expression from its leaves to its root. */
export function rewrite(expression: Expression, change: (part: Expression) => Expression): Expression {
  const inner = (part: Expression) => rewrite(part, change);
  switch (expression.kind) {
    case 'index':
      return change({ ...expression, of: inner(expression.of), index: inner(expression.index) });
    case 'call':
      return change({ ...expression, args: expression.args.map(inner) });
    case 'not':
      return change({ ...expression, of: inner(expression.of) });
    case 'compare':
      return change({ ...expression, left: inner(expression.left), right: inner(expression.right) });
    case 'and':
    case 'or':
      return change({ ...expression, of: expression.of.map(inner) });
    default:
      return change(expression);
  }
}

/** All that an expression is made of. */
export function partsOf(expression: Expression): Expression[] {
  const parts: Expression[] = [];
  rewrite(expression, part => {
    parts.push(part);
    return part;
  });
  return parts;
}

/** Whether an expression holds what only a shell can compute. */
export function needsShell(expression: Expression): boolean {
  return partsOf(expression).some(part => part.kind === 'call' && SHELL_FUNCTIONS.includes(part.name));
}

/** A name: `nameOf('github.ref')`. */
export function nameOf(dotted: string): Expression {
  return { kind: 'name', path: dotted.split('.') };
}

/** A call of a function. */
export function call(name: string, ...args: readonly (Expression | string | number)[]): Expression {
  return { kind: 'call', name, args: args.map(arg => typeof arg === 'object' ? arg : { kind: 'literal', value: arg }) };
}

/** Whether two texts are equal. */
export function equal(left: Expression, right: Expression | string): Expression {
  return { kind: 'compare', operator: '==', left, right: typeof right === 'string' ? { kind: 'literal', value: right } : right };
}
