import { Transform } from 'node:stream';

/** An answer that a gate gives in the registry's place. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that happens to a request on its way: before it goes on, or in the middle of what it carries or brings back. */
export type Accident = { readonly before: () => unknown } | Within;

export interface Within {
  readonly within: 'request' | 'answer';
  /** The bytes that get through unharmed; in a body that is not longer nothing happens. */
  readonly after: number;
  /** Whether it happens, asked when so many bytes are through. */
  readonly when: () => boolean;
  /** `reset` ends the connection, `flip` changes the next byte; anything else is done while the body goes on. */
  readonly what: 'reset' | 'flip' | (() => unknown);
}

/** Lets a body through, with the accident that happens within it. */
export function pass({ after, when, what }: Within, happened: () => void): Transform {
  let through = 0;
  let over = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const at = after - through;
      through += chunk.length;
      if (over || at >= chunk.length) {
        return done(null, chunk);
      }
      over = true;
      if (!when()) {
        return done(null, chunk);
      }
      happened();
      if (what === 'reset') {
        return done(new Error('reset'));
      }
      if (what === 'flip') {
        chunk[Math.max(at, 0)] = 255 - chunk[Math.max(at, 0)];
      } else {
        what();
      }
      done(null, chunk);
    },
  });
}
