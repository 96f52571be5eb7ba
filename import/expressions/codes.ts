import type { Expression } from './expression';

/** What bash does in place of a function that GitHub has not, and what the result is called. */
export interface Code {
  readonly name: string;
  readonly code: string;
}

/** By function: the code for `$VALUE`. */
const CODES: Readonly<Record<string, (args: readonly string[]) => Code>> = {
  slice: ([from, length]) => ({ name: 'short', code: `\${VALUE:${from}:${length}}` }),
  strip: ([start]) => ({ name: start === 'v' ? 'version' : 'name', code: `\${VALUE#${start}}` }),
  lower: () => ({ name: 'lower', code: '${VALUE,,}' }),
  tail: () => ({ name: 'last', code: '${VALUE##*/}' }),
  name: () => ({ name: 'name', code: '${VALUE%:*}' }),
  tag: () => ({ name: 'tag', code: '$([[ $VALUE == *:* ]] && echo "${VALUE##*:}" || echo latest)' }),
  tags: () => ({ name: 'tags', code: "$(tr ',' ' ' <<<\"$VALUE\" | sed 's/[^ ]*://g' | xargs)" }),
};

/** The code for a call of such a function, where a variable has its first argument. */
export function codeOf({ name, args }: Expression & { kind: 'call' }, variable: string = 'VALUE'): Code {
  const made = CODES[name](args.slice(1).map(arg => arg.kind === 'literal' ? String(arg.value) : ''));
  return { ...made, code: made.code.replace(/\bVALUE\b/g, () => variable) };
}
