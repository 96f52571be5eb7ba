import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A user of a registry. */
export interface User { readonly name: string; readonly password: string }

/** Refuses to go on where a tool is missing, with the command that installs it. */
export function requireTools(): void {
  const missing = ['docker', 'skopeo', 'docker-registry', 'jq', 'htpasswd', 'gcc'].filter(tool => spawnSync('which', [tool]).status !== 0);
  if (missing.length) {
    throw new Error(`missing: ${missing.join(', ')}. Install them: apt-get install -y docker.io skopeo docker-registry jq apache2-utils gcc`);
  }
  if (spawnSync('docker', ['info']).status !== 0) {
    throw new Error('no Docker Engine answers. Start one: dockerd --iptables=false --bridge=none &');
  }
}

/** A registry of its own on loopback. */
export class Registry {
  public static async start(user?: User): Promise<Registry> {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
        const { port: free } = server.address() as { port: number };
        server.close(() => resolve(free));
      });
    });
    const registry = new Registry(`localhost:${port}`, user);
    for (let tries = 0; (await registry.fetch('').catch(() => undefined))?.status !== 200; tries++) {
      if (tries === 100) {
        throw new Error(`the registry on port ${port} does not answer: ${registry.requests()}`);
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return registry;
  }

  private readonly dir = mkdtempSync(join(tmpdir(), 'registry-'));
  private readonly process: ChildProcess;
  private readonly authorization: Record<string, string>;

  private constructor(public readonly host: string, private readonly user?: User) {
    const auth = user ? { htpasswd: { realm: 'test', path: join(this.dir, 'htpasswd') } } : undefined;
    if (user) {
      writeFileSync(join(this.dir, 'htpasswd'), execFileSync('htpasswd', ['-Bbn', user.name, user.password]));
    }
    this.authorization = user ? { authorization: `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}` } : {};
    const config = join(this.dir, 'config.yml');
    // JSON is YAML
    writeFileSync(config, JSON.stringify({
      version: 0.1, http: { addr: host.replace('localhost', '127.0.0.1') }, storage: { filesystem: { rootdirectory: this.dir } }, auth,
    }));
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_')));
    this.process = spawn('sh', ['-c', 'exec docker-registry serve "$0" >"$1" 2>&1', config, join(this.dir, 'log')], { env, stdio: 'ignore' });
  }

  public stop(): void {
    this.process.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** The registry's log so far. */
  public requests(): string {
    return readFileSync(join(this.dir, 'log'), 'utf8');
  }

  public async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://${this.host}/v2/${path}`, { ...init, headers: { ...this.authorization, ...init.headers } });
  }

  public async tags(image: string): Promise<string[]> {
    const answer = await this.fetch(`${image}/tags/list`);
    return answer.ok ? ((await answer.json() as { tags: string[] | null }).tags ?? []).sort() : [];
  }

  /** The raw manifest under a tag or digest, and its digest. */
  public async manifest(image: string, reference: string): Promise<{ digest: string; content: any }> {
    const types = ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.list.v2+json', 'application/vnd.docker.distribution.manifest.v2+json'];
    const text = await (await this.fetch(`${image}/manifests/${reference}`, { headers: { accept: types.join(', ') } })).text();
    return { digest: digestOf(text), content: JSON.parse(text) };
  }

  /** Puts a manifest under a tag, and returns its digest. */
  public async putManifest(image: string, tag: string, manifest: { mediaType: string }): Promise<string> {
    const body = JSON.stringify(manifest);
    const answer = await this.fetch(`${image}/manifests/${tag}`, { method: 'PUT', body, headers: { 'content-type': manifest.mediaType } });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
    return digestOf(body);
  }

  /** Uploads a blob, and returns its descriptor. */
  public async putBlob(image: string, mediaType: string, content: string): Promise<{ mediaType: string; digest: string; size: number }> {
    const digest = digestOf(content);
    const location = (await this.fetch(`${image}/blobs/uploads/`, { method: 'POST' })).headers.get('location')!;
    const url = new URL(location, `http://${this.host}`);
    url.searchParams.set('digest', digest);
    await fetch(url, { method: 'PUT', body: content, headers: { ...this.authorization, 'content-type': 'application/octet-stream' } });
    return { mediaType, digest, size: Buffer.byteLength(content) };
  }

  /** Makes a runnable image that says hello, and puts it here. */
  public putImage(name: string, architecture = 'amd64'): void {
    const dir = mkdtempSync(join(tmpdir(), 'image-'));
    writeFileSync(join(dir, 'hello.c'), '#include <stdio.h>\nint main(void) { puts("hello from the image"); return 0; }\n');
    execFileSync('gcc', ['-static', '-o', join(dir, 'hello'), join(dir, 'hello.c')]);
    const tar = execFileSync('tar', ['-C', dir, '-c', 'hello'], { maxBuffer: 1 << 26 });
    const local = `e2e-${name.replace(/[/:]/g, '-')}-${architecture}`;
    execFileSync('docker', ['import', '--platform', `linux/${architecture}`, '--change', 'ENTRYPOINT ["/hello"]', '-', local], { input: tar });
    const login = this.user ? ['--dest-creds', `${this.user.name}:${this.user.password}`] : ['--dest-no-creds'];
    execFileSync('skopeo', ['copy', '--dest-tls-verify=false', ...login, `docker-daemon:${local}:latest`, `docker://${this.host}/${name}`], { stdio: 'pipe' });
    execFileSync('docker', ['rmi', local], { stdio: 'pipe' });
    rmSync(dir, { recursive: true });
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
