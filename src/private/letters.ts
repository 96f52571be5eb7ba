import { refusal } from './refusal';

/** Control characters, but for tabs and ends of lines. */
const CONTROL = /[\0-\x08\x0b-\x1f]/;

/** Refuses letters that shells, parsers of YAML and lists, and the runner's own files each take another way. */
export function checkLetters(subject: string, text: string): void {
  const [letter] = CONTROL.exec(text) ?? [];
  if (letter !== undefined) {
    throw refusal(subject, text, `it holds the control character ${JSON.stringify(letter)}, which does not arrive as it is. `
      + `${letter === '\r' ? 'End lines with "\\n" alone.' : 'Leave it out.'}`);
  }
}

/**
 * Refuses blanks at the ends of a text: the action that reads it takes them away.
 * @param kept what is left of it
 */
export function checkEnds(subject: string, text: string, kept: string = text.trim()): void {
  if (text !== kept) {
    throw refusal(subject, text, 'the blanks at its ends would be lost: the action that reads it takes them away. Leave them out.');
  }
}
