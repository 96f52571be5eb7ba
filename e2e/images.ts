import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestOf, type Descriptor, type Registry } from './registry';
import { pathOf } from './tools';

/** What the container of a test's image prints. */
export const GREETING = 'hello from the image';

const DOCKER = 'application/vnd.docker';
let program: Buffer | undefined;

/** Puts a single-platform image under a tag, as `docker push` would, and returns its digest. It runs on linux/amd64. */
export async function putImage(registry: Registry, image: string, tag = '1'): Promise<string> {
  return (await putPlatform(registry, image, 'amd64', tag)).digest;
}

/** Puts a manifest list of two platforms under a tag, and returns its digest. */
export async function putMultiPlatformImage(registry: Registry, image: string, tag = '1'): Promise<string> {
  const manifests = [];
  for (const architecture of ['amd64', 'arm64']) {
    manifests.push({ ...await putPlatform(registry, image, architecture), platform: { os: 'linux', architecture } });
  }
  const list = { schemaVersion: 2, mediaType: `${DOCKER}.distribution.manifest.list.v2+json`, manifests } as const;
  return (await registry.putManifest(image, list, tag)).digest;
}

/** Puts an image with a shell and the usual commands, for Dockerfiles that run some, and returns its digest. */
export async function putShell(registry: Registry, image: string, tag = '1'): Promise<string> {
  return putScript(registry, image, tag, { image: `${image}:${tag}\n` }, { Cmd: ['/bin/sh'] });
}

/**
 * Puts an image that lists what is in another one, as the scanner that BuildKit runs: its list tells what the file `architecture`
 * of that image holds.
 *
 * @see https://github.com/moby/buildkit/blob/v0.26.3/docs/attestations/sbom-protocol.md
 */
export async function putScanner(registry: Registry, image: string, tag: string): Promise<string> {
  const sbom = '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"\'"$(cat "$BUILDKIT_SCAN_SOURCE/architecture")"\'"}';
  const statement = `{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","predicate":${sbom}}`;
  const scan = `echo '${statement}' >"$BUILDKIT_SCAN_DESTINATION/\${BUILDKIT_SCAN_SOURCE##*/}.spdx.json"\n`;
  return putScript(registry, image, tag, { scan }, { Entrypoint: ['/bin/sh', '-e', '/scan'] });
}

async function putScript(registry: Registry, image: string, tag: string, scripts: Record<string, string>, config: object): Promise<string> {
  const busybox = pathOf('busybox')!;
  const files = tarOf(folder => {
    mkdirSync(join(folder, 'bin'));
    copyFileSync(busybox, join(folder, 'bin', 'busybox'));
    for (const command of ['cat', 'echo', 'env', 'ls', 'sh', 'sha256sum', 'test']) {
      symlinkSync('busybox', join(folder, 'bin', command));
    }
    for (const [name, text] of Object.entries(scripts)) {
      writeFileSync(join(folder, name), text);
    }
  });
  return (await putFiles(registry, image, files, { ...config, Env: ['PATH=/bin'] }, 'amd64', tag)).digest;
}

/** Puts an artifact under a tag that is no image: it has no platform and nothing that runs. */
export async function putArtifact(registry: Registry, image: string, tag = '1'): Promise<string> {
  const config = await registry.putBlob(image, 'application/vnd.acme.policy.config.v1+json', Buffer.from('{}'));
  const layer = await registry.putBlob(image, 'application/vnd.acme.policy.v1', Buffer.from(`allow ${image}`));
  const manifest = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers: [layer] } as const;
  return (await registry.putManifest(image, manifest, tag)).digest;
}

/** The files of each image differ, so that a copy of the wrong one shows. */
async function putPlatform(registry: Registry, image: string, architecture: string, tag?: string): Promise<Descriptor> {
  const files = tarOf(folder => {
    writeFileSync(join(folder, 'hello'), helloProgram(), { mode: 0o755 });
    writeFileSync(join(folder, 'image'), `${image} for ${architecture}\n`);
  });
  return putFiles(registry, image, files, { Entrypoint: ['/hello'] }, architecture, tag);
}

async function putFiles(registry: Registry, image: string, files: Buffer, config: object, architecture: string, tag?: string): Promise<Descriptor> {
  const whole = { os: 'linux', architecture, config, rootfs: { type: 'layers', diff_ids: [digestOf(files)] } };
  return registry.putManifest(image, {
    schemaVersion: 2,
    mediaType: `${DOCKER}.distribution.manifest.v2+json`,
    config: await registry.putBlob(image, `${DOCKER}.container.image.v1+json`, Buffer.from(JSON.stringify(whole))),
    layers: [await registry.putBlob(image, `${DOCKER}.image.rootfs.diff.tar.gzip`, gzipSync(files))],
  }, tag);
}

/** A file system as an archive. */
function tarOf(fill: (folder: string) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-image-'));
  try {
    fill(folder);
    return execFileSync('tar', ['--create', '--mtime=@0', '--owner=0', '--group=0', '--sort=name', '--directory', folder, '.'], { maxBuffer: 64 * 1024 * 1024 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A program that needs nothing but the kernel: an image of one file runs, and no base image must be downloaded. */
export function helloProgram(): Buffer {
  return program ??= compile();
}

function compile(): Buffer {
  const source = `#include <stdio.h>\nint main(void) { puts("${GREETING}"); return 0; }\n`;
  const folder = mkdtempSync(join(tmpdir(), 'e2e-program-'));
  try {
    execFileSync('gcc', ['-static', '-s', '-x', 'c', '-', '-o', join(folder, 'hello')], { input: source });
    return readFileSync(join(folder, 'hello'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
