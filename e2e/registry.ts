import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { untar } from './tar';

/** A user of a registry. */
export interface User { readonly name: string; readonly password: string }

/** What a manifest, or an index of manifests, says of a piece of content. */
export interface Descriptor {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A manifest, or an index of manifests. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
  /** What it refers to. */
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What the configuration of an image says. */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly config: { readonly Labels?: Readonly<Record<string, string>>; readonly Env?: readonly string[]; readonly Entrypoint?: readonly string[] };
}

/** A request that a registry has answered. */
export interface Exchange { readonly method: string; readonly path: string; readonly status: number }

/** Requests that change a registry. */
export const WRITES = ['PUT', 'POST', 'PATCH', 'DELETE'];

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * A registry as a test sees it: past the jobs' own tools, so that a fault of theirs cannot hide itself.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export class Registry {
  /**
   * @param host host and port
   * @param log the file in which it writes down, as JSON, each request that it has answered
   * @param user who may read and write there
   */
  constructor(public readonly host: string, private readonly log: string, private readonly user?: User) {}

  public async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const authorization = this.user && `Basic ${Buffer.from(`${this.user.name}:${this.user.password}`).toString('base64')}`;
    return fetch(new URL(path, `http://${this.host}/v2/`), { ...init, headers: { ...authorization ? { authorization } : {}, ...init.headers } });
  }

  /** The tags of an image, sorted; none where there is no such image. */
  public async tags(image: string): Promise<string[]> {
    const answer = await this.fetch(`${image}/tags/list`);
    if (answer.status === 404) {
      return [];
    }
    const { tags } = await expectSuccess(answer).then(async found => found.json()) as { tags: string[] | null };
    return [...tags ?? []].sort();
  }

  /** The manifest under a tag or digest, byte for byte what the registry keeps. */
  public async manifest(image: string, reference: string): Promise<{ digest: string; size: number; content: Manifest }> {
    const answer = await expectSuccess(await this.fetch(`${image}/manifests/${reference}`, { headers: { accept: MANIFESTS } }));
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { digest: digestOf(bytes), size: bytes.length, content: JSON.parse(bytes.toString()) };
  }

  public async digest(image: string, reference: string): Promise<string> {
    return (await this.manifest(image, reference)).digest;
  }

  /** The configuration of an image of one platform. */
  public async config(image: string, reference: string): Promise<ImageConfig> {
    const { content } = await this.manifest(image, reference);
    return JSON.parse((await this.blob(image, content.config!.digest)).toString());
  }

  /** The files of an image of one platform, by path, as its layers have them: later ones win. */
  public async files(image: string, reference: string): Promise<Record<string, string>> {
    const { content } = await this.manifest(image, reference);
    const files: Record<string, string> = {};
    for (const { digest } of content.layers!) {
      Object.assign(files, untar(gunzipSync(await this.blob(image, digest))));
    }
    return files;
  }

  public async blob(image: string, digest: string): Promise<Buffer> {
    return Buffer.from(await (await expectSuccess(await this.fetch(`${image}/blobs/${digest}`))).arrayBuffer());
  }

  /** Puts a manifest under a tag, or under its digest alone, and tells what an index would say of it. */
  public async putManifest(image: string, manifest: Manifest, tag?: string): Promise<Descriptor> {
    const body = JSON.stringify(manifest);
    const digest = digestOf(Buffer.from(body));
    const headers = { 'content-type': manifest.mediaType };
    await expectSuccess(await this.fetch(`${image}/manifests/${tag ?? digest}`, { method: 'PUT', body, headers }));
    return { mediaType: manifest.mediaType, digest, size: body.length };
  }

  /** Uploads a blob. */
  public async putBlob(image: string, mediaType: string, content: Buffer): Promise<Descriptor> {
    const digest = digestOf(content);
    const upload = await expectSuccess(await this.fetch(`${image}/blobs/uploads/`, { method: 'POST' }));
    const location = new URL(upload.headers.get('location')!, `http://${this.host}`);
    location.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream' };
    await expectSuccess(await this.fetch(location.href, { method: 'PUT', body: new Uint8Array(content), headers }));
    return { mediaType, digest, size: content.length };
  }

  /** The requests about an image, oldest first. */
  public exchanges(image: string): Exchange[] {
    return readFileSync(this.log, 'utf8').split('\n').filter(line => line.includes('response completed'))
      .map(line => JSON.parse(line))
      .map(entry => ({ method: entry['http.request.method'], path: entry['http.request.uri'], status: entry['http.response.status'] }))
      .filter(({ path }) => path.startsWith(`/v2/${image}/`));
  }
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function expectSuccess(answer: Response): Promise<Response> {
  if (!answer.ok) {
    throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  }
  return answer;
}
