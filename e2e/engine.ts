import { join } from 'node:path';
import { Server, succeeds } from './server';
import { isInstalled } from './tools';

const answers = () => succeeds('docker', 'version');

/**
 * Starts a Docker Engine, unless one answers already; undefined where it need not be stopped.
 *
 * It has neither bridge nor firewall rules, so that it starts inside a container too: the tests reach registries on
 * loopback, which a container sees with `--network=host`.
 *
 * @param folder where its log goes
 */
export async function startEngine(folder: string): Promise<Server | undefined> {
  if (answers()) {
    return undefined;
  }
  if (!isInstalled('dockerd') || process.getuid?.() !== 0) {
    throw new Error('No Docker Engine answers, and the tests can start one only as root and where dockerd is installed. '
      + 'Start yours; on Debian and Ubuntu: apt-get install --yes docker.io && service docker start');
  }
  const log = join(folder, 'dockerd.log');
  return Server.start(['dockerd', '--iptables=false', '--bridge=none'], { log, env: process.env, answers: async () => answers() });
}
