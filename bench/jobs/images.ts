import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestOf, type Descriptor, type Registry } from '../../e2e/registry';

/** An image to copy, as its registry has it. */
export interface SourceImage {
  readonly reference: string;
  readonly digest: string;
  /** The bytes of all its manifests, configurations and layers. */
  readonly bytes: number;
  /** Those of what runs on linux/amd64 alone. */
  readonly bytesOfOne: number;
}

/** What an image is made of. */
export interface Shape {
  readonly layers: number;
  readonly bytesOfLayer: number;
  /** Of several, an index is made. */
  readonly architectures: readonly string[];
}

const OCI = 'application/vnd.oci.image';

/** Puts an image under the tag `1`. Its layers hold random bytes, which nothing compresses, and share nothing. */
export async function putRandomImage(registry: Registry, name: string, { layers, bytesOfLayer, architectures }: Shape): Promise<SourceImage> {
  const parts: Part[] = [];
  for (const architecture of architectures) {
    parts.push(await putPlatform(registry, name, architecture, Array.from({ length: layers }, () => bytesOfLayer)));
  }
  const manifests = parts.map(({ descriptor }, index) => ({ ...descriptor, platform: { os: 'linux', architecture: architectures[index] } }));
  const whole = parts.length === 1
    ? await registry.putManifest(name, parts[0].manifest, '1')
    : await registry.putManifest(name, { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests }, '1');
  const bytes = parts.reduce((sum, part) => sum + part.bytes, parts.length === 1 ? 0 : whole.size);
  return { reference: `${registry.host}/${name}:1`, digest: whole.digest, bytes, bytesOfOne: parts[0].bytes };
}

interface Part { readonly manifest: Parameters<Registry['putManifest']>[1]; readonly descriptor: Descriptor; readonly bytes: number }

async function putPlatform(registry: Registry, name: string, architecture: string, sizes: readonly number[]): Promise<Part> {
  const layers: Descriptor[] = [];
  const contents: string[] = [];
  for (const size of sizes) {
    const files = archiveOf(randomBytes(size));
    contents.push(digestOf(files));
    layers.push(await registry.putBlob(name, `${OCI}.layer.v1.tar+gzip`, gzipSync(files)));
  }
  const text = JSON.stringify({ os: 'linux', architecture, config: {}, rootfs: { type: 'layers', diff_ids: contents } });
  const config = await registry.putBlob(name, `${OCI}.config.v1+json`, Buffer.from(text));
  const manifest = { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config, layers } as const;
  const descriptor = await registry.putManifest(name, manifest);
  return { manifest, descriptor, bytes: [descriptor, config, ...layers].reduce((sum, { size }) => sum + size, 0) };
}

/** A file system of one file. */
function archiveOf(content: Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'bench-layer-'));
  try {
    writeFileSync(join(folder, digestOf(content).slice(-8)), content);
    return execFileSync('tar', ['--create', '--directory', folder, '.'], { maxBuffer: content.length + 1024 * 1024 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
