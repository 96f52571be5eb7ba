import { run as runAtPrompt } from '../languages/run';

/** Who commits. */
const GIT = Object.fromEntries(['AUTHOR', 'COMMITTER'].flatMap(role => [[`GIT_${role}_NAME`, 'octocat'], [`GIT_${role}_EMAIL`, 'octocat@example.com']]));

/** Runs a command as at the prompt of a user who can commit, and returns what it prints. */
export function run(folder: string, command: string, ...words: string[]): string {
  return runAtPrompt(folder, command, words, GIT);
}
