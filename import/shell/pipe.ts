import { lower, remove } from './pattern';
import { call } from '../expressions/expression';
import { asExpression, asText, isLiteral } from '../expressions/template';

/** What a filter makes of a text; undefined where only the run can tell. */
export function filter(words: readonly string[], text: string): string | undefined {
  const [command, ...args] = words;
  switch (command) {
    case 'tr':
      return translate(args, text);
    case 'sed':
      return edit(args.filter(arg => arg !== '-e' && arg !== '-E' && arg !== '-r'), text);
    case 'cut':
      return cut(args, text);
    case 'xargs':
      return args.length ? undefined : text.trim().replace(/\s+/g, ' ');
    case 'cat':
      return args.length ? undefined : text;
    case 'sort':
      return isLiteral(text) && /^(-u)?$/.test(args.join(' ')) ? sorted(text, args.length > 0) : undefined;
    case 'paste':
      return isLiteral(text) && /^(-sd|-s -d) ?.( -)?$/.test(args.join(' ')) ? joined(text, args.find(arg => arg.length === 1 && arg !== '-') ?? args[0].slice(-1)) : undefined;
    case 'head':
      return /\n/.test(text) || !isLiteral(text) ? undefined : text;
    default:
      return undefined;
  }
}

function sorted(text: string, unique: boolean): string {
  const lines = text.replace(/\n$/, '').split('\n').sort();
  return (unique ? [...new Set(lines)] : lines).join('\n');
}

function joined(text: string, delimiter: string): string {
  return text.replace(/\n$/, '').split('\n').join(delimiter);
}

function translate(args: readonly string[], text: string): string | undefined {
  const [from, to] = args;
  if (/^(\[:upper:\]|A-Z|\[A-Z\])$/.test(from) && /^(\[:lower:\]|a-z|\[a-z\])$/.test(to)) {
    return lower(text);
  }
  return from === '-d' && isLiteral(text) && to.length === 1 ? text.split(to).join('') : undefined;
}

/** The substitutions that GitHub's own templates have had, for the last part of a ref and for a leading "v". */
function edit(args: readonly string[], text: string): string | undefined {
  const [script] = args;
  if (args.length !== 1) {
    return undefined;
  }
  const [, delimiter, rest] = /^s(.)(.*)$/.exec(script) ?? [];
  const [pattern, replacement] = (rest ?? '').split(delimiter ?? '/');
  if (/^\.\*(\/|\\\/)\\?\(\.\*\\?\)$/.test(pattern) && replacement === '\\1') {
    return remove(text, '##', '*/');
  }
  if (pattern === '^v' && replacement === '') {
    return remove(text, '#', 'v');
  }
  return /^\^?refs[\\/]+(tags|heads)[\\/]+$/.test(pattern) && replacement === '' ? remove(text, '#', `refs/${pattern.includes('tags') ? 'tags' : 'heads'}/`) : undefined;
}

function cut(args: readonly string[], text: string): string | undefined {
  const range = /^(?:-c)?1?-(\d+)$/.exec(args.join(''));
  if (range) {
    return isLiteral(text) ? text.slice(0, Number(range[1])) : asText(call('slice', asExpression(text), 0, Number(range[1])));
  }
  return text === '${{ github.ref }}' && /^-d\/-f3-?$/.test(args.join('').replace(/['"]/g, '')) ? '${{ github.ref_name }}' : undefined;
}
