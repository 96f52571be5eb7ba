import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ImageName, ImageSource, ImageTransfer, Platform } from 'projen-github-package-image';
import { putImage, putMultiPlatformImage } from './images';
import { publish } from './publish';
import { ours, upstream } from './registries';

/** A registry that answers with a manifest of its own making under the tag `1`, and else as upstream does. */
async function withManifest<T>(image: string, manifest: object, use: (host: string) => Promise<T>): Promise<T> {
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url === `/v2/${image}/manifests/1`) {
      outgoing.writeHead(200, { 'content-type': 'application/vnd.docker.distribution.manifest.list.v2+json' });
      outgoing.end(JSON.stringify(manifest));
      return;
    }
    const headers: HeadersInit = incoming.headers.accept ? { accept: incoming.headers.accept } : {};
    const answer = await fetch(`http://${upstream().host}${incoming.url}`, { method: incoming.method, headers });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`localhost:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
}

test('a source whose index names no digests moves no tag but those of the declaration', async () => {
  const image = 'hostile/source-index';
  await putMultiPlatformImage(upstream(), image, '2');
  await putImage(upstream(), image, 'latest');
  const stays = await putImage(ours(), 'hostile/from-index', 'latest');
  const { content } = await upstream().manifest(image, '2');
  const manifests = [...content.manifests!, { ...content.manifests![0], digest: ')|latest|(', platform: { os: 'linux', architecture: 's390x' } }];
  await withManifest(image, { ...content, manifests }, async host => publish('x', {
    source: ImageSource.fromRegistry(`${host}/${image}:1`, { referrers: true }),
    platforms: [Platform.LINUX_AMD64],
    name: ImageName.of('hostile/from-index'),
  }));
  expect(await ours().digest('hostile/from-index', 'latest')).toBe(stays);
});

test('a source whose platforms hold lines sets no output of the job but its own', async () => {
  const image = 'hostile/source-platforms';
  await putMultiPlatformImage(upstream(), image, 'parts');
  const { content } = await upstream().manifest(image, 'parts');
  const os = `linux\ndigest=sha256:${'0'.repeat(64)}\nname=registry.example/other\ntags=other`;
  const [first] = content.manifests!;
  const { digest } = await upstream().putManifest(image, { ...content, manifests: [{ ...first, platform: { os, architecture: 'amd64' } }] }, '1');
  const run = await publish('x', { source: ImageSource.fromRegistry(`${upstream().host}/${image}:1`), name: ImageName.of('hostile/from-platforms') });
  expect(run.outputs).toEqual({ name: `${ours().host}/hostile/from-platforms`, digest, tags: '1' });
});

test('a source whose configuration holds lines sets no output of the job but its own', async () => {
  const image = 'hostile/source-config';
  const blob = await upstream().putBlob(image, 'application/vnd.oci.image.config.v1+json', Buffer.from(JSON.stringify({
    os: `linux\ndigest=sha256:${'0'.repeat(64)}`, architecture: 'amd64', config: {}, rootfs: { type: 'layers', diff_ids: [] },
  })));
  const { digest } = await upstream().putManifest(image, {
    schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: blob, layers: [],
  }, '1');
  const run = await publish('x', { source: ImageSource.fromRegistry(`${upstream().host}/${image}:1`), name: ImageName.of('hostile/from-config') });
  expect(run.outputs).toEqual({ name: `${ours().host}/hostile/from-config`, digest, tags: '1' });
});

test('what is pulled and pushed sets no output of the job but its own', async () => {
  const image = 'hostile/source-pulled';
  await putImage(upstream(), image, 'parts');
  const { content } = await upstream().manifest(image, 'parts');
  const config = { ...await upstream().config(image, 'parts'), architecture: 'amd64\nname=registry.example/other' };
  const blob = await upstream().putBlob(image, content.config!.mediaType, Buffer.from(JSON.stringify(config)));
  await upstream().putManifest(image, { ...content, config: blob }, '1');
  const run = await publish('x', {
    source: ImageSource.fromRegistry(`${upstream().host}/${image}:1`, { transfer: ImageTransfer.PULL_AND_PUSH }), name: ImageName.of('hostile/from-pulled'),
  });
  expect(run.outputs).toEqual({ name: `${ours().host}/hostile/from-pulled`, digest: await ours().digest('hostile/from-pulled', '1'), tags: '1' });
});
