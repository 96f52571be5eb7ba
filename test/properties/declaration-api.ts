import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCES = join(__dirname, '..', '..', 'src');
/** The public files, and one with options that public ones extend. */
const FILES = [...readdirSync(SOURCES).filter(name => name.endsWith('.ts')), join('private', 'repository-project.ts')];

/** What the public files declare, as `src/private/signatures.ts` spells it. */
export interface PublicApi {
  readonly enums: Record<string, string[]>;
  readonly structs: Record<string, string>;
  readonly parameters: Record<string, string>;
  /** Factories without parameters, and constants. */
  readonly others: string[];
}

const isExported = (node: ts.Node) => ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function isPublic(member: ts.ClassElement): boolean {
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : [];
  return !modifiers.some(({ kind }) => hidden.includes(kind)) && !/^(_|preSynthesize$)/.test(member.name?.getText() ?? '');
}

const typeOf = (type: ts.TypeNode | undefined) => type!.getText().replace(/\s+/g, ' ').replace(/^Record<string, (.*)>$/, '$1{}');
const slot = (name: string, optional: boolean, type: ts.TypeNode | undefined) => `${name}${optional ? '?' : ''}: ${typeOf(type)}`;

function structOf({ members, heritageClauses = [] as never }: ts.InterfaceDeclaration): string {
  const parents = heritageClauses.flatMap(({ types }) => types.map(type => type.getText())).filter(name => name !== 'ProjectOptions');
  const options = members.filter(ts.isPropertySignature).map(member => slot(member.name.getText(), member.questionToken !== undefined, member.type));
  return [...parents.map(name => `...${name}`), ...options].join(', ');
}

function parametersOf({ parameters }: ts.MethodDeclaration | ts.ConstructorDeclaration): string {
  return parameters.filter(({ type }) => type?.getText() !== 'IConstruct').map(({ name, type, dotDotDotToken, questionToken, initializer }) =>
    `${dotDotDotToken ? '...' : ''}${slot(name.getText(), (questionToken ?? initializer) !== undefined, type)}`).join(', ');
}

/** Reads the public interface with the compiler of TypeScript. */
export function publicApi(): PublicApi {
  const api: PublicApi = { enums: {}, structs: {}, parameters: {}, others: [] };
  for (const file of FILES) {
    ts.createSourceFile(file, readFileSync(join(SOURCES, file), 'utf8'), ts.ScriptTarget.Latest, true).forEachChild(node => {
      if (!isExported(node)) {
        return;
      }
      if (ts.isEnumDeclaration(node)) {
        api.enums[node.name.text] = node.members.map(({ initializer }) => (initializer as ts.StringLiteral).text);
      } else if (ts.isInterfaceDeclaration(node)) {
        api.structs[node.name.text] = structOf(node);
      } else if (ts.isClassDeclaration(node) && file.startsWith('private') === false) {
        node.members.filter(isPublic).forEach(member => addMember(api, node.name!.text, member));
      }
    });
  }
  return api;
}

function addMember(api: PublicApi, owner: string, member: ts.ClassElement): void {
  const name = member.name ? `${owner}.${member.name.getText()}` : owner;
  const isStatic = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  if (ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member)) {
    const parameters = parametersOf(member);
    if (parameters === '') {
      api.others.push(name);
    } else {
      api.parameters[name] = parameters;
    }
  } else if (isStatic) {
    api.others.push(name);
  }
}
