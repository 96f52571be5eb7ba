/** Characters that a reader does not see, or that turn the text around them. */
const UNSEEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+/g;

/** A text on one line, of characters that can be seen. */
export function visible(value: string): string {
  return value.replace(UNSEEN, ' ');
}

/** A text within a line that is nothing but text. Entities hold in tables and in HTML, where a backslash does not. */
export function text(value: string): string {
  return visible(value).replace(/[^\p{L}\p{N} .,:;/()@+=%'?-]/gu, letter => `&#${letter.codePointAt(0)};`);
}

/**
 * A text as code. Between backticks it cannot hold a backtick, nor in a table a bar, nor, where GitHub Pages reads it, two braces:
 * then it is HTML.
 */
export function code(value: string): string {
  const shown = visible(value).trim();
  return /^[^`|\\]+$/.test(shown) && !/\{[{%]| {2}/.test(shown) ? `\`${shown}\`` : `<code>${text(shown)}</code>`;
}

/** A link to a file, by its path from the page. */
export function link(shown: string, path: string): string {
  return `[${shown}](${encodeURI(path).replace(/[()]/g, letter => letter === '(' ? '%28' : '%29')})`;
}

/** A table. Each cell is made of lines of Markdown. */
export function table(head: readonly string[], rows: ReadonlyArray<ReadonlyArray<readonly string[]>>): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(head),
    row(head.map(() => '---')),
    ...rows.map(cells => row(cells.map(lines => lines.join('<br>') || '–'))),
  ];
}
