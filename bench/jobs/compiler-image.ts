import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestOf, type Descriptor, type Registry } from '../../e2e/registry';

/** Where Go is in the image. */
export const GO_ROOT = '/usr/local/go';

const OCI = 'application/vnd.oci.image';
const PARTS = ['go.env', 'VERSION', 'pkg/include'];
const TOOLS = ['asm', 'compile', 'link'];

/** Puts an image for amd64 and arm64 in which Go compiles programs. It is made of the Go of this machine, for each by cross-compiling. */
export async function putCompilerImage(registry: Registry, name: string): Promise<string> {
  const manifests: Descriptor[] = [];
  for (const architecture of ['amd64', 'arm64']) {
    manifests.push({ ...await putPlatform(registry, name, architecture), platform: { os: 'linux', architecture } });
  }
  await registry.putManifest(name, { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests }, '1');
  return `${registry.host}/${name}:1`;
}

async function putPlatform(registry: Registry, name: string, architecture: string): Promise<Descriptor> {
  const files = archiveFor(architecture);
  const env = [`GOROOT=${GO_ROOT}`, 'CGO_ENABLED=0', 'GOCACHE=/cache', 'GOTOOLCHAIN=local', 'GOPROXY=off'];
  const config = { os: 'linux', architecture, config: { Env: env }, rootfs: { type: 'layers', diff_ids: [digestOf(files)] } };
  return registry.putManifest(name, {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: await registry.putBlob(name, `${OCI}.config.v1+json`, Buffer.from(JSON.stringify(config))),
    layers: [await registry.putBlob(name, `${OCI}.layer.v1.tar+gzip`, gzipSync(files))],
  });
}

function archiveFor(architecture: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'bench-go-'));
  try {
    const root = join(folder, GO_ROOT);
    const from = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    mkdirSync(join(folder, 'tmp'));
    PARTS.forEach(part => cpSync(join(from, part), join(root, part), { recursive: true }));
    cpSync(join(from, 'src'), join(root, 'src'), {
      recursive: true,
      filter: path => !path.startsWith(join(from, 'src', 'cmd')) && !path.endsWith('_test.go') && !path.endsWith('/testdata'),
    });
    const env = { ...process.env, CGO_ENABLED: '0', GOOS: 'linux', GOARCH: architecture };
    for (const [program, path] of [['go', 'bin/go'], ...TOOLS.map(tool => [tool, `pkg/tool/linux_${architecture}/${tool}`])]) {
      execFileSync('go', ['build', '-trimpath', '-o', join(root, path), `cmd/${program}`], { env });
    }
    return execFileSync('tar', ['--create', '--directory', folder, '.'], { maxBuffer: 2 ** 30 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
