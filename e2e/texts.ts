/** What someone may name a branch, or type into a form. */
export const TEXTS = [
  'say "hi"', '"quoted"', '"', 'a,b=c', ' space', '#comment', '$(touch "$HOME/pwned") `touch $HOME/pwned`', "'; touch $HOME/pwned; '",
  'one\ntwo\nlabel=other', '\\n\\"', '{{version}}', '%0A::error::no', '-x', 'ünï ☃', '',
];

/** These texts, or what stands for them, by name. */
export function texts(shape: (index: number) => string): Record<string, string> {
  return Object.fromEntries(TEXTS.map((_, index) => [`T${index}`, shape(index)]));
}
