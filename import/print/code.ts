/** A piece of TypeScript that is written as it is, around values: a call of a factory. */
export class Call {
  constructor(public readonly name: string, public readonly args: readonly unknown[]) {}
}

/** A name of the program: of a variable, a constant, a member of an enumeration. */
export class Name {
  constructor(public readonly text: string) {}
}

/** The widest line. */
const WIDTH = 120;

/** Writes a value as TypeScript, as the examples of the library are written. */
export function code(value: unknown, indent: number = 0, before: number = 0): string {
  const line = inline(value);
  return line !== undefined && indent + before + line.length <= WIDTH ? line : block(value, indent, before);
}

/** A value on one line, unless it holds a text of several. */
function inline(value: unknown): string | undefined {
  if (value instanceof Call) {
    const args = value.args.map(inline);
    return args.includes(undefined) ? undefined : `${value.name}(${args.join(', ')})`;
  }
  if (value instanceof Name) {
    return value.text;
  }
  if (typeof value === 'string') {
    return value.includes('\n') ? undefined : quote(value);
  }
  if (Array.isArray(value)) {
    const items = value.map(inline);
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = given(value).map(([key, one]) => [keyOf(key), inline(one)]);
    return entries.some(([, one]) => one === undefined) ? undefined : entries.length ? `{ ${entries.map(([key, one]) => `${key}: ${one}`).join(', ')} }` : '{}';
  }
  return String(value);
}

function block(value: unknown, indent: number, before: number): string {
  const inner = ' '.repeat(indent + 2);
  const end = `\n${' '.repeat(indent)}`;
  if (value instanceof Call) {
    // the last argument is what is long
    const first = value.args.slice(0, -1).map(arg => inline(arg)).join(', ');
    const start = `${value.name}(${first}${first ? ', ' : ''}`;
    return value.args.length ? `${start}${code(value.args[value.args.length - 1], indent, before + start.length)})` : `${value.name}()`;
  }
  if (typeof value === 'string') {
    return value.includes('\n') ? `[\n${value.split('\n').map(line => `${inner}${quote(line)},\n`).join('')}${' '.repeat(indent)}].join('\\n')` : quote(value);
  }
  if (Array.isArray(value)) {
    return `[\n${value.map(item => `${inner}${code(item, indent + 2)},\n`).join('')}${end.slice(1)}]`;
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Name)) {
    return `{\n${given(value).map(([key, one]) => `${inner}${keyOf(key)}: ${code(one, indent + 2, keyOf(key).length + 2)},\n`).join('')}${end.slice(1)}}`;
  }
  return inline(value)!;
}

function given(value: object): Array<[string, unknown]> {
  return Object.entries(value).filter(([, one]) => one !== undefined);
}

/** A text in single quotes, unless it holds some and no double ones. */
export function quote(text: string): string {
  const safe = text.replace(/\\/g, '\\\\').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return safe.includes("'") && !safe.includes('"') ? `"${safe}"` : `'${safe.replace(/'/g, "\\'")}'`;
}

function keyOf(key: string): string {
  // without brackets that one would be the prototype
  return key === '__proto__' ? `[${quote(key)}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}
