/**
 * Makes the error for a declaration that cannot work: option, value, rule, remedy.
 *
 * @param subject the option or class at fault, as the user wrote it
 * @param value the value at fault
 * @param rule what holds, and what to do instead, in full sentences
 */
export function refusal(subject: string, value: unknown, rule: string): Error {
  return new Error(`${subject} ${shown(value)}: ${rule}`);
}

/** The most letters of an object that a message shows. */
const LONGEST = 100;

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }
  const made = value.constructor?.name;
  return made === undefined || ['Object', 'Array'].includes(made) ? JSON.stringify(value).slice(0, LONGEST) : made;
}
