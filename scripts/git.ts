import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const urlOf = (action: string) => `https://github.com/${action}`;

function git(subject: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    encoding: 'utf8',
    // GitHub asks for a password where there is no repository
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
  });
  if (status !== 0) {
    // the first is the cause, and advice follows the last
    const [, cause = stderr.trim()] = /^(?:fatal|error): (.*)$/m.exec(stderr) ?? [];
    throw new Error(`${subject} cannot be read: ${error?.message ?? cause}`);
  }
  return stdout;
}

/** The tags of an action's repository, as `git ls-remote` lists them. */
export function listTags(action: string): string {
  return git(urlOf(action), 'ls-remote', '--tags', urlOf(action));
}

/** What an action says of itself at a commit. Of the repository, nothing else is fetched. */
export function readAction(action: string, sha: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  const run = (...args: string[]) => git(`${urlOf(action)} at ${sha}`, '-C', folder, ...args);
  try {
    run('init', '--quiet', '--bare');
    run('remote', 'add', 'origin', urlOf(action));
    run('fetch', '--quiet', '--depth=1', '--filter=blob:none', 'origin', sha);
    // GitHub reads `action.yml` where there are both
    const [name = 'action.yml'] = run('ls-tree', '--name-only', sha, 'action.yml', 'action.yaml').split('\n').filter(Boolean).reverse();
    return run('show', `${sha}:${name}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
