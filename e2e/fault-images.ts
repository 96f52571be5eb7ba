import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, type Descriptor, type Registry } from './registry';

const OCI = 'application/vnd.oci.image';
const MEGABYTE = 1024 * 1024;

/** Content that no other image has, so that nothing of it is there already. */
export const payload = (megabytes: number) => randomBytes(megabytes * MEGABYTE);

/** Puts an image that calls itself by its label `content`, of one platform or an index of several, under tags. */
export async function putContent(
  registry: Registry, image: string, content: string, architectures: readonly string[], tags: readonly string[], megabytes: number,
): Promise<string> {
  const manifests: Descriptor[] = [];
  for (const architecture of architectures) {
    manifests.push({ ...await putPlatform(registry, image, content, architecture, megabytes), platform: { os: 'linux', architecture } });
  }
  const [{ digest }] = manifests;
  if (architectures.length > 1) {
    const index = { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests } as const;
    return putUnder(tags, async tag => (await registry.putManifest(image, index, tag)).digest);
  }
  const manifest = (await registry.manifest(image, digest)).content;
  return putUnder(tags, async tag => (await registry.putManifest(image, manifest, tag)).digest);
}

async function putUnder(tags: readonly string[], put: (tag: string) => Promise<string>): Promise<string> {
  const digests = [];
  for (const tag of tags) {
    digests.push(await put(tag));
  }
  return digests[0];
}

async function putPlatform(registry: Registry, image: string, content: string, architecture: string, megabytes: number): Promise<Descriptor> {
  const layer = layerOf(payload(megabytes));
  const config = { os: 'linux', architecture, config: { Labels: { content }, Cmd: ['/payload'] }, rootfs: { type: 'layers', diff_ids: [digestOf(layer)] } };
  return registry.putManifest(image, {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: await registry.putBlob(image, `${OCI}.config.v1+json`, Buffer.from(JSON.stringify(config))),
    layers: [await registry.putBlob(image, `${OCI}.layer.v1.tar`, layer)],
  });
}

function layerOf(content: Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-layer-'));
  try {
    writeFileSync(join(folder, 'payload'), content);
    return execFileSync('tar', ['--create', '--directory', folder, 'payload'], { maxBuffer: 64 * MEGABYTE });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
