import fc from 'fast-check';
import { isCall, isRef, isStruct, isUsers, type Declaration } from './declaration-nodes';

/** A place in a declaration, whose value can be another, or be left out. */
interface Place { owner: any; key: string | number; value: unknown }

/** All places where a user says something to the library. */
function placesOf(owner: any, keys: ReadonlyArray<string | number>): Place[] {
  return keys.flatMap(key => {
    const value = owner[key];
    return [{ owner, key, value }, ...insideOf(value)];
  });
}

function insideOf(node: any): Place[] {
  if (isCall(node)) {
    return isUsers(node) ? [] : [...insideOf(node.on), ...placesOf(node.args ?? [], Object.keys(node.args ?? []).map(Number))];
  }
  if (isRef(node) || typeof node !== 'object' || node === null) {
    return [];
  }
  const record = isStruct(node) ? node.fields : node;
  return placesOf(record, Array.isArray(record) ? [...record.keys()] : Object.keys(record));
}

const TEXTS = [
  '', ' ', 'A B', '-x', '../..', '/a', 'a:b@c', 'x'.repeat(300), 'é', 'a\nb', 'a\rb', '\0', '${{', '${{ }}', '${{ secrets.TOKEN }}', '${{ github.token }}',
  '${{ steps.nothing.outputs.a }}', '${{ needs.nothing.outputs.a }}', '${{ inputs.nothing }}', 'inputs.nothing', 'always()', "'", '{{version', '[', '* * * * *', '70 0 * * *', '0-9 1 * * *', 'ghp_abcdef',
];
const NUMBERS = [NaN, Infinity, -1, 0, 1.5, 1e21];

/** Values that the type of an option allows. */
function wrongValues(value: any): unknown[] {
  return typeof value === 'string' ? [...TEXTS, value.toUpperCase(), `${value} `, `${value}/`, value + value, value.slice(1)]
    : typeof value === 'number' ? NUMBERS
      : typeof value === 'boolean' ? [!value]
        : Array.isArray(value) ? [[], [...value, ...value], [...value, value[0]].reverse(), Array(300).fill(value[0])]
          : isStruct(value) ? [{ ...value, fields: {} }]
            : typeof value === 'object' && value !== null && !isCall(value) && !isRef(value) ? [{}, ...Object.entries(value).flatMap(([key, one]) => TEXTS.slice(0, 16).map(name => ({ [name]: one, [`${key}2`]: one })))] : [];
}

/** Values that no compiler of TypeScript lets pass. */
const WRONG_TYPES = [undefined, null, 0, 7, true, 'text', [], ['text'], [null], {}, { a: null }, [{}]];

function clone<T>(node: T): T {
  return Array.isArray(node) ? node.map(clone) as T
    : typeof node === 'object' && node !== null ? Object.fromEntries(Object.entries(node).map(([key, value]) => [key, clone(value)])) as T : node;
}

/** A declaration with one to three faults: of values, or of types too. */
export function broken(declarations: fc.Arbitrary<Declaration>, types: boolean): fc.Arbitrary<Declaration> {
  const number = fc.nat(1_000_000);
  return fc.tuple(declarations, fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 3 })).map(([declaration, faults]) => {
    const copy = clone(declaration);
    for (const [where, what] of faults) {
      const places = copy.statements.flatMap(one => [...placesOf(one, ['id', ...one.options === undefined ? [] : ['options']]), ...one.then.flatMap(({ args }) => insideOf(args))]);
      const able = places.filter(({ value }) => types || wrongValues(value).length > 0);
      const { owner, key, value } = able[where % able.length];
      const values = types ? WRONG_TYPES : wrongValues(value);
      owner[key] = clone(values[what % values.length]);
    }
    return copy;
  });
}
