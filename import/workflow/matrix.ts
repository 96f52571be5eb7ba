import { at, entriesOf, plain, type Node } from '../input/node';

type Combination = Readonly<Record<string, unknown>>;

/** More legs than these are not followed. */
const LIMIT = 64;

/**
 * The legs of a job's matrix, as GitHub makes them; one without values where there is no matrix, and none where only the run knows them.
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function legsOf(job: Node): Combination[] {
  const matrix = at(job, 'strategy', 'matrix');
  if (!matrix) {
    return [{}];
  }
  if (!matrix.map || entriesOf(matrix).some(([, values]) => !values.list)) {
    return [];
  }
  const lists = entriesOf(matrix).filter(([name]) => name !== 'include' && name !== 'exclude');
  const listed = (name: string) => (at(matrix, name)?.list ?? []).map(item => plain(item) as Combination);
  let legs: Combination[] = lists.length ? [{}] : [];
  for (const [name, values] of lists) {
    legs = legs.flatMap(leg => values.list!.map(value => ({ ...leg, [name]: plain(value) })));
  }
  legs = legs.filter(leg => !listed('exclude').some(excluded => agrees(leg, excluded, Object.keys(excluded))));
  const keys = lists.map(([name]) => name);
  for (const included of listed('include')) {
    const extended = legs.filter(leg => keys.length && agrees(leg, included, keys.filter(key => key in included)));
    legs = extended.length ? legs.map(leg => extended.includes(leg) ? { ...leg, ...included } : leg) : [...legs, included];
  }
  return legs.length > LIMIT ? [] : legs;
}

function agrees(leg: Combination, other: Combination, keys: readonly string[]): boolean {
  return keys.every(key => JSON.stringify(leg[key]) === JSON.stringify(other[key]));
}
