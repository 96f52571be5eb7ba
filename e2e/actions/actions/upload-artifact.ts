import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Action } from '../../action';

/** Keeps a folder for the other jobs of the run. A name is taken once. */
const upload: Action = async ({ name, path }, job) => {
  const kept = join(job.artifacts, name);
  const folder = resolve(job.workspace, path);
  if (!existsSync(folder)) {
    throw new Error(`No files were found with the provided path: ${path}`);
  }
  if (existsSync(kept)) {
    throw new Error(`Conflict: an artifact with the name ${name} already exists on the workflow run`);
  }
  cpSync(folder, kept, { recursive: true });
  return {};
};

export default upload;
