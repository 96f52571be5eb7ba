import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../action';
import { programOf } from '../../programs';

/** Puts ORAS on the search path, in the version that the action installs where nobody asks for another. */
const setupOras: Action = async (inputs, job) => {
  if (Object.keys(inputs).length > 0) {
    throw new Error(`The stand-in for oras-project/setup-oras does not know ${Object.keys(inputs).join(', ')}`);
  }
  const folder = join(job.disk, 'oras');
  mkdirSync(folder);
  symlinkSync(programOf('oras'), join(folder, 'oras'));
  job.addPath(folder);
  return {};
};

export default setupOras;
