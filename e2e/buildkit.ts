import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from './server';

/** The programs that build, by name, as Go packages. */
const PACKAGES: Record<string, string> = {
  buildkitd: 'github.com/moby/buildkit/cmd/buildkitd@v0.26.3',
  buildx: 'github.com/docker/buildx/cmd/buildx@v0.30.1',
};

const cache = join(__dirname, '..', 'node_modules', '.cache', 'e2e');
const folder = join(cache, Object.entries(PACKAGES).map(([name, path]) => `${name}${path.replace(/.*@/, '-')}`).join('_'));

/** Where the command `docker buildx` is. */
export const buildx = join(folder, 'buildx');

/** Whether the programs are there already: without them Go must be, to make them. */
export function hasBuildkit(): boolean {
  return existsSync(folder);
}

/** Makes the programs with Go, once: no image of BuildKit can be pulled in these tests. */
export function installBuildkit(): void {
  if (hasBuildkit()) {
    return;
  }
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    const go = (...words: string[]) => execFileSync('go', words, {
      cwd: unfinished, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, CGO_ENABLED: '0', GOBIN: unfinished, GOFLAGS: '-trimpath' },
    });
    // within a module of its own: `go install …@version` refuses what has `exclude` in its go.mod
    go('mod', 'init', 'e2e');
    go('get', ...Object.values(PACKAGES));
    // docker/build-push-action leaves out what an unknown version might not take
    const version = `-X=github.com/docker/buildx/version.Version=${PACKAGES.buildx.split('@')[1]}`;
    go('install', `-ldflags=${version}`, ...Object.values(PACKAGES).map(path => path.split('@')[0]));
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

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
    join(folder, 'buildkitd'), '--config', file, '--root', join(root, 'state'), '--addr', address,
    // a container would need a network of its own, with rules for the firewall
    '--oci-worker-net=host', '--containerd-worker=false',
  ], {
    log: join(root, 'log'),
    env: process.env,
    answers: async () => existsSync(join(root, 'socket')),
  });
}
