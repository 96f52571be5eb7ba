import type { Declaration } from './declaration';
import type { Entry, Verdict } from './ledger';

/** Whether the declaration replaces all of the file, some of it, or nothing. */
export type Outcome = 'whole' | 'partial' | 'nothing';

/** All that comes out of a file. */
export interface Imported {
  readonly outcome: Outcome;
  /** The declaration, as TypeScript. */
  readonly declaration?: string;
  /** The same as data. */
  readonly model?: Declaration;
  readonly entries: readonly Entry[];
  /** Why nothing comes out. */
  readonly reason?: string;
}

const TITLES: Readonly<Record<Verdict, string>> = {
  kept: 'Kept',
  better: 'Better',
  changed: 'Changes in behaviour, to agree to',
  unsaid: 'What the declaration cannot say, and where to keep it',
};

/** The report for a reader, in the line numbers of the file. */
export function report(file: string, { outcome, entries, reason }: Imported): string {
  const summary = {
    whole: 'the declaration replaces the file.',
    partial: 'the declaration replaces part of the file; see the last section.',
    nothing: `nothing can be imported: ${reason ?? 'no job publishes an image in a way that can be read.'}`,
  }[outcome];
  const sections = (Object.keys(TITLES) as Verdict[]).flatMap(verdict => {
    const own = entries.filter(entry => entry.verdict === verdict);
    return own.length ? ['', TITLES[verdict], ...own.map(line)] : [];
  });
  return [`${file}: ${summary}`, ...sections, ''].join('\n');
}

function line({ line: number, text, place }: Entry): string {
  return `  ${number ? `line ${number}: ` : ''}${printable(text)}${place ? `\n    keep it in: ${printable(place)}` : ''}`;
}

/** A file can hold letters that a terminal obeys. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, letter => letter === '\n' ? ' ' : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
