import { matchesGlob, plainPattern } from './glob';
import { call, type Expression } from '../expressions/expression';
import { asExpression, asText, folded, isLiteral } from '../expressions/template';

/** Longer texts than this are not taken apart. */
const LIMIT = 1000;

/** `${text#pattern}` and the others that take something away; undefined where only the run can tell. */
export function remove(text: string, operator: string, pattern: string): string | undefined {
  if (text.length > LIMIT) {
    return undefined;
  }
  if (isLiteral(text)) {
    return removeLiteral(text, operator, pattern);
  }
  const known = removeFromName(asExpression(text), operator, pattern);
  return known ? asText(known) : removeFlat(text, operator, pattern);
}

function removeLiteral(text: string, operator: string, pattern: string): string {
  const lengths = [...Array(text.length + 1).keys()];
  const ordered = operator.length === 1 ? lengths : lengths.reverse();
  const found = ordered.find(length => matchesGlob(pattern, operator[0] === '#' ? text.slice(0, length) : text.slice(text.length - length)));
  return found === undefined ? text : operator[0] === '#' ? text.slice(found) : text.slice(0, text.length - found);
}

/** What is usually taken from the names that GitHub gives. */
function removeFromName(of: Expression, operator: string, pattern: string): Expression | undefined {
  const path = of.kind === 'name' ? of.path.join('.') : undefined;
  const name = (): Expression => ({ kind: 'name', path: ['github', 'ref_name'] });
  if (operator === '##' && pattern === '*/') {
    return call('tail', path === 'github.ref' ? name() : of);
  }
  if (path === 'github.ref' && /^refs\/(tags|heads|\*)\/$/.test(pattern)) {
    return name();
  }
  if (path === 'github.ref' && /^refs\/(tags|\*)\/v$/.test(pattern)) {
    return call('strip', name(), 'v');
  }
  return operator[0] === '#' && /^v\*?$/.test(pattern) && operator.length === 1 ? call('strip', of, 'v') : undefined;
}

/** Where what is taken away is plain text around the expressions. */
function removeFlat(text: string, operator: string, pattern: string): string | undefined {
  return folded(text, (flat, unfold) => {
    const rest = removeLiteral(flat, operator, pattern);
    const taken = operator[0] === '#' ? flat.slice(0, flat.length - rest.length) : flat.slice(rest.length);
    // an expression may hold the letter that was looked for
    return rest === flat || /[\ue000-\uf8ff]/.test(operator.length === 1 ? taken : flat.replace(taken, '')) ? undefined : unfold(rest);
  });
}

/** `${text/pattern/replacement}`. */
export function replace(text: string, operator: string, pattern: string, replacement: string): string | undefined {
  if (!isLiteral(text)) {
    return text === '${{ github.ref }}' && /^refs\/(tags|heads)\/$/.test(pattern.replace(/\\/g, '')) && replacement === '' ? '${{ github.ref_name }}' : undefined;
  }
  const source = plainPattern(pattern);
  if (source === undefined) {
    return undefined;
  }
  const anchored = operator === '/#' ? `^${source}` : operator === '/%' ? `${source}$` : source;
  return text.replace(new RegExp(anchored, operator === '//' ? 'gs' : 's'), () => replacement);
}

/** `${text:offset:length}`. */
export function slice(text: string, offset: number, length: number | undefined): string | undefined {
  if (isLiteral(text)) {
    return length === undefined ? text.slice(offset) : text.slice(offset).slice(0, length);
  }
  const of = asExpression(text);
  if (offset === 1 && length === undefined && of.kind === 'call' && of.name === 'tail') {
    // git tags of versions begin with a "v", and that is what is cut off
    return asText(call('strip', of.args[0], 'v'));
  }
  return length === undefined ? undefined : asText(call('slice', of, offset, length));
}

/** A text in lower case. */
export function lower(text: string): string {
  return isLiteral(text) ? text.toLowerCase() : folded(text, (flat, unfold) =>
    [...flat].map(letter => /[\ue000-\uf8ff]/.test(letter) ? asText(call('lower', asExpression(unfold(letter)))) : letter.toLowerCase()).join(''));
}
