import { checkLetters } from './letters';
import { refusal } from './refusal';

/**
 * What no name of a branch or git tag has in it.
 * @see https://git-scm.com/docs/git-check-ref-format
 */
const FORBIDDEN = /[\s\x7f~^:[]|\\|\.\.|\/\/|@\{|^@$|(^|\/)\.|^\/|[/.]$|\.lock(\/|$)/;
const RULE = 'git has no branch or tag of such a name: neither blanks nor any of ~ ^ : \\ [ are in one, nor "..", "//" or "@{", and no part begins or ends with ".", or ends with ".lock".';

/** Refuses what can be no name of a branch, a git tag or a commit. */
export function checkRef(subject: string, name: string): void {
  checkLetters(subject, name);
  if (FORBIDDEN.test(name) || /[*?]/.test(name)) {
    throw refusal(subject, name, `${RULE} Give it as git shows it.`);
  }
}

/**
 * Refuses a pattern that matches no name of a branch or git tag.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function checkRefPattern(subject: string, pattern: string): void {
  checkLetters(subject, pattern);
  // one letter stands for each that is escaped, and for each set
  const name = pattern.replace(/^!/, '').replace(/\\[[\]?+*\\!]|\[[^\s[\]]+\]/g, 'x');
  if (FORBIDDEN.test(name)) {
    throw refusal(subject, pattern, `${RULE} What is special in patterns is escaped with "\\".`);
  }
}
