import { ImageDestination, ImageName, ImageSource, ImageTag, Platform } from 'projen-github-package-image';
import { build } from './build';
import { toOurs } from './publish';
import { ours, upstream } from './registries';

const PLATFORMS = [Platform.LINUX_AMD64, Platform.LINUX_ARM64, Platform.LINUX_ARM_V7];
/** The files say for which platform they were built; nothing runs. */
const COPIED = {
  Dockerfile: 'FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /architecture\n',
  amd64: 'amd64\n',
  arm64: 'arm64\n',
  arm: 'arm\n',
};

test('several platforms on several runners become one index of exactly these, the same at every destination', async () => {
  const run = await build('x', {
    name: ImageName.of('platforms/all'),
    source: ImageSource.fromDockerfile({ labels: { 'com.acme.team': 'tools' }, annotations: { 'com.acme.note': 'a, b' } }),
    platforms: PLATFORMS,
    destinations: [toOurs(), ImageDestination.registry(`${upstream().host}/platforms/elsewhere`)],
    tags: [ImageTag.of('1'), ImageTag.latest()],
  }, COPIED);
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const { content, digest } = await ours().manifest('platforms/all', '1');
  expect(content.manifests!.map(({ platform }) => platform)).toEqual([
    { os: 'linux', architecture: 'amd64' },
    { os: 'linux', architecture: 'arm', variant: 'v7' },
    { os: 'linux', architecture: 'arm64' },
  ]);
  for (const { digest: one, platform } of content.manifests!) {
    expect(await ours().files('platforms/all', one)).toEqual({ architecture: `${platform!.architecture}\n` });
    expect((await ours().config('platforms/all', one)).config.Labels).toMatchObject({ 'com.acme.team': 'tools' });
  }
  expect(content.annotations).toMatchObject({
    'com.acme.note': 'a, b',
    'com.acme.team': 'tools',
    'org.opencontainers.image.source': 'https://github.com/Acme/Tools',
    'org.opencontainers.image.revision': '9f2c1a7be0d3f4a5968778695a4b3c2d1e0f9a8b',
  });
  expect(run.outputs).toEqual({ name: `${ours().host}/platforms/all`, digest, tags: '1 latest' });
  expect(run.summary).toContain('| Platforms | linux/amd64, linux/arm/v7, linux/arm64 |');
  for (const [registry, image] of [[ours(), 'platforms/all'], [upstream(), 'platforms/elsewhere']] as const) {
    expect(await registry.tags(image)).toEqual(['1', 'latest']);
    expect(await registry.digest(image, '1')).toBe(digest);
    expect(await registry.digest(image, 'latest')).toBe(digest);
  }
  expect(run.jobs['build-x'].legs[0].log).toContain('emulating linux/arm/v7');
});

test('the legs push by digest alone, and the tags come after all of them', async () => {
  const run = await build('x', { name: ImageName.of('platforms/order'), platforms: PLATFORMS, tags: [ImageTag.of('1')] }, COPIED);
  expect(run).toMatchObject({ result: 'success' });
  const put = ours().exchanges('platforms/order').filter(({ method, path }) => method === 'PUT' && path.includes('/manifests/')).map(({ path }) => path.replace(/.*\//, ''));
  const tagged = put.filter(reference => !reference.startsWith('sha256:'));
  // for each of the two legs at least the manifests of its platforms
  expect(put.length - tagged.length).toBeGreaterThanOrEqual(3);
  expect(tagged).toEqual(['1']);
  expect(put.at(-1)).toBe('1');
});

test('a leg that fails moves no tag', async () => {
  const declaration = { name: ImageName.of('platforms/failing'), platforms: PLATFORMS, tags: [ImageTag.of('1')] };
  expect(await build('x', declaration, COPIED)).toMatchObject({ result: 'success' });
  const before = await ours().digest('platforms/failing', '1');
  const { arm64: _, ...withoutArm64 } = COPIED;
  const failed = await build('x', declaration, { ...withoutArm64, amd64: 'changed\n' });
  expect(failed).toMatchObject({ result: 'failure', summary: '' });
  expect(failed.jobs['build-x'].legs.map(({ result }) => result)).toEqual(['success', 'failure']);
  expect(failed.jobs['publish-x'].result).toBe('skipped');
  expect(await ours().digest('platforms/failing', '1')).toBe(before);
});

test('a second run replaces what is under a tag in one step', async () => {
  const declaration = { name: ImageName.of('platforms/again'), platforms: PLATFORMS, tags: [ImageTag.of('1')] };
  await build('x', declaration, COPIED);
  const before = ours().exchanges('platforms/again').length;
  const run = await build('x', declaration, { ...COPIED, arm: 'changed\n' });
  expect(run).toMatchObject({ result: 'success' });
  expect(await ours().digest('platforms/again', '1')).toBe(run.outputs.digest);
  const moves = ours().exchanges('platforms/again').slice(before).filter(({ method, path }) => method === 'PUT' && path.endsWith('/manifests/1'));
  expect(moves).toHaveLength(1);
});

test('several platforms on one runner become an index with its annotations', async () => {
  const run = await build('x', {
    name: ImageName.of('platforms/one-runner'),
    source: ImageSource.fromDockerfile({ annotations: { 'com.acme.run': '${{ github.run_number }}' } }),
    platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()],
    tags: [ImageTag.of('1')],
  }, COPIED);
  expect(run).toMatchObject({ result: 'success' });
  expect(Object.keys(run.jobs)).toEqual(['publish-x']);
  const { content, digest } = await ours().manifest('platforms/one-runner', '1');
  expect(content.manifests!.map(({ platform }) => platform!.architecture)).toEqual(['amd64', 'arm64']);
  expect(content.annotations).toMatchObject({ 'com.acme.run': '7', 'org.opencontainers.image.title': 'Tools' });
  expect(run.outputs.digest).toBe(digest);
});
