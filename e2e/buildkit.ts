import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from './programs';
import { Server } from './server';

/**
 * Starts a BuildKit that has built nothing yet. It takes registries on loopback without TLS.
 *
 * @param root where it keeps what it builds, and its socket `socket`
 * @param config what its configuration says beside that, as TOML
 */
export async function startBuildkit(root: string, config = ''): Promise<Server> {
  mkdirSync(root);
  const file = join(root, 'buildkitd.toml');
  writeFileSync(file, config);
  const address = `unix://${join(root, 'socket')}`;
  return Server.start([
    programOf('buildkitd'), '--config', file, '--root', join(root, 'state'), '--addr', address,
    // a container would need a network of its own, with rules for the firewall
    '--oci-worker-net=host', '--containerd-worker=false',
  ], {
    log: join(root, 'log'),
    env: process.env,
    answers: async () => existsSync(join(root, 'socket')),
  });
}
