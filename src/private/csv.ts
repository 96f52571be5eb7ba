import { EMBEDDED } from './expression';

/**
 * Quotes a field of comma-separated values where it holds what would part it. Expressions stay: GitHub has replaced them by their
 * value when the field is read.
 */
export function quoteField(text: string, special: RegExp): string {
  if (!special.test(text.replace(EMBEDDED, ''))) {
    return text;
  }
  return `"${text.replace(new RegExp(`${EMBEDDED.source}|"`, 'gs'), found => found === '"' ? '""' : found)}"`;
}

/** Whether a list would be parted in a text that stands in it without quotes, as docker/metadata-action writes labels. */
export function partsLine(text: string): boolean {
  return text.includes(',"');
}
