import { setTimeout as pause } from 'node:timers/promises';
import { digestOf, type Manifest, type Registry } from './registry';

/** What a tag has shown, as long as it was the same. */
export interface Sight {
  readonly digest: string;
  /** What the image calls itself on each platform: `old` or `new`, or `?` where it says nothing. */
  readonly contents: readonly string[];
}

/** Why a tag has shown no image, or not the whole of one. */
export interface Damage { readonly tag: string; readonly reason: string }

/**
 * Pulls tags of an image over and over, past whatever stands between a job and the registry: the manifest or index, what is in it,
 * and every blob. Content is compared with its digest the first time, and looked for each time.
 */
export class Watcher {
  public readonly damages: Damage[] = [];
  /** What each tag has shown, in that order. */
  public readonly sights: Record<string, Sight[]>;
  /** How often all tags were looked at. */
  public looks = 0;
  private readonly sound = new Set<string>();
  private watching?: Promise<void>;
  private stopped = false;

  constructor(private readonly registry: Registry, private readonly image: string, private readonly tags: readonly string[]) {
    this.sights = Object.fromEntries(tags.map(tag => [tag, []]));
  }

  /** Begins with a first look. */
  public async start(): Promise<void> {
    await this.look();
    this.watching = this.watch();
  }

  /** Ends with a last look. */
  public async stop(): Promise<void> {
    this.stopped = true;
    await this.watching;
    await this.look();
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      const start = Date.now();
      await this.look();
      // a quarter of the time at most, so that a slow machine is not kept busy by it
      await pause(50 + 3 * (Date.now() - start));
    }
  }

  /** Looks at every tag once. */
  public async look(): Promise<void> {
    const seen: Record<string, readonly string[]> = {};
    for (const tag of this.tags) {
      try {
        const { digest, content } = await this.manifest(tag);
        seen[digest] ??= await this.pull(content);
        if (this.sights[tag].at(-1)?.digest !== digest) {
          this.sights[tag].push({ digest, contents: seen[digest] });
        }
      } catch (error) {
        // nobody can pull from a registry that does not run, and that is no damage
        const { name, cause, message } = error as Error;
        if (name !== 'TypeError' || cause === undefined) {
          this.damages.push({ tag, reason: message });
        }
      }
    }
    this.looks++;
  }

  /** Pulls an image, and returns what it calls itself on each platform. */
  private async pull(content: Manifest): Promise<string[]> {
    const contents = [];
    for (const { digest } of content.manifests ?? []) {
      const child = await this.manifest(digest);
      if (child.digest !== digest) {
        throw new Error(`${digest} is ${child.digest}`);
      }
      contents.push(await this.contentOf(child.content));
    }
    return content.manifests ? contents : [await this.contentOf(content)];
  }

  /** docker-registry empties the file of a tag before it writes it anew, and who looks in between gets an error of the server. */
  private async manifest(reference: string, looks = 3): Promise<{ digest: string; content: Manifest }> {
    try {
      return await this.registry.manifest(this.image, reference);
    } catch (error) {
      if (looks === 1 || !/: 5\d\d /.test((error as Error).message)) {
        throw error;
      }
      await pause(10);
      return this.manifest(reference, looks - 1);
    }
  }

  private async contentOf({ config, layers }: Manifest): Promise<string> {
    for (const { digest, size } of [config!, ...layers!]) {
      await this.blob(digest, size);
    }
    const { Labels } = JSON.parse((await this.registry.blob(this.image, config!.digest)).toString()).config ?? {};
    return Labels?.content ?? '?';
  }

  private async blob(digest: string, size: number): Promise<void> {
    const path = `${this.image}/blobs/${digest}`;
    if (this.sound.has(digest)) {
      const { status, headers } = await this.registry.fetch(path, { method: 'HEAD' });
      if (status !== 200 || headers.get('content-length') !== String(size)) {
        throw new Error(`${digest}: ${status}, ${headers.get('content-length')} bytes of ${size}`);
      }
      return;
    }
    const found = digestOf(await this.registry.blob(this.image, digest));
    if (found !== digest) {
      throw new Error(`${digest} is ${found}`);
    }
    this.sound.add(digest);
  }
}
