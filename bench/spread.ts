/** Figures of several rounds. */
export interface Spread { readonly median: number; readonly min: number; readonly max: number }

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/** Three digits that count, and no more of them than help. */
export function round(value: number): string {
  return value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2);
}

/** Median, least and most of ratios. */
export function ratios({ median, min, max }: Spread): string[] {
  return [median, min, max].map(value => value.toFixed(2));
}

/** What each way costs in so many rounds, which take the ways in turn. */
export function inTurn<Way extends string, Cost>(ways: readonly Way[], rounds: number, measure: (way: Way) => Cost): Array<Record<Way, Cost>> {
  return Array.from({ length: rounds }, (_, index) => Object.fromEntries(orderOf(ways, index).map(way => [way, measure(way)])) as Record<Way, Cost>);
}

/** The order of a round: another one starts each time, and every second round goes backwards from there. */
export function orderOf<T>(items: readonly T[], index: number): T[] {
  const start = index % items.length;
  const [first, ...others] = [...items.slice(start), ...items.slice(0, start)];
  return [first, ...index % 2 ? others.reverse() : others];
}
