import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Texts, or what else a file holds, by path. */
export type Files = Record<string, string | Buffer>;

/** Lets a run check out these files, by path. */
export async function withRepository<T>(files: Files, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-repository-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
