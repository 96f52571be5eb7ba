import { requireBundled } from '../test/bundle';

/** What expressions see, by the name of the context: `github`, `needs`, … */
export type Contexts = Record<string, unknown>;

/** What `success()`, `failure()`, `always()` and `cancelled()` yield. GitHub knows them in an `if` alone. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
}

const EMBEDDED = /\$\{\{((?:'(?:[^']|'')*'|(?!\}\}).)*)\}\}/gs;
const { Lexer, Parser, Evaluator, data } = requireBundled('expressions', "export * from '@actions/expressions';");

/**
 * Evaluates a bare expression, with GitHub's own evaluator.
 *
 * @throws if it names a context that is not given, as GitHub does, or breaks the grammar
 */
export function evaluate(expression: string, contexts: Contexts, status?: Status): unknown {
  const results = status ? { ...status, always: true, cancelled: false } : {};
  const functions = Object.entries(results).map(([name, value]) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }));
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), functions).parse();
  const given = JSON.parse(JSON.stringify(contexts), data.reviver);
  const result = new Evaluator(tree, given, new Map(functions.map(one => [one.name, one]))).evaluate();
  return JSON.parse(JSON.stringify(result, data.replacer));
}

/** Whether an `if` holds. Where it asks for no status, success is asked for. */
export function holds(condition: string | boolean | undefined, contexts: Contexts, status: Status): boolean {
  const bare = String(condition ?? 'success()').replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
  const asksForStatus = /\b(always|success|failure|cancelled)\s*\(/i.test(bare.replace(/'(?:[^']|'')*'/g, "''"));
  return Boolean(evaluate(asksForStatus ? bare : `success() && (${bare})`, contexts, status));
}

/** A value of the workflow with its expressions evaluated. A text that is one expression keeps the type of its result. */
export function resolve(value: unknown, contexts: Contexts): unknown {
  if (Array.isArray(value)) {
    return value.map(one => resolve(one, contexts));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, contexts)]));
  }
  if (typeof value !== 'string') {
    return value;
  }
  const [whole] = value.matchAll(EMBEDDED);
  return whole && whole[0] === value.trim() ? evaluate(whole[1], contexts) : interpolate(value, contexts);
}

/** A text with its expressions evaluated. */
export function interpolate(text: string, contexts: Contexts): string {
  // `format` turns a result into text as GitHub does: null becomes nothing, and an object "Object"
  return text.replace(EMBEDDED, (_, inside: string) => String(evaluate(`format('{0}', ${inside})`, contexts)));
}

/** A map of texts, such as `env`, with its expressions evaluated. */
export function interpolateAll(texts: Record<string, unknown> = {}, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, interpolate(String(text ?? ''), contexts)]));
}
