/** Quotes a field of comma-separated values where it holds what would part it. */
export function quoteField(text: string, special: RegExp): string {
  return special.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
