import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node as YamlNode, type Pair } from 'yaml';
import { SEPARATOR, type Node } from './node';
import { RefusedInput } from './refused';

const MAX_SIZE = 1024 * 1024;
const MAX_NODES = 50_000;
const MAX_DEPTH = 64;

/**
 * Reads a file of YAML. It is not trusted: a file that is too large, too deep, or grows by its aliases is refused.
 * @throws RefusedInput
 */
export function read(text: string): Node {
  if (Buffer.byteLength(text) > MAX_SIZE) {
    throw new RefusedInput(1, 'the file is larger than 1 MiB, which GitHub does not take as a workflow');
  }
  refuseDepth(text);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, customTags: [], logLevel: 'error' });
  const [error] = document.errors;
  if (error) {
    if (/call stack/.test(error.message)) {
      throw new RefusedInput(lines.linePos(error.pos[0]).line, 'it is nested too deeply to be a workflow');
    }
    throw new RefusedInput(lines.linePos(error.pos[0]).line, error.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, ''));
  }
  if (!isMap(document.contents)) {
    throw new RefusedInput(1, 'it is no workflow: a workflow is a map with the keys "on" and "jobs"');
  }
  return new Reader(document, lines).node(document.contents, '', 1);
}

/** The parser recurses into brackets: a file with thousands of them would exhaust the stack. */
function refuseDepth(text: string): void {
  let depth = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const brackets = line.replace(/\$\{\{.*?\}\}|'[^']*'|"[^"]*"/g, '');
    depth = /^\S/.test(line) ? 0 : depth;
    depth += (brackets.match(/[[{]/g) ?? []).length - (brackets.match(/[\]}]/g) ?? []).length;
    if (depth > MAX_DEPTH * 4 || /(- ){65}/.test(line)) {
      throw new RefusedInput(index + 1, 'it is nested too deeply to be a workflow');
    }
  }
}

class Reader {
  private count = 0;

  constructor(private readonly document: Document.Parsed, private readonly lines: LineCounter) {}

  public node(yaml: unknown, path: string, line: number, depth: number = 0): Node {
    if (++this.count > MAX_NODES || depth > MAX_DEPTH) {
      throw new RefusedInput(line, depth > MAX_DEPTH ? 'it is nested too deeply to be a workflow' : 'it holds too much to be a workflow: its aliases may repeat themselves');
    }
    if (isAlias(yaml)) {
      return { ...this.node(yaml.resolve(this.document), path, line, depth + 1), line };
    }
    if (isMap(yaml)) {
      return { path, line, map: new Map((yaml.items as Pair[]).map(pair => this.entry(pair, path, line, depth))) };
    }
    if (isSeq(yaml)) {
      return { path, line, list: yaml.items.map((item, index) => this.node(item, `${path}${SEPARATOR}${index}`, this.lineOf(item, line), depth + 1)) };
    }
    const block = isScalar(yaml) && (yaml.type === 'BLOCK_LITERAL' || yaml.type === 'BLOCK_FOLDED');
    const scalar = isScalar(yaml) ? yaml.value : null;
    return {
      path,
      line,
      ...isScalar(yaml) && yaml.comment ? { comment: yaml.comment.trim() } : {},
      textLine: block ? this.lineOf(yaml, line) + 1 : this.lineOf(yaml, line),
      scalar: typeof scalar === 'string' || typeof scalar === 'number' || typeof scalar === 'boolean' ? scalar : scalar == null ? null : String(scalar),
    };
  }

  private entry({ key, value }: Pair, path: string, line: number, depth: number): [string, Node] {
    const name = isScalar(key) ? String(key.value) : String(key);
    return [name, this.node(value, path ? `${path}${SEPARATOR}${name}` : name, this.lineOf(key, line), depth + 1)];
  }

  private lineOf(yaml: unknown, otherwise: number): number {
    const range = (yaml as YamlNode | null)?.range;
    return range ? this.lines.linePos(range[0]).line : otherwise;
  }
}
