import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../action';

/** Checks out the repository: the commit that is asked for where it has a history, or else its files as they are. */
const checkout: Action = async (inputs, job) => {
  const folder = join(job.workspace, inputs.path ?? '.');
  if (inputs['persist-credentials'] !== 'false') {
    throw new Error('The stand-in for actions/checkout keeps no credentials');
  }
  if (job.repository === undefined) {
    return { outputs: { ref: String(job.github.ref), commit: String(job.github.sha) } };
  }
  const ref = inputs.ref ?? String(job.github.sha);
  if (!existsSync(join(job.repository, '.git'))) {
    cpSync(job.repository, folder, { recursive: true });
    return { outputs: { ref, commit: String(job.github.sha) } };
  }
  await job.run('git', 'clone', '--quiet', job.repository, folder);
  await job.run('git', '-C', folder, 'checkout', '--quiet', ref);
  return { outputs: { ref, commit: (await job.run('git', '-C', folder, 'rev-parse', 'HEAD')).trim() } };
};

export default checkout;
