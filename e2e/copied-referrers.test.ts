import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageDestination, ImageMirror, ImageName, ImageSource, ImageVerification, Platform, RegistryCredentials } from 'projen-github-package-image';
import { AS_TAGS, makeKeyPair, sign, verify, WITHOUT_LOG, type KeyPair } from './cosign';
import { Gate } from './gate';
import { putImage, putMultiPlatformImage } from './images';
import { synthesize } from './project';
import { AS_WRITER, publish, SECRETS, toOurs } from './publish';
import { attach, fallbackTag, referrersOf, SIGNATURE, statedOf } from './referrers';
import { ours, READER, upstream } from './registries';
import { WRITES, type Registry } from './registry';
import { runWorkflow } from './workflow';

const SPDX = 'https://spdx.dev/Document/v2.3';
let key: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  [key, other] = [await makeKeyPair('of the source'), await makeKeyPair('of ours')];
});

/** An image of the rest of the world, with what refers to it. */
const withReferrers = (image: string) => ImageSource.fromRegistry(`${upstream().host}/${image}:1`, { referrers: true });

const platformsOf = async (registry: Registry, image: string, digest: string) =>
  (await registry.manifest(image, digest)).content.manifests!.map(one => one.digest);

test('signatures and attestations of an index and of its platforms come along, read with the sign-in of the source', async () => {
  const digest = await putMultiPlatformImage(ours(), 'private/referred');
  const [amd64, arm64] = await platformsOf(ours(), 'private/referred', digest);
  await sign(`${ours().host}/private/referred@${digest}`, key);
  await attach('private/referred', digest, SPDX);
  await attach('private/referred', arm64, SPDX);
  const gate = await Gate.before(ours().host, ({ path, method, user }) => {
    const isPrivate = path.startsWith('/v2/private/');
    const denied = user !== undefined && path !== '/v2/' && (isPrivate ? user !== READER.name || !['GET', 'HEAD'].includes(method) : user === READER.name);
    return denied ? { status: 403, code: 'DENIED', message: `${user} may not ${method} ${path}` } : undefined;
  });
  try {
    const run = await publish('x', {
      source: ImageSource.fromRegistry(`${gate.host}/private/referred:1`, {
        credentials: RegistryCredentials.of({ username: READER.name, passwordSecret: 'READER_PASSWORD' }),
        verify: ImageVerification.cosignKey(key.publicKey),
        referrers: true,
      }),
      destinations: [ImageDestination.registry(`${gate.host}/referrers/all`, AS_WRITER)],
      env: WITHOUT_LOG,
    }, { secrets: { ...SECRETS, READER_PASSWORD: READER.password } });
    expect(run).toMatchObject({ result: 'success', waits: [], filesWithSecrets: [] });
  } finally {
    await gate.close();
  }
  expect(await statedOf(ours(), 'referrers/all', digest)).toEqual([SIGNATURE, SPDX]);
  expect(await statedOf(ours(), 'referrers/all', amd64)).toEqual([SIGNATURE]);
  expect(await statedOf(ours(), 'referrers/all', arm64)).toEqual([SIGNATURE, SPDX]);
  for (const one of [digest, amd64, arm64]) {
    expect(await verify(`${ours().host}/referrers/all@${one}`, key)).toMatchObject({ status: 0 });
  }
  expect(await verify(`${ours().host}/referrers/all@${digest}`, other)).toMatchObject({ status: 1 });
  expect(await ours().tags('referrers/all')).toEqual(['1', ...[digest, amd64, arm64].map(fallbackTag)].sort());
});

test('the tags that cosign used for signatures come along, of an index and of its platforms, and no other tag', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'refer/tags');
  await sign(`${upstream().host}/refer/tags@${digest}`, key, AS_TAGS);
  // a tag of another image, and one that looks like a signature
  const elder = await putImage(upstream(), 'refer/tags', 'elder');
  await sign(`${upstream().host}/refer/tags@${elder}`, key, AS_TAGS);
  await putImage(upstream(), 'refer/tags', `${fallbackTag(digest)}.other`);
  const run = await publish('x', { source: withReferrers('refer/tags'), name: ImageName.of('referrers/tags') });
  expect(run).toMatchObject({ result: 'success', waits: [] });
  const digests = [digest, ...await platformsOf(upstream(), 'refer/tags', digest)];
  expect(await ours().tags('referrers/tags')).toEqual(['1', ...digests.map(one => `${fallbackTag(one)}.sig`)].sort());
  for (const one of digests) {
    expect(await verify(`${ours().host}/referrers/tags@${one}`, key)).toMatchObject({ status: 0 });
  }
});

test('of one platform that is taken out of a signed index the signature comes along', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'refer/one');
  await sign(`${upstream().host}/refer/one@${digest}`, key);
  const run = await publish('x', { source: withReferrers('refer/one'), platforms: [Platform.LINUX_ARM64], name: ImageName.of('referrers/one') });
  expect(run).toMatchObject({ result: 'success' });
  const [, arm64] = await platformsOf(upstream(), 'refer/one', digest);
  expect(await ours().digest('referrers/one', '1')).toBe(arm64);
  expect(await verify(`${ours().host}/referrers/one:1`, key)).toMatchObject({ status: 0 });
  expect(await ours().tags('referrers/one')).toEqual(['1', fallbackTag(arm64)]);
});

test('an image that nothing refers to is copied alone', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'refer/none');
  expect(await publish('x', { source: withReferrers('refer/none'), name: ImageName.of('referrers/none') })).toMatchObject({ result: 'success', waits: [] });
  expect(await ours().digest('referrers/none', '1')).toBe(digest);
  expect(await ours().tags('referrers/none')).toEqual(['1']);
});

test('signatures that the image has here stay, and a new one of the source arrives although the image is the same', async () => {
  const digest = await putImage(upstream(), 'refer/later');
  const declaration = { source: withReferrers('refer/later'), destinations: [toOurs(), ImageDestination.registry(`${upstream().host}/referred/later`)] };
  expect(await publish('later', declaration)).toMatchObject({ result: 'success' });
  await sign(`${ours().host}/acme/tools/later@${digest}`, other);
  const [own] = await referrersOf(ours(), 'acme/tools/later', digest);
  await sign(`${upstream().host}/refer/later@${digest}`, key);
  expect(await publish('later', declaration)).toMatchObject({ result: 'success', waits: [] });
  expect(await verify(`${ours().host}/acme/tools/later@${digest}`, key)).toMatchObject({ status: 0 });
  expect(await verify(`${ours().host}/acme/tools/later@${digest}`, other)).toMatchObject({ status: 0 });
  const both = (await referrersOf(ours(), 'acme/tools/later', digest)).map(one => one.digest);
  expect(both).toHaveLength(2);
  expect(both).toContain(own.digest);
  expect(await verify(`${upstream().host}/referred/later@${digest}`, key)).toMatchObject({ status: 0 });
});

test('a second run writes nothing but the tags of cosign, which show what they showed', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'refer/again');
  await sign(`${upstream().host}/refer/again@${digest}`, key);
  await sign(`${upstream().host}/refer/again@${digest}`, key, AS_TAGS);
  const declaration = { source: withReferrers('refer/again'), name: ImageName.of('referrers/again') };
  expect(await publish('x', declaration)).toMatchObject({ result: 'success' });
  const shown = async () => Promise.all((await ours().tags('referrers/again')).map(async tag => [tag, await ours().digest('referrers/again', tag)]));
  const before = await shown();
  const count = ours().exchanges('referrers/again').length;
  expect(await publish('x', declaration)).toMatchObject({ result: 'success', waits: [] });
  const after = ours().exchanges('referrers/again').slice(count);
  expect(after).not.toEqual([]);
  const written = after.filter(({ method, path }) => WRITES.includes(method) && !/^\/v2\/referrers\/again\/manifests\/sha256-[0-9a-f]{64}\.sig$/.test(path));
  expect(written).toEqual([]);
  expect(await shown()).toEqual(before);
});

test('what refers to the images of a mirror comes along', async () => {
  const digest = await putImage(upstream(), 'refer/mirrored');
  await sign(`${upstream().host}/refer/mirrored@${digest}`, key);
  await putImage(upstream(), 'refer/mirrored-unsigned');
  const yaml = synthesize('publish-mirrors', project => new ImageMirror(project, 'mirrors', {
    destinations: [toOurs()], images: ['refer/mirrored', 'refer/mirrored-unsigned'].map(name => `${upstream().host}/${name}:1`), referrers: true,
  }));
  expect(await runWorkflow(yaml, { secrets: SECRETS })).toMatchObject({ result: 'success' });
  expect(await verify(`${ours().host}/acme/tools/refer/mirrored@${digest}`, key)).toMatchObject({ status: 0 });
  expect(await ours().tags('acme/tools/refer/mirrored-unsigned')).toEqual(['1']);
});

test.each([
  ['refer-official', 'library/refer-official'],
  ['refer/user', 'refer/user'],
])('the short name "%s" of Docker Hub is spelt out for ORAS', async (short, full) => {
  const digest = await putImage(upstream(), full);
  await sign(`${upstream().host}/${full}@${digest}`, key);
  const folder = mkdtempSync(join(tmpdir(), 'e2e-hub-'));
  try {
    // upstream plays Docker Hub: for skopeo by its configuration, and where that is not asked by another name
    const log = join(folder, 'log');
    const tools = join(folder, 'tools.sh');
    const elsewhere = `"\${@//docker.io/${upstream().host}}"`;
    writeFileSync(tools, [
      `oras() { echo "$@" >>'${log}'; command oras ${elsewhere}; }`,
      `skopeo() { if [[ $1 == list-tags ]]; then command skopeo ${elsewhere}; else command skopeo "$@"; fi; }`,
    ].join('\n'));
    const hub = `[[registry]]\nprefix = "docker.io"\nlocation = "${upstream().host}"\ninsecure = true\n`;
    const run = await publish('x', {
      source: ImageSource.fromRegistry(`${short}:1`, { referrers: true }),
      name: ImageName.of(`hub/${short}`),
      env: { BASH_ENV: tools },
      setupSteps: [{ run: 'echo "$HUB" >>"$HOME/.config/containers/registries.conf"', env: { HUB: hub } }],
    });
    expect(run).toMatchObject({ result: 'success', waits: [] });
    expect(readFileSync(log, 'utf8')).toContain(` docker.io/${full}@${digest} ${ours().host}/hub/${short}@${digest}\n`);
    expect(await verify(`${ours().host}/hub/${short}@${digest}`, key)).toMatchObject({ status: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
