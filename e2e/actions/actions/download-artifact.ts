import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Action } from '../../action';

/** Brings what another job of the run has kept. */
const download: Action = async ({ name, path }, job) => {
  const kept = join(job.artifacts, name);
  if (!existsSync(kept)) {
    throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
  }
  cpSync(kept, resolve(job.workspace, path), { recursive: true });
  return {};
};

export default download;
