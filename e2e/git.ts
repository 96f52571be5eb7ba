import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files } from './repository';

/** A commit of a repository on this disk. */
export interface Commit {
  readonly files?: Files;
  /** Branches and git tags that are on it. */
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
}

/** A repository on this disk, `Acme/Tools`. */
export interface GitRepository {
  readonly folder: string;
  /** The address before its name, for the context `github`. */
  readonly serverUrl: string;
  /** Its commits, oldest first. */
  readonly commits: readonly string[];
}

/** Lets a run see a repository with a history. */
export async function withGit<T>(commits: readonly Commit[], run: (repository: GitRepository) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'e2e-git-'));
  const folder = join(root, 'Acme', 'Tools');
  const git = (...words: string[]) => execFileSync('git', ['-C', folder, '-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', ...words], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
  try {
    mkdirSync(folder, { recursive: true });
    git('init', '--quiet', '--initial-branch=main');
    git('remote', 'add', 'origin', 'https://github.com/Acme/Tools');
    const made = commits.map(({ files = {}, branches = [], tags = [] }) => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'a commit');
      branches.forEach(branch => git('branch', branch));
      tags.forEach(tag => git('tag', tag));
      return git('rev-parse', 'HEAD');
    });
    return await run({ folder, serverUrl: `file://${root}`, commits: made });
  } finally {
    rmSync(root, { recursive: true });
  }
}
