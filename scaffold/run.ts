import { execFileSync } from 'node:child_process';

/** What tells npm and projen that they run within a task of this repository, or in a test. */
const OURS = /^(npm_(package|lifecycle|command|execpath|node_execpath|config_(local_prefix|user_agent))|NODE_ENV$|NODE_OPTIONS$|JEST_|PROJEN_|CI$|INIT_CWD$)/i;

/** Runs a command as at the prompt of a user, and returns what it prints. */
export function run(folder: string, command: string, ...words: string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  for (const role of ['AUTHOR', 'COMMITTER']) {
    env[`GIT_${role}_NAME`] = 'octocat';
    env[`GIT_${role}_EMAIL`] = 'octocat@example.com';
  }
  try {
    return execFileSync(command, words, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${words.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
