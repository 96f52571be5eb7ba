import { own } from '../own';

/** Where a workflow that was made again differs from the file. */
interface Difference {
  readonly line: number;
  readonly text: string;
}

const OTHER = 'from this line on the declaration makes another workflow than this one';

/**
 * Compares a file with the workflows that its declaration makes. Its first line names the program of the project, and is none of the
 * declaration's.
 * @param jobs the jobs that are compared, where the workflow is projen's and has others; all of the workflow where undefined
 */
export function differenceOf(text: string, made: readonly string[], jobs: readonly string[] | undefined): Difference | undefined {
  if (made.length === 0) {
    return undefined;
  }
  const differences = made.map(one => jobs === undefined ? firstDifference(text.split('\n'), one.split('\n'), 1) : jobs.map(id => differenceOfJob(id, text, one)).find(found => found));
  return differences.includes(undefined) ? undefined : differences[0];
}

function differenceOfJob(id: string, text: string, made: string): Difference | undefined {
  const { start, lines } = own(blocksOf(text), id) ?? { start: 0, lines: [] };
  const found = firstDifference(lines, own(blocksOf(made), id)?.lines ?? [], 0);
  return found && { ...found, line: found.line + start };
}

function firstDifference(lines: readonly string[], others: readonly string[], from: number): Difference | undefined {
  const index = Array.from({ length: Math.max(lines.length, others.length) }, (_, one) => one).slice(from).find(one => lines[one] !== others[one]);
  return index === undefined ? undefined : { line: index + 1, text: OTHER };
}

/** The lines of each job, and the line before them. */
function blocksOf(text: string): Record<string, { readonly start: number; readonly lines: readonly string[] }> {
  const lines = text.split('\n');
  const starts = [...lines.keys()].filter(index => /^ {2}[\w-]+:$/.test(lines[index]));
  return Object.fromEntries(starts.map(start => {
    const length = lines.slice(start + 1).findIndex(line => /^ {0,2}\S/.test(line));
    const block = lines.slice(start, length < 0 ? undefined : start + 1 + length);
    return [lines[start].trim().slice(0, -1), { start, lines: block.join('\n').trimEnd().split('\n') }];
  }));
}
