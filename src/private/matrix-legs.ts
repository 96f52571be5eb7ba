/** A combination of a matrix. */
type Leg = Readonly<Record<string, unknown>>;

/** The legs of a job, each called by what tells it from the others; none where the job has no matrix. */
export interface NamedLegs {
  /** The name of the job without what the matrix adds to it. */
  readonly title: string;
  readonly legs: readonly string[];
}

const OF_MATRIX = /\$\{\{\s*matrix\.([\w-]+)\s*\}\}/g;

/**
 * The legs of a job: what the name takes from the matrix, or else all that tells them apart, as GitHub shows them.
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function legsOf(name: string, matrix: string | Leg | undefined): NamedLegs {
  if (matrix === undefined) {
    return { title: name, legs: [] };
  }
  const named = [...name.matchAll(OF_MATRIX)].map(([, key]) => key);
  const title = named.length ? name.replace(OF_MATRIX, '').replace(/\(\W*\)/g, '').replace(/\s+/g, ' ').trim() || name : name;
  const combined = typeof matrix === 'string' ? matrix : combinationsOf(matrix);
  if (typeof combined === 'string') {
    return { title, legs: [`one for each of ${combined}`] };
  }
  return { title, legs: combined.map(leg => shown(leg, named)) };
}

function shown(leg: Leg, named: readonly string[]): string {
  const values = named.length ? named.map(key => leg[key] ?? '') : Object.values(leg);
  return values.map(value => typeof value === 'object' ? JSON.stringify(value) : String(value).replace(/,(?=\S)/g, ', ')).join(', ');
}

/** The combinations of a matrix, as GitHub makes them; the expression where only the run knows them. */
function combinationsOf({ include = [], exclude = [], ...axes }: Leg): string | Leg[] {
  const late = [include, exclude, ...Object.values(axes)].find(value => typeof value === 'string');
  if (late !== undefined) {
    return late as string;
  }
  const product = Object.entries(axes as Record<string, readonly unknown[]>).reduce<Leg[]>(
    (legs, [key, values]) => legs.flatMap(leg => values.map(value => ({ ...leg, [key]: value }))), [{}],
  );
  const matches = (leg: Leg, some: Leg) => Object.entries(some).every(([key, value]) => String(leg[key]) === String(value));
  const legs = Object.keys(axes).length ? product.filter(leg => !(exclude as readonly Leg[]).some(some => matches(leg, some))) : [];
  const joined = legs.map(leg => ({ ...leg }));
  for (const more of include as readonly Leg[]) {
    const own = Object.fromEntries(Object.entries(more).filter(([key]) => key in axes));
    const extended = joined.filter((_, index) => index < legs.length && matches(legs[index], own));
    if (extended.length) {
      extended.forEach(leg => Object.assign(leg, more));
    } else {
      joined.push(more);
    }
  }
  return joined;
}
