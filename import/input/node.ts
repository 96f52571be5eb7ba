/** A piece of the file: a text, a list or a map, and the line where it stands. */
export interface Node {
  /** Keys and indices from the root, parted by a character that no key has. */
  readonly path: string;
  readonly line: number;
  readonly scalar?: string | number | boolean | null;
  /** The line of the first line of a text that has several. */
  readonly textLine?: number;
  /** The comment behind a text. */
  readonly comment?: string;
  readonly map?: ReadonlyMap<string, Node>;
  readonly list?: readonly Node[];
}

/** What stands between the parts of a path. */
export const SEPARATOR = '\u0000';

/** The piece under these keys. */
export function at(node: Node | undefined, ...keys: readonly (string | number)[]): Node | undefined {
  return keys.reduce<Node | undefined>((one, key) => typeof key === 'number' ? one?.list?.[key] : one?.map?.get(key), node);
}

/** The text of a piece; undefined of a list or map, and where there is nothing. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.scalar === undefined || node.scalar === null ? undefined : String(node.scalar);
}

/** The texts of a list, or of the one text that stands for it. */
export function textsOf(node: Node | undefined): string[] {
  return node?.list ? node.list.flatMap(item => textOf(item) ?? []) : [textOf(node) ?? []].flat();
}

/** The entries of a map. */
export function entriesOf(node: Node | undefined): Array<[string, Node]> {
  return [...node?.map ?? []];
}

/** The texts of a map, by key. */
export function recordOf(node: Node | undefined): Record<string, string> {
  return Object.fromEntries(entriesOf(node).flatMap(([key, value]) => value.list || value.map ? [] : [[key, textOf(value) ?? '']]));
}

/** All that a piece holds, as plain data. */
export function plain(node: Node): unknown {
  if (node.map) {
    return Object.fromEntries(entriesOf(node).map(([key, value]) => [key, plain(value)]));
  }
  return node.list ? node.list.map(plain) : node.scalar;
}

/** The pieces of a piece that hold no others. */
export function leavesOf(node: Node): Node[] {
  const inner = [...node.map?.values() ?? [], ...node.list ?? []];
  return inner.length ? inner.flatMap(leavesOf) : [node];
}
