/**
 * Makes the error for a declaration that cannot work: option, value, rule, remedy.
 *
 * @param subject the option or class at fault, as the user wrote it
 * @param value the value at fault
 * @param rule what holds, and what to do instead, in full sentences
 */
export function refusal(subject: string, value: unknown, rule: string): Error {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return new Error(`${subject} ${shown}: ${rule}`);
}
