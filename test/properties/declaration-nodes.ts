import * as library from '../../src';
import { JOB } from '../declare';

/** A call of the public API: `ImageTag.of`, a constant such as `Platform.LINUX_AMD64`, or a method `on` what another call gave. */
export interface Call { $call: string; on?: unknown; args?: unknown[] }

/** An option struct, with the name of its interface. */
export interface Struct { $struct: string; fields: Record<string, unknown> }

/** What a declaration has made or found before, by name. */
export interface Ref { $ref: string }

/** A construct, and what is called of it. */
export interface Statement { key: string; make: string; scope: string; id: unknown; options?: unknown; then: Then[] }

/** A method that is called of a construct. */
export interface Then { method: string; args: unknown[] }

/** A declaration as data, which can be looked at, shown and broken. */
export interface Declaration { project: string; statements: Statement[] }

const has = <T>(key: string) => (node: unknown): node is T => typeof node === 'object' && node !== null && key in node;
export const isCall = has<Call>('$call');
export const isStruct = has<Struct>('$struct');
export const isRef = has<Ref>('$ref');

export const call = (name: string, ...args: unknown[]): Call => ({ $call: name, args });
export const constant = (name: string): Call => ({ $call: name });

/** What a user writes by hand, and no part of the library: steps and jobs. */
const USER: Record<string, (...args: string[]) => unknown> = {
  step: id => ({ id, name: `Do ${id}`, run: 'true' }),
  job: () => JOB,
};
export const isUsers = (node: Call) => node.$call in USER;

/** What a tree of nodes declares. */
export function evaluate(node: unknown, made: ReadonlyMap<string, unknown>): unknown {
  const inside = (one: unknown) => evaluate(one, made);
  if (Array.isArray(node)) {
    return node.map(inside);
  }
  if (isCall(node)) {
    return run(node, node.args?.map(inside) ?? [], made);
  }
  if (isRef(node)) {
    return made.get(node.$ref);
  }
  const record = isStruct(node) ? node.fields : node;
  return Object.getPrototypeOf(record ?? 0) === Object.prototype
    ? Object.fromEntries(Object.entries(record as object).map(([key, value]) => [key, inside(value)]))
    : record;
}

function run({ $call, on, args }: Call, values: unknown[], made: ReadonlyMap<string, unknown>): unknown {
  if ($call in USER) {
    return USER[$call](...values as string[]);
  }
  const [owner, name] = $call.split('.');
  const subject = on === undefined ? (library as any)[owner] : evaluate(on, made);
  return args ? subject[name](...values) : subject[name];
}

/** All nodes of a tree, itself included. */
export function nodesOf(node: unknown): unknown[] {
  return [node, ...typeof node === 'object' && node !== null ? Object.values(node).flatMap(nodesOf) : []];
}
