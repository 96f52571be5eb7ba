import { ImageDestination, ImageName, ImageTag } from 'projen-github-package-image';
import { putArtifact, putImage, putMultiPlatformImage } from './images';
import { fromUpstream, publish, toOurs } from './publish';
import { ours, upstream } from './registries';
import { WRITES } from './registry';

test('a copy has the digest of its source, and all platforms', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'source/platforms');
  const run = await publish('x', { source: fromUpstream('source/platforms:1'), name: ImageName.of('copy/platforms') });
  expect(run).toMatchObject({ result: 'success', waits: [] });
  const copy = await ours().manifest('copy/platforms', '1');
  expect(copy.digest).toBe(digest);
  expect(copy.content.manifests!.map(({ platform }) => platform!.architecture)).toEqual(['amd64', 'arm64']);
  for (const { digest: one } of copy.content.manifests!) {
    const { content } = await ours().manifest('copy/platforms', one);
    expect((await ours().fetch(`copy/platforms/blobs/${content.layers![0].digest}`)).status).toBe(200);
  }
});

test('an image of one platform keeps its digest too, and does not become an index', async () => {
  const digest = await putImage(upstream(), 'source/single');
  expect(await publish('x', { source: fromUpstream('source/single:1'), name: ImageName.of('copy/single') })).toMatchObject({ result: 'success' });
  expect(await ours().digest('copy/single', '1')).toBe(digest);
});

test('every destination gets every tag', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'source/several');
  const run = await publish('x', {
    source: fromUpstream('source/several:1'),
    name: ImageName.of('copy/several'),
    tags: ['2', '2.1', 'latest'].map(tag => ImageTag.of(tag)),
    destinations: [toOurs(), ImageDestination.registry(`${upstream().host}/copy/elsewhere`)],
  });
  expect(run).toMatchObject({ result: 'success' });
  for (const tag of ['2', '2.1', 'latest']) {
    expect(await ours().digest('copy/several', tag)).toBe(digest);
    expect(await upstream().digest('copy/elsewhere', tag)).toBe(digest);
  }
  expect(await ours().tags('copy/several')).toEqual(['2', '2.1', 'latest']);
});

test('an owner in upper case publishes under a name in lower case', async () => {
  const digest = await putImage(upstream(), 'source/case');
  const run = await publish('upper-case', { source: fromUpstream('source/case:1') }, { github: { repository: 'ACME/Tools', repository_owner: 'ACME' } });
  expect(run).toMatchObject({ result: 'success', outputs: { name: `${ours().host}/acme/tools/upper-case` } });
  expect(await ours().digest('acme/tools/upper-case', '1')).toBe(digest);
});

test('an OCI artifact that has no platform is copied as it is', async () => {
  const digest = await putArtifact(upstream(), 'source/artifact');
  const run = await publish('x', { source: fromUpstream('source/artifact:1'), name: ImageName.of('copy/artifact') });
  expect(run).toMatchObject({ result: 'success' });
  expect(await ours().digest('copy/artifact', '1')).toBe(digest);
  expect(run.summary).toContain('| Platforms | none |');
});

test('an image that is named by tag and digest is the one of the digest, under the tag', async () => {
  const digest = await putImage(upstream(), 'source/pinned', '1');
  await putMultiPlatformImage(upstream(), 'source/pinned', '1');
  const run = await publish('x', { source: fromUpstream(`source/pinned:1@${digest}`), name: ImageName.of('copy/pinned') });
  expect(run).toMatchObject({ result: 'success' });
  expect(await ours().digest('copy/pinned', '1')).toBe(digest);
});

test('the outputs and the summary page say what was published', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'source/outputs');
  const run = await publish('x', {
    source: fromUpstream('source/outputs:1'), name: ImageName.of('copy/outputs'), tags: [ImageTag.of('1'), ImageTag.of('latest')],
  });
  const name = `${ours().host}/copy/outputs`;
  expect(run.outputs).toEqual({ name, digest, tags: '1 latest' });
  expect(run.summary.split('\n')).toEqual([
    `### ${name}`,
    '',
    '| | |',
    '|---|---|',
    '| Tags | 1 latest |',
    `| Digest | \`${digest}\` |`,
    '| Platforms | linux/amd64, linux/arm64 |',
    `| Pull | \`docker pull ${name}:1\` |`,
    '',
  ]);
});

test('a second run moves nothing, and succeeds', async () => {
  await putMultiPlatformImage(upstream(), 'source/again');
  const declaration = { source: fromUpstream('source/again:1'), name: ImageName.of('copy/again'), tags: [ImageTag.of('1'), ImageTag.of('latest')] };
  const first = await publish('x', declaration);
  expect(first).toMatchObject({ result: 'success' });
  const before = ours().exchanges('copy/again');
  expect(before.filter(({ method }) => method === 'PUT')).not.toEqual([]);
  const second = await publish('x', declaration);
  const after = ours().exchanges('copy/again').slice(before.length);
  expect(second).toMatchObject({ result: 'success', outputs: first.outputs, summary: first.summary });
  expect(after).not.toEqual([]);
  expect(after.filter(({ method }) => WRITES.includes(method))).toEqual([]);
});

test('where the source has moved on, the tag follows', async () => {
  const before = await putImage(upstream(), 'source/moving');
  const declaration = { source: fromUpstream('source/moving:1'), name: ImageName.of('copy/moving') };
  await publish('x', declaration);
  expect(await ours().digest('copy/moving', '1')).toBe(before);
  const after = await putMultiPlatformImage(upstream(), 'source/moving');
  await publish('x', declaration);
  expect(await ours().digest('copy/moving', '1')).toBe(after);
});
