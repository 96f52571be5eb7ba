import { resolve, type Contexts } from './expressions';

type Values = Record<string, unknown>;

/**
 * The legs of a job's matrix; one leg without values where it has none.
 *
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function legsOf(matrix: unknown, contexts: Contexts): Values[] {
  if (matrix === undefined) {
    return [{}];
  }
  const { include = [], exclude = [], ...axes } = resolve(matrix, contexts) as Record<string, Values[]>;
  for (const [name, list] of Object.entries({ include, exclude, ...axes })) {
    if (!Array.isArray(list)) {
      throw new Error(`matrix.${name} is no list: ${JSON.stringify(list)}`);
    }
  }
  const legs = combine(axes).filter(leg => !exclude.some(one => agrees(leg, one, Object.keys(one))));
  // An entry extends each combination that it contradicts in no axis; one that fits nowhere is a leg of its own.
  const added: Values[] = [];
  const extended = legs.map(leg => ({ ...leg }));
  for (const entry of include) {
    const fitting = extended.filter((_, index) => agrees(legs[index], entry, Object.keys(axes).filter(axis => axis in entry)));
    fitting.forEach(leg => Object.assign(leg, entry));
    if (fitting.length === 0) {
      added.push(entry);
    }
  }
  const all = [...extended, ...added];
  if (all.length === 0) {
    throw new Error('GitHub refuses a matrix without legs');
  }
  return all;
}

function combine(axes: Record<string, unknown[]>): Values[] {
  const names = Object.entries(axes);
  return names.length === 0 ? [] : names.reduce<Values[]>(
    (legs, [name, values]) => legs.flatMap(leg => values.map(value => ({ ...leg, [name]: value }))), [{}]);
}

function agrees(leg: Values, other: Values, axes: string[]): boolean {
  return axes.every(axis => JSON.stringify(leg[axis]) === JSON.stringify(other[axis]));
}
