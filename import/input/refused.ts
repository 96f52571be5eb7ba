/** A file that cannot be read at all, and the line where that shows. */
export class RefusedInput extends Error {
  constructor(public readonly line: number, message: string) {
    super(message);
  }
}
