import { folded } from '../expressions/template';

/** A text that is there only where a condition holds. */
export interface Conditional {
  readonly text: string;
  readonly when?: string;
}

/** What a condition outside of steps may look at. */
const LATE = /\b(steps|env|secrets|runner|job|matrix)\./;

/** The places of a text that are outside of quotes and parentheses, with the letters there. */
function* outside(text: string): Generator<[number, string]> {
  let depth = 0;
  let quoted = false;
  for (const [index, letter] of [...text].entries()) {
    quoted = letter === "'" ? !quoted : quoted;
    depth += quoted ? 0 : Number(letter === '(' || letter === '[') - Number(letter === ')' || letter === ']');
    if (!quoted && depth === 0) {
      yield [index, letter];
    }
  }
}

/** Parts a text where this stands outside of quotes and parentheses. */
function partedBy(text: string, separator: string): string[] {
  const letters = [...text];
  const places = [...outside(text)].map(([index]) => index).filter(index => letters.slice(index, index + separator.length).join('') === separator);
  const ends = [...places, letters.length];
  return ends.map((end, index) => letters.slice(index === 0 ? 0 : ends[index - 1] + separator.length, end).join('').trim());
}

/** Conditions that all must hold, as they are joined: one that holds an "or" by itself stands in parentheses. */
export function conjuncts(condition: string): string[] {
  return partedBy(condition, '||').length > 1 ? [condition] : partedBy(condition, '&&');
}

/** Conditions joined again into what somebody has written: parentheses that joining has put around one go. */
export function joined(parts: readonly string[], wereMore: boolean): string | undefined {
  const [only] = parts;
  return parts.length === 0 ? undefined : parts.length === 1 && wereMore && only.includes('||') ? unwrapped(only) : parts.join(' && ');
}

/** A text without the parentheses around all of it. */
export function unwrapped(text: string): string {
  return text.startsWith('(') && [...outside(text)][0]?.[0] === [...text].length - 1 ? text.slice(1, -1) : text;
}

/** An expression as it is written bare; another text as it is. */
export function bare(text: string): string {
  return text.replace(/^\$\{\{ (.*) \}\}$/s, '$1');
}

/** Takes the condition out of a text that is empty where it does not hold. */
export function conditional(text: string): Conditional {
  const [, inside = ''] = /^\$\{\{ (\(.*) \|\| '' \}\}$/s.exec(text) ?? [];
  const [first, ...others] = partedBy(inside, '&&');
  const when = unwrapped(first);
  return first !== when && others.length > 0 && !LATE.test(when) ? { text: textOf(others.join(' && ')), when } : { text };
}

/** Takes apart what is left of a text with something around it, which is empty where the text is. */
export function affixed(text: string): Conditional & { readonly prefix?: string; readonly suffix?: string } {
  const [, inside = ''] = /^\$\{\{ (\(.*) \|\| '' \}\}$/s.exec(text) ?? [];
  const [first, ...others] = partedBy(inside, '&&');
  const parts = conjuncts(unwrapped(first));
  const [, core] = /^\((.*)\) != ''$/s.exec(parts.length > 1 ? unwrapped(parts[0]) : parts[0]) ?? [];
  const [, prefix, suffix] = /^format\('([^{}']*)\{0\}([^{}']*)', /.exec(others.join(' && ')) ?? [];
  if (core === undefined || prefix === undefined || others.join(' && ') !== `format('${prefix}{0}${suffix}', ${core})`) {
    return conditional(text);
  }
  const when = joined(parts.slice(1), true);
  return { text: `\${{ ${core} }}`, ...prefix ? { prefix } : {}, ...suffix ? { suffix } : {}, ...when === undefined ? {} : { when } };
}

/** The text that an expression stands for. */
function textOf(expression: string): string {
  const [, literal] = /^'((?:[^']|'')*)'$/.exec(expression) ?? [];
  if (literal !== undefined) {
    return literal.replace(/''/g, "'");
  }
  const [, inside] = /^format\((.*)\)$/s.exec(expression) ?? [];
  const [template = '', ...values] = inside === undefined ? [] : partedBy(inside, ',');
  const [, plain] = /^'((?:[^']|'')*)'$/.exec(template) ?? [];
  return plain === undefined || plain === '{0}' ? `\${{ ${expression} }}`
    : plain.replace(/''/g, "'").replace(/\{\{|\}\}|\{(\d+)\}/g, (brace, index: string | undefined) => index === undefined ? brace[0] : `\${{ ${values[Number(index)]} }}`);
}

/** The fields of a line of comma-separated values, without their quotes. */
export function fieldsOf(line: string): string[] {
  return folded(line, (flat, unfold) => (flat.match(/(?:"(?:[^"]|"")*"|[^,])+/gs) ?? []).map(field => unfold(unquoted(field))));
}

/** A field without its quotes. */
export function unquoted(field: string): string {
  return /^".*"$/s.test(field) ? field.slice(1, -1).replace(/""/g, '"') : field;
}

/** The records of a list of comma-separated values: its lines, but for those in quotes. */
export function recordsOf(text: string): string[] {
  return folded(text, (flat, unfold) => (flat.match(/(?:"(?:[^"]|"")*"|[^"\n])+/gs) ?? []).filter(line => line.trim() !== '').map(unfold));
}
