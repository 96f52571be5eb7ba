import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { Project, github } from 'projen';
import ts from 'typescript';

/** What each hostile text says somewhere, in capitals or not, and nothing of ours does. */
export const MARK = /pwned/i;

/** Texts that mean something to a shell, to YAML, to GitHub, to an action or to a terminal. */
export const HOSTILE: Record<string, string> = {
  'what a shell would run': '$(touch pwned) `touch pwned` ${PATH#pwned}; touch pwned & # pwned',
  'the end of quotes': "a\"; touch pwned; \"'; touch pwned; '",
  'more lines of a script': 'a\ntouch pwned\nSUMMARY\ntouch pwned\nEOF\n::set-output name=digest::pwned\nb',
  'a carriage return': 'a\rpwned=b',
  'the ends of lines of Windows': 'a\r\npwned=b',
  'an expression with a secret': '${{ secrets.PWNED }}',
  'an expression with text of others': '${{ github.event.pwned }}',
  'an expression without an end': '${{ pwned',
  'the end of an expression': 'pwned }}',
  'the end of an expression, and another': 'pwned }} ${{ secrets.PWNED }}',
  'a template': '{{pwned}}',
  'backslashes': '\\pwned\\n\\',
  'other letters, and a change of their direction': '\u202epwned\u202c é ✓ 😀',
  'a byte of zero': 'pwned\0a',
  'control characters': '\u0007\u001b[31mpwned\u007fa',
  'other ends of lines': 'pwned\u0085a\u2028b\u2029c\ufeffd',
  'syntax of YAML': '- pwned: &b *c !!js/function',
  'a document of YAML': '---\npwned: |\n  a\n...\n- b',
  'a comment': '#pwned',
  'a command to the runner': '::add-mask::pwned%0A::debug::',
  'an option': '--pwned',
  'more attributes': 'a,type=raw,value=pwned',
  'quoted attributes': 'a,"pwned',
  'blanks at its ends': '\tpwned ',
  'a path to the outside': '../../pwned',
  '10,000 characters': 'pwned'.repeat(2000),
};

/** The texts that nothing can be called, and that no value has: with a control character, or an expression that does not end. */
export const isUseless = (text: string) => /[\0-\x08\x0b-\x1f]/.test(text) || /\$\{\{(?!.*\}\})/s.test(text);

/** The texts that hold an expression, or the beginning of one: they are known at run time only. */
export const hasExpression = (text: string) => text.includes('${{');

/** Whether a message quotes a text, or that part of it which is at fault, before it says why. */
function quotes(message: string, text: string): boolean {
  const quoted = [...message.matchAll(/"(?:[^"\\]|\\.)*"(?=: )/g)].map(([literal]): string => JSON.parse(literal));
  return quoted.some(one => text.includes(one) || [text, JSON.stringify(text).slice(1, -1)].some(whole => one.includes(whole)));
}

/**
 * What is wrong with the message of a refusal; undefined of one of the library's own that names the option, quotes the value, and
 * goes on in sentences.
 */
export function faultOfRefusal(error: unknown, text: string): string | undefined {
  if (!(error instanceof Error) || error.constructor !== Error) {
    return `no refusal: ${error}`;
  }
  const { message, stack = '' } = error;
  const [thrower] = stack.slice(stack.indexOf(message) + message.length).split('\n').filter(line => /^\s+at /.test(line));
  return !thrower?.includes(`${sep}src${sep}`) ? `not the library's own: ${stack}`
    : !quotes(message, text) ? `does not quote the value: ${message}`
      : !/^[A-Za-z][^\n]*?: \S[^]*\.$/.test(message) ? `has not the form of a refusal: ${message}` : undefined;
}

/** All scalars of a workflow, keys too, each with its path. */
export function scalarsOf(node: unknown, path = ''): Array<[string, string]> {
  return typeof node !== 'object' || node === null ? [[path, String(node)]]
    : Object.entries(node).flatMap(([key, value]): Array<[string, string]> => [[`${path}.(key)`, key], ...scalarsOf(value, `${path}.${key}`)]);
}

/**
 * Reads records as Docker's actions do, with csv-parse: the first end of a line is that of all, a record may begin with a comment,
 * and a field that does not begin with a quote may hold some.
 */
export function recordsOf(text: string, comment?: string): string[][] {
  const end = /^(?:"(?:[^"]|"")*"|[^"\r\n])*?(\r\n|\n|\r)/.exec(text)?.[1] ?? '\n';
  const records: string[][] = [];
  let position = 0;
  while (position < text.length) {
    if (comment !== undefined && text.startsWith(comment, position)) {
      const next = text.indexOf(end, position);
      position = next < 0 ? text.length : next + end.length;
      continue;
    }
    const record: string[] = [];
    do {
      position += record.length ? 1 : 0;
      const [whole, field] = text[position] === '"' ? readQuoted(text.slice(position), end) : readPlain(text.slice(position), end);
      record.push(field);
      position += whole.length;
    } while (text[position] === ',');
    position += end.length;
    records.push(record);
  }
  return records;
}

/** Reads an input that is a list as those actions do: what is read is trimmed. */
export function listOf(input: string = '', comment?: string): string[] {
  return recordsOf(input.trim(), comment).map(record => record.join(',').trim()).filter(line => line !== '');
}

function readQuoted(text: string, end: string): [string, string] {
  const [whole, field] = /^"((?:[^"]|"")*)"/.exec(text) ?? [];
  if (whole === undefined || !['', ',', end].some(next => next === '' ? whole.length === text.length : text.startsWith(next, whole.length))) {
    throw new Error(`a quote is not closed: ${JSON.stringify(text)}`);
  }
  return [whole, field.replace(/""/g, '"')];
}

function readPlain(text: string, end: string): [string, string] {
  const ends = [text.indexOf(','), text.indexOf(end), text.length].filter(index => index >= 0);
  const field = text.slice(0, Math.min(...ends));
  return [field, field];
}

/** The value of an entry `name=value` of such a list; all of them where there is not exactly one. */
export function entryOf(list: readonly string[], name: string): unknown {
  const values = list.filter(entry => entry.startsWith(`${name}=`)).map(entry => entry.slice(name.length + 1));
  return values.length === 1 ? values[0] : values;
}

process.env.PROJEN_DISABLE_POST = '1';
const made = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));
let projects = 0;

/** A project with GitHub and nothing else, of which there can be many. */
export function leanProject(): Project {
  const project = new Project({ name: 'scratch', outdir: join(made, String(++projects)), logging: { level: 0 } as never });
  new github.GitHub(project, { mergify: false, pullRequestLint: false });
  return project;
}

/** Synthesizes a project, and reads its workflows, the one of that name first. They are not validated. */
export function writeLean(project: Project, first: string): string[] {
  project.synth();
  const folder = join(project.outdir, '.github', 'workflows');
  const files = readdirSync(folder).sort((one, other) => Number(other === `${first}.yml`) - Number(one === `${first}.yml`));
  return files.map(file => readFileSync(join(folder, file), 'utf8'));
}

const SOURCES = join(__dirname, '..', 'src');

/** What of a type is text: the value itself or each of a list, the names of a record, or its values. */
function textsOf(type: ts.TypeNode | undefined): string[] {
  const text = type?.getText().replace(/\s/g, '') ?? '';
  const [, value] = /^(?:Readonly<)?Record<string,(.*?)>+$/.exec(text) ?? [];
  return /^(readonly)?string(\[\])?$/.test(text) ? [''] : value === undefined ? [] : [' (names)', ...value.startsWith('string') ? [' (values)'] : []];
}

function isHidden(node: ts.ClassElement): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) ?? [] : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) || node.name?.getText().startsWith('_') === true;
}

/** Every text that a user can give to the library: the fields of option structs, and the parameters of what is public in classes. */
export function publicTextOptions(): string[] {
  const found: string[] = [];
  const add = (name: string, type: ts.TypeNode | undefined) => found.push(...textsOf(type).map(part => `${name}${part}`));
  for (const file of readdirSync(SOURCES).filter(name => name.endsWith('.ts'))) {
    ts.createSourceFile(file, readFileSync(join(SOURCES, file), 'utf8'), ts.ScriptTarget.Latest, true).forEachChild(node => {
      if (!ts.canHaveModifiers(node) || !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
        return;
      }
      if (ts.isInterfaceDeclaration(node)) {
        node.members.filter(ts.isPropertySignature).forEach(member => add(`${node.name.text}.${member.name.getText()}`, member.type));
      }
      if (ts.isClassDeclaration(node)) {
        const callable = node.members.filter(member => ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member));
        callable.filter(member => !isHidden(member)).forEach(member => {
          const name = member.name ? `${node.name!.text}.${member.name.getText()}` : node.name!.text;
          (member as ts.MethodDeclaration).parameters.forEach(parameter => add(`${name}(${parameter.name.getText()})`, parameter.type));
        });
      }
    });
  }
  return found;
}
