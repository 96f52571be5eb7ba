import { TRUE, partsOf, printExpression, same } from '../expressions/expression';
import { isLiteral, partsOfText, textOfParts } from '../expressions/template';
import { single } from '../expressions/value';
import { at, entriesOf, plain, recordOf, textOf, type Node } from '../input/node';
import { own } from '../own';
import type { Scope } from '../workflow/scope';

/** What pushes something, in a way that was not followed. */
export const PUSHES = /\b(docker|podman|buildah)\b[^\n]*\b(push|buildx build)\b|--push\b|skopeo copy|crane (cp|copy|push)|docker tag/;
const KEYS: Readonly<Record<string, string>> = { 'working-directory': 'workingDirectory', 'continue-on-error': 'continueOnError', 'timeout-minutes': 'timeoutMinutes' };

/** A step as projen declares it, with what the matrix gives written out. */
export function stepOf(step: Node, scope: Scope, changes: object = {}): Record<string, unknown> {
  const entries = entriesOf(step).map(([key, value]) => [own(KEYS, key) ?? key, key === 'if' ? conditionOf(value, scope) : filled(key === 'env' ? recordOf(value) : plain(value), scope)]);
  // an id that is new comes first
  return { ...changes, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)), ...changes };
}

/** As `stepOf`, with those variables of the workflow and the job that it names: it goes where they are not. */
export function movedStep(step: Node, root: Node, job: Node, scope: Scope, changes: object = {}): Record<string, unknown> {
  const text = textsIn(step);
  const outer = { ...recordOf(at(root, 'env')), ...recordOf(at(job, 'env')) };
  const needed = Object.entries(outer).filter(([name]) => new RegExp(`\\b${name.replace(/\W/g, '')}\\b`).test(text));
  const moved = stepOf(step, scope, changes);
  const env = { ...filled(Object.fromEntries(needed), scope) as object, ...moved.env as object | undefined };
  return Object.keys(env).length ? { ...moved, env } : moved;
}

/** The condition of a step, where it is not always so. */
function conditionOf(node: Node, scope: Scope): string | undefined {
  const text = textOf(node);
  if (!/\bmatrix\./.test(text ?? '')) {
    return text;
  }
  const condition = scope.simplify(scope.condition(text));
  return same(condition, TRUE) ? undefined : printExpression(condition);
}

/** Data with the values of the matrix, and of variables that are known, in place of their names. */
export function filled(data: unknown, scope: Scope): unknown {
  if (typeof data === 'string') {
    return isLiteral(data) ? data : fill(data, scope);
  }
  if (Array.isArray(data)) {
    return data.map(one => filled(one, scope));
  }
  return data !== null && typeof data === 'object'
    ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, filled(value, scope)])) : data;
}

function fill(text: string, scope: Scope): string {
  return textOfParts(partsOfText(text).map(part => {
    if (typeof part === 'string') {
      return part;
    }
    const hasNames = partsOf(part).some(one => one.kind === 'name' && ['matrix', 'env'].includes(one.path[0]));
    const value = hasNames ? single(scope.valueOf(part)) : undefined;
    return value === undefined || /shell\(|strip\(|slice\(|lower\(|tail\(/.test(value) ? part : value;
  }));
}

/** All texts of a piece. */
export function textsIn(node: Node): string {
  return JSON.stringify(plain(node));
}

/** The ids of the steps whose outputs a piece uses. */
export function stepsUsedBy(text: string): string[] {
  return [...text.matchAll(/\bsteps\.([\w-]+)\./g)].map(([, id]) => id);
}

/** The id of a step. */
export function idOf(step: Node): string | undefined {
  return textOf(at(step, 'id'));
}
