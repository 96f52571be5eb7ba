import { FALSE, TRUE, and, or, same, type Expression } from '../expressions/expression';
import { asExpression, asText } from '../expressions/template';
import type { Value } from '../expressions/value';

/** A value as one text, its conditions inside of an expression. */
export function oneText(value: Value): string {
  if (value.length === 1 && same(value[0].when, TRUE)) {
    return value[0].text;
  }
  const choices = value.filter(({ text, when }) => text !== '' && !same(when, FALSE)).map(({ when, text }): Expression => and(when, asExpression(text)));
  return choices.length ? asText(or(...choices, { kind: 'literal', value: '' })) : '';
}

/** A path of the repository, relative to it; empty for the repository itself. */
export function pathOf(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/^\.$/, '').replace(/\/+\.?$/, '').replace(/^\$\{\{ (github\.workspace|env\.GITHUB_WORKSPACE) \}\}\/?/, '');
}

/** The lines of an input that takes several. */
export function linesOf(text: string): string[] {
  return text.split('\n').map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#'));
}

/** The entries of an input that takes several, by line or by comma. */
export function listOf(text: string): string[] {
  return linesOf(text).flatMap(line => splitCommas(line));
}

function splitCommas(line: string): string[] {
  const pieces = line.match(/(?:\$\{\{.*?\}\}|"[^"]*"|[^,])+/g) ?? [];
  return pieces.map(piece => piece.trim()).filter(piece => piece !== '');
}

/** Lines of `name=value`. */
export function assignmentsOf(text: string): Record<string, string> {
  return Object.fromEntries(linesOf(text).map(unquote).map(line => [line.slice(0, line.indexOf('=')), unquote(line.slice(line.indexOf('=') + 1))]));
}

function unquote(text: string): string {
  return /^"[^"]*"$/.test(text) || /^'[^']*'$/.test(text) ? text.slice(1, -1) : text;
}
