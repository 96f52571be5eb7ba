import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '..');

/** What tells npm, projen and the library that they run within a task of this repository, or in a test. */
const OURS = /^(npm_(package|lifecycle|command|execpath|node_execpath|config_(local_prefix|user_agent))|NODE_ENV$|NODE_OPTIONS$|JEST_|PROJEN_|CI$|INIT_CWD$)/i;

/** Runs a command as at the prompt of a user, and returns what it prints. */
export function run(folder: string, command: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'], env: { ...inherited, ...env },
  });
  if (status !== 0) {
    throw new Error(`${command} ${words.join(' ')} failed: ${error?.message ?? ''}\n${stdout}${stderr}`);
  }
  return stdout;
}

/** Runs a command that takes its time, and says how much. */
export function runLong(command: string, words: readonly string[], env?: NodeJS.ProcessEnv): void {
  const start = Date.now();
  run(REPOSITORY, command, words, env);
  process.stdout.write(`${Math.round((Date.now() - start) / 1000)} s: ${command} ${words.join(' ')}\n`);
}
