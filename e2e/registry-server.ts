import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry, type User } from './registry';
import { Server } from './server';

/** A registry on loopback that one can switch off and on again. */
export class RegistryServer {
  /** @param users who may sign in; without any nobody needs to */
  public static async start(...users: User[]): Promise<RegistryServer> {
    const server = new RegistryServer(await freePort(), users);
    await server.switchOn();
    return server;
  }

  public readonly host: string;
  public readonly log: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'e2e-registry-'));
  private readonly config = join(this.folder, 'config.yml');
  private process?: Server;

  private constructor(port: number, private readonly users: User[]) {
    this.host = `localhost:${port}`;
    this.log = join(this.folder, 'log');
    const data = join(this.folder, 'data');
    const htpasswd = join(this.folder, 'htpasswd');
    mkdirSync(data);
    writeFileSync(htpasswd, users.map(({ name, password }) => execFileSync('htpasswd', ['-Bbn', '--', name, password], { encoding: 'utf8' })).join(''));
    // JSON is YAML
    writeFileSync(this.config, JSON.stringify({
      version: 0.1,
      log: { accesslog: { disabled: true }, formatter: 'json' },
      http: { addr: `127.0.0.1:${port}` },
      storage: { filesystem: { rootdirectory: data } },
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
    this.process = await Server.start(['docker-registry', 'serve', this.config], { log: this.log, env, answers });
  }

  /** Lets it refuse connections. */
  public async switchOff(): Promise<void> {
    await this.process?.stop();
  }

  /** Switches it off, and forgets what it had. */
  public async remove(): Promise<void> {
    await this.switchOff();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
