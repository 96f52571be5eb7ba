import type { Action } from '../../action';

/** Says what would be emulated. The images of the tests run nothing on a platform that is not the machine's own. */
const setupQemu: Action = async (inputs, job) => {
  job.log(`emulating ${inputs.platforms} with ${inputs.image}\n`);
  return { outputs: { platforms: inputs.platforms } };
};

export default setupQemu;
