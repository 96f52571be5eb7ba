import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry, type User } from './registry';
import { Server } from './server';

/**
 * Where a registry keeps what it has in memory. docker-registry empties the file of a tag before it writes it anew, and a busy disk
 * can leave a fifth of a second between the two, in which the tag shows nothing.
 */
const MEMORY = '/dev/shm';

/** A registry on loopback that one can switch off and on again. */
export class RegistryServer {
  /** @param users who may sign in; without any nobody needs to */
  public static async start(...users: User[]): Promise<RegistryServer> {
    return RegistryServer.in(MEMORY, users);
  }

  /** Starts one that keeps what it has on disk, for what is measured. */
  public static async onDisk(...users: User[]): Promise<RegistryServer> {
    return RegistryServer.in(tmpdir(), users);
  }

  /** Starts one that keeps what it has on a disk of its own, and forgets it when it is switched off. */
  public static async onDiskOf(megabytes: number, ...users: User[]): Promise<RegistryServer> {
    return RegistryServer.in(MEMORY, users, megabytes);
  }

  private static async in(place: string, users: User[], megabytes?: number): Promise<RegistryServer> {
    const server = new RegistryServer(mkdtempSync(join(place, 'e2e-registry-')), await freePort(), users, megabytes);
    await server.switchOn();
    return server;
  }

  public readonly host: string;
  public readonly log = join(this.folder, 'log');
  private readonly config = join(this.folder, 'config.yml');
  private readonly data = join(this.folder, 'data');
  private process?: Server;

  private constructor(private readonly folder: string, port: number, private readonly users: User[], private readonly megabytes?: number) {
    this.host = `localhost:${port}`;
    const htpasswd = join(this.folder, 'htpasswd');
    mkdirSync(this.data);
    writeFileSync(htpasswd, users.map(({ name, password }) => execFileSync('htpasswd', ['-Bbn', '--', name, password], { encoding: 'utf8' })).join(''));
    // JSON is YAML
    writeFileSync(this.config, JSON.stringify({
      version: 0.1,
      log: { accesslog: { disabled: true }, formatter: 'json' },
      http: { addr: `127.0.0.1:${port}` },
      storage: { filesystem: { rootdirectory: this.data } },
      ...users.length ? { auth: { htpasswd: { realm: 'e2e', path: htpasswd } } } : {},
    }));
  }

  /** The registry as its first user sees it. */
  public get registry(): Registry {
    return new Registry(this.host, this.log, this.users[0]);
  }

  /** Lets it serve again what it had. */
  public async switchOn(): Promise<void> {
    // docker-registry takes each of these variables as a setting
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_')));
    const answers = async () => this.registry.fetch('').then(answer => answer.ok, () => false);
    const serve = ['docker-registry', 'serve', this.config];
    const command = this.megabytes === undefined ? serve : onDisk(this.data, this.megabytes, serve);
    this.process = await Server.start(command, { log: this.log, env, answers });
  }

  /** Lets it refuse connections. */
  public async switchOff(): Promise<void> {
    await this.process?.stop();
  }

  /** Ends it in the middle of whatever it does. */
  public async kill(): Promise<void> {
    await this.process?.stop('SIGKILL');
  }

  /** Fills its own disk to the last byte, or makes room there again. */
  public fillDisk(full = true): void {
    const ballast = join('/proc', String(this.process!.pid), 'root', this.data, 'ballast');
    rmSync(ballast, { force: true });
    if (full) {
      // it ends with "No space left on device"
      spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k'], { stdio: 'ignore' });
    }
  }

  /** Switches it off, and forgets what it had. */
  public async remove(): Promise<void> {
    await this.switchOff();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A command that sees a disk of its own in a folder. The disk is gone when the command ends. */
function onDisk(folder: string, megabytes: number, command: string[]): string[] {
  const user = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs '${folder}' && exec "$@"`;
  return ['unshare', '--mount', ...user, 'sh', '-c', mount, 'sh', ...command];
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
