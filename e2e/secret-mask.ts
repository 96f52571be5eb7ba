/**
 * The values that a log must not show.
 *
 * Like the runner it hides encodings of a secret too, above all base64: docker keeps `user:password` in it.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/HostContext.cs
 */
export class SecretMask {
  private readonly hidden = new Set<string>();

  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) {
      this.add(secret);
    }
  }

  public add(secret: string): void {
    const lines = secret.split('\n').map(line => line.trim());
    for (const text of [secret, ...lines].filter(one => one !== '')) {
      for (const form of [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), ...base64(text)]) {
        this.hidden.add(form);
      }
    }
  }

  /** A text with `***` in place of every secret. */
  public hide(text: string): string {
    const longestFirst = [...this.hidden].sort((one, other) => other.length - one.length);
    return longestFirst.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
  }

  /** Whether a text holds a secret. */
  public isIn(text: string): boolean {
    return [...this.hidden].some(secret => text.includes(secret));
  }
}

/** What base64 shows of a text wherever it stands in something longer. Very short texts show nothing of their own. */
function base64(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return encoded.slice(Math.ceil(before * 8 / 6), Math.floor((before + bytes.length) * 8 / 6));
  }).filter(encoded => encoded.length > 4);
}
