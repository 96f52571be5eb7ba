import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Contexts of a run, by name. */
export type Contexts = Record<string, unknown>;

const bundle = join(__dirname, '..', 'node_modules', '.cache', 'e2e', 'expressions.cjs');
let library: any;

/** GitHub's own evaluator. It is an ES module with JSON imports, so that jest needs it bundled. */
function expressions(): any {
  if (!library) {
    mkdirSync(dirname(bundle), { recursive: true });
    execFileSync(join(__dirname, '..', 'node_modules', '.bin', 'esbuild'), [
      '@actions/expressions', '--bundle', '--platform=node', '--format=cjs', `--outfile=${bundle}`, '--log-level=error',
    ], { cwd: join(__dirname, '..') });
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    library = require(bundle);
  }
  return library;
}

/** Evaluates a bare expression. */
export function evaluate(expression: string, contexts: Contexts, failed = false): any {
  const { Lexer, Parser, Evaluator, data } = expressions();
  const status = { always: true, success: !failed, failure: failed, cancelled: false };
  const functions = Object.entries(status).map(([name, value]) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }));
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), functions).parse();
  const given = JSON.parse(JSON.stringify(contexts), data.reviver);
  return new Evaluator(tree, given, new Map(functions.map(one => [one.name, one]))).evaluate();
}

/** A text with its expressions evaluated. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{((?:'(?:[^']|'')*'|(?!\}\}).)*)\}\}/gs, (_, inside: string) => evaluate(inside, contexts).coerceString());
}
