/** One letter of a pattern of bash: itself, any, any number of any, or one of a set. */
type Token = { readonly kind: 'letter'; readonly letter: string } | { readonly kind: 'one' | 'many' } | { readonly kind: 'set'; readonly set: RegExp };

function tokensOf(pattern: string): Token[] {
  const pieces = pattern.match(/\\[^]|\[[!^]?[^\]]+\]|[^]/g) ?? [];
  return pieces.map((piece): Token => {
    if (piece === '*' || piece === '?') {
      return { kind: piece === '*' ? 'many' : 'one' };
    }
    if (piece.length > 2) {
      return { kind: 'set', set: new RegExp(`^[${piece.slice(1, -1).replace(/^[!^]/, '^').replace(/[\\\]]/g, '\\$&')}]$`) };
    }
    return { kind: 'letter', letter: piece.slice(-1) };
  });
}

/** Whether a text is as a pattern says. It goes back at most once for each letter, so that no pattern takes long. */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = tokensOf(pattern);
  let [at, token, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    const next = tokens[token];
    if (next?.kind === 'many') {
      [star, resume, token] = [token, at, token + 1];
    } else if (next && fits(next, text[at])) {
      at++;
      token++;
    } else if (star >= 0) {
      resume++;
      [at, token] = [resume, star + 1];
    } else {
      return false;
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === 'many');
}

function fits(token: Token, letter: string): boolean {
  return token.kind === 'one' || (token.kind === 'letter' && token.letter === letter) || (token.kind === 'set' && token.set.test(letter));
}

/** A pattern without stars as a regular expression. */
export function plainPattern(pattern: string): string | undefined {
  const tokens = tokensOf(pattern);
  return tokens.some(({ kind }) => kind === 'many') ? undefined : tokens.map(token =>
    token.kind === 'letter' ? token.letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') : token.kind === 'set' ? token.set.source.slice(1, -1) : '.').join('');
}
