import { parseExpression, printExpression, type Expression } from './expression';

/** An embedded expression, with its inside in the first group. */
const EMBEDDED = /\$\{\{((?:'(?:[^']|'')*'|(?!\}\}).)*)\}\}/gs;

/** A text with expressions in it, taken apart. */
export type Parts = ReadonlyArray<string | Expression>;

/**
 * Takes a text with `${{ … }}` apart.
 * @throws if GitHub would refuse one of the expressions
 */
export function partsOfText(text: string): Parts {
  const parts: Array<string | Expression> = [];
  let end = 0;
  for (const match of text.matchAll(EMBEDDED)) {
    parts.push(text.slice(end, match.index), parseExpression(match[1]));
    end = match.index + match[0].length;
  }
  return tidy([...parts, text.slice(end)]);
}

/** The text of such parts. */
export function textOfParts(parts: Parts): string {
  return tidy(parts).map(part => typeof part === 'string' ? part : `\${{ ${printExpression(part)} }}`).join('');
}

/** Joins texts that follow each other, and writes literals out. */
function tidy(parts: Parts): Parts {
  const tidied: Array<string | Expression> = [];
  for (const part of parts) {
    const plain = typeof part === 'object' && part.kind === 'literal' ? textOfLiteral(part.value) : part;
    const last = tidied[tidied.length - 1];
    if (typeof plain === 'string' && typeof last === 'string') {
      tidied[tidied.length - 1] = last + plain;
    } else if (plain !== '') {
      tidied.push(plain);
    }
  }
  return tidied;
}

function textOfLiteral(value: string | number | boolean | null): string {
  return value === null ? '' : String(value);
}

/** The text as an expression: `'latest'`, `inputs.tag`, `format('v{0}', inputs.tag)`. */
export function asExpression(text: string): Expression {
  const parts = partsOfText(text);
  if (parts.length === 0) {
    return { kind: 'literal', value: '' };
  }
  if (parts.length === 1) {
    return typeof parts[0] === 'string' ? { kind: 'literal', value: parts[0] } : parts[0];
  }
  const values = parts.filter((part): part is Expression => typeof part === 'object');
  let index = 0;
  const template = parts.map(part => typeof part === 'string' ? part.replace(/[{}]/g, '$&$&') : `{${index++}}`).join('');
  return { kind: 'call', name: 'format', args: [{ kind: 'literal', value: template }, ...values] };
}

/** An expression as a text. */
export function asText(expression: Expression): string {
  if (expression.kind === 'call' && expression.name === 'format' && expression.args[0]?.kind === 'literal') {
    const [template, ...values] = expression.args;
    const pieces = String((template as { value: unknown }).value).split(/(\{\{|\}\}|\{\d+\})/);
    return textOfParts(pieces.map(piece => piece === '{{' ? '{' : piece === '}}' ? '}' : /^\{\d+\}$/.test(piece) ? values[Number(piece.slice(1, -1))] ?? '' : piece));
  }
  return textOfParts([expression]);
}

/** The only expression of a text that is nothing else. */
export function onlyExpression(text: string): Expression | undefined {
  const parts = partsOfText(text);
  return parts.length === 1 && typeof parts[0] === 'object' ? parts[0] : undefined;
}

/** Whether a text is known before the run. */
export function isLiteral(text: string): boolean {
  return !text.includes('${{');
}

/** A condition as it stands in an `if`, bare or embedded. */
export function parseCondition(text: string): Expression {
  const trimmed = text.trim();
  return isLiteral(trimmed) ? parseExpression(trimmed) : onlyExpression(trimmed) ?? asExpression(trimmed);
}

/** Works on a text as a whole while its expressions cannot be taken apart: each stands as one letter. */
export function folded<T>(text: string, work: (flat: string, unfold: (piece: string) => string) => T): T {
  const expressions: string[] = [];
  const flat = text.replace(EMBEDDED, whole => String.fromCharCode(0xe000 + expressions.push(whole) - 1));
  return work(flat, piece => piece.replace(/[\ue000-\uf8ff]/g, letter => expressions[letter.charCodeAt(0) - 0xe000] ?? letter));
}
