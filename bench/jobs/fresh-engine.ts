import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, succeeds } from '../../e2e/server';

/** Lets a script use a Docker Engine that has never had an image, as that of a new runner: neither layers nor what it knows of them. */
export async function withFreshEngine<T>(use: (dockerHost: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'));
  const dockerHost = `unix://${join(folder, 'socket')}`;
  mkdirSync(join(folder, 'data'));
  const server = await Server.start([
    'dockerd', '--iptables=false', '--bridge=none', '--host', dockerHost, '--pidfile', join(folder, 'pid'),
    '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'),
  ], { log: join(folder, 'log'), env: process.env, answers: async () => succeeds('docker', '--host', dockerHost, 'version') });
  try {
    return await use(dockerHost);
  } finally {
    await server.stop();
    // what the engine leaves mounted cannot be removed
    spawnSync('umount', ['--recursive', folder], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  }
}
