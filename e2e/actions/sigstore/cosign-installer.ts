import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../action';
import { programOf } from '../../programs';

/** Puts cosign on the search path, in the version that the action installs where nobody asks for another. */
const cosignInstaller: Action = async (inputs, job) => {
  if (Object.keys(inputs).length > 0) {
    throw new Error(`The stand-in for sigstore/cosign-installer does not know ${Object.keys(inputs).join(', ')}`);
  }
  const folder = join(job.env.HOME, '.cosign');
  mkdirSync(folder);
  symlinkSync(programOf('cosign'), join(folder, 'cosign'));
  job.addPath(folder);
  return {};
};

export default cosignInstaller;
