import { join } from 'node:path';
import type { Action } from '../../action';
import { startBuildkit } from '../../buildkit';

/**
 * Gives the job a builder of its own, as the action does, that knows nothing of other jobs: a BuildKit in a process and
 * not in a container. What it leaves on its disk stays on that of the runner.
 */
const setupBuildx: Action = async (inputs, job) => {
  if (inputs.driver === 'remote' && Object.keys(inputs).length === 2) {
    await job.run('docker', 'buildx', 'create', '--name', 'builder', '--driver', 'remote', '--use', inputs.endpoint);
    return {};
  }
  const unknown = Object.keys(inputs).filter(name => !['driver', 'buildkitd-config-inline'].includes(name));
  if (unknown.length > 0 || (inputs.driver ?? 'docker-container') !== 'docker-container') {
    throw new Error(`The stand-in for docker/setup-buildx-action does not know ${JSON.stringify(inputs)}`);
  }
  const folder = join(job.disk, 'buildkit');
  const server = await startBuildkit(folder, inputs['buildkitd-config-inline']);
  const address = `unix://${join(folder, 'socket')}`;
  await job.run('docker', 'buildx', 'create', '--name', 'builder', '--driver', 'remote', '--use', address);
  return {
    outputs: { name: 'builder', driver: 'docker-container' },
    post: async () => server.stop(),
  };
};

export default setupBuildx;
