import { parse, type Redirection, type Statement, type While, type Word } from 'unbash';
import type { Edit, Range } from './host';

/** Commands that only set variables or options of the shell. */
const SETS = /^(set|shopt|export|declare|readonly|mapfile|readarray)$/;

/** The command that does nothing. */
export const NOTHING = 'true';

/** The variables that `while read …` reads into; none where it is another loop. */
export function readBy({ clause, kind }: While): string[] {
  const first = clause.commands[0]?.command;
  const command = first?.type === 'AndOr' ? first.commands[0] : first;
  const words = command?.type === 'Command' && command.name?.text === 'read' && kind === 'while' ? command.args.filter((arg): arg is Word => arg.type === 'Word') : [];
  return words.map(({ value }) => value).filter(name => /^[A-Za-z_]\w*$/.test(name));
}

/** The statements before a loop, as far as it needs them: variables, and options of the shell; undefined where one of them decides anything. */
function headOf(statements: readonly Statement[], script: string): string | undefined {
  const isSimple = statements.every(({ command }) => command.type === 'Command' || command.type === 'Pipeline');
  const kept = statements.filter(({ command }) => command.type === 'Command' && (command.name === undefined || SETS.test(command.name.text)));
  return isSimple && !kept.some(({ command }) => command.type === 'Command' && hasDocument(command.redirects)) ? kept.map(({ pos, end }) => `${script.slice(pos, end)}\n`).join('') : undefined;
}

/** Whether a loop is a statement of its own, over variables that it does not mix up. */
export function isAlone(node: Range, names: readonly string[], statements: readonly Statement[], script: string): boolean {
  const { pos, end } = statements[statements.length - 1];
  return pos === node.pos && end === node.end && names.length > 0 && isSettled(script.slice(pos, end), names);
}

/** A script up to the end of a loop, with pieces of the loop replaced; undefined where something before it decides anything. */
export function editedScript(node: Range, statements: readonly Statement[], script: string, edits: readonly Edit[]): string | undefined {
  const head = headOf(statements.slice(0, -1), script);
  return head === undefined ? undefined : head + edited(script, node, edits);
}

/** Whether a loop or a command reads lines that follow it. */
export function hasDocument(redirects: readonly Redirection[]): boolean {
  return redirects.some(({ type }) => type === 'HereDoc');
}

/** A piece of a script, with pieces of it replaced. A line of which nothing is left goes, unless the shell wants a command there. */
function edited(script: string, range: Range, edits: readonly Edit[]): string {
  const short = replaced(script, range, edits.map(edit => edit.text === NOTHING ? wholeLine(script, edit) : edit));
  return parse(short).errors?.length ? replaced(script, range, edits) : short;
}

function wholeLine(script: string, edit: Edit): Edit {
  const start = script.lastIndexOf('\n', edit.pos - 1) + 1;
  const next = script.indexOf('\n', edit.end);
  const isEmptied = next >= 0 && /^[ \t]*$/.test(script.slice(start, edit.pos) + script.slice(edit.end, next));
  return isEmptied ? { pos: start, end: next + 1, text: '' } : edit;
}

function replaced(script: string, { pos, end }: Range, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((one, other) => one.pos - other.pos);
  const parts = ordered.map((edit, index) => script.slice(index ? ordered[index - 1].end : pos, edit.pos) + edit.text);
  return parts.join('') + script.slice(ordered.length ? ordered[ordered.length - 1].end : pos, end);
}

/** Whether a variable that a loop sets anew is used by no other one that it has set before. */
function isSettled(loop: string, names: readonly string[]): boolean {
  const assigned = [...loop.matchAll(/(?:^|[\s;({])([A-Za-z_]\w*)\+?=(.*)$/gm)].map(([, name, value]) => ({ name, value }));
  return assigned.every(({ name }, index) => {
    const before = assigned.slice(0, index);
    const again = names.includes(name) || before.some(one => one.name === name);
    return !again || !before.some(one => one.name !== name && new RegExp(`\\$\\{?${name}\\b`).test(one.value));
  });
}
