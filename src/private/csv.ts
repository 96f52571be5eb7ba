/** Embedded expressions: GitHub has replaced them by their value when the field is read. */
const EXPRESSION = /\$\{\{.*?\}\}/gs;

/** Quotes a field of comma-separated values where it holds what would part it. */
export function quoteField(text: string, special: RegExp): string {
  if (!special.test(text.replace(EXPRESSION, ''))) {
    return text;
  }
  const expressions = text.match(EXPRESSION) ?? [];
  const literals = text.split(EXPRESSION).map(literal => literal.replace(/"/g, '""'));
  return `"${literals.map((literal, index) => literal + (expressions[index] ?? '')).join('')}"`;
}
