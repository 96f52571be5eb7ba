import { ImageMirror, ImageName, ImageTag, RegistryCredentials, type ImageMirrorOptions } from 'projen-github-package-image';
import type { github } from 'projen';
import { putImage, putMultiPlatformImage } from './images';
import { synthesize } from './project';
import { SECRETS, toOurs } from './publish';
import { READER, ours, upstream } from './registries';
import { withRepository } from './repository';
import { runWorkflow } from './workflow';

function mirroring(options: ImageMirrorOptions, more: (mirror: ImageMirror) => void = () => {}): string {
  return synthesize('publish-mirrors', project => more(new ImageMirror(project, 'mirrors', { destinations: [toOurs()], ...options })));
}

/** A mirror of the images that a step of a job before it lists. */
function mirroringListed(step: github.workflows.JobStep): string {
  return mirroring({
    imagesExpression: 'needs.prepare-mirrors.outputs.images',
    prepare: { steps: [{ id: 'list', ...step }], outputs: { images: { stepId: 'list', outputName: 'images' } } },
  });
}

test('a mirror publishes each of its images under its path and tag', async () => {
  const digests = [await putMultiPlatformImage(upstream(), 'mirror/multi', '3.20'), await putImage(upstream(), 'mirror/single', 'latest')];
  const yaml = mirroring({ images: [`${upstream().host}/mirror/multi:3.20`, `${upstream().host}/mirror/single`] });
  const { result, jobs } = await runWorkflow(yaml, { secrets: SECRETS });
  expect(result).toBe('success');
  expect(jobs['publish-mirrors'].legs).toHaveLength(2);
  expect(await ours().digest('acme/tools/mirror/multi', '3.20')).toBe(digests[0]);
  expect(await ours().digest('acme/tools/mirror/single', 'latest')).toBe(digests[1]);
});

test('an image of a mirror that fails stops no other', async () => {
  const digests = [await putImage(upstream(), 'mirror/first'), await putImage(upstream(), 'mirror/last')];
  const yaml = mirroring({ images: ['first', 'absent', 'last'].map(name => `${upstream().host}/mirror/${name}:1`) });
  const { result, jobs } = await runWorkflow(yaml, { secrets: SECRETS });
  expect(result).toBe('failure');
  expect(jobs['publish-mirrors'].legs.map(leg => leg.result)).toEqual(['success', 'failure', 'success']);
  expect(await ours().digest('acme/tools/mirror/first', '1')).toBe(digests[0]);
  expect(await ours().digest('acme/tools/mirror/last', '1')).toBe(digests[1]);
  expect(await ours().tags('acme/tools/mirror/absent')).toEqual([]);
});

test('an image of a mirror can have a name and tags of its own, some known at run time only', async () => {
  const digest = await putImage(upstream(), 'mirror/named', '12');
  const other = await putImage(upstream(), 'mirror/beside', '1');
  const yaml = mirroring({ images: [`${upstream().host}/mirror/beside:1`] }, mirror => mirror.addImage(`${upstream().host}/mirror/named:12`, {
    name: ImageName.inOwner('mirror-base'),
    tags: [ImageTag.of('stable'), ImageTag.of('${{ github.run_number }}', { prefix: 'run-' }), ImageTag.list('${{ vars.MORE }}')],
  }));
  const { result } = await runWorkflow(yaml, { secrets: SECRETS, vars: { MORE: 'one\ntwo three' } });
  expect(result).toBe('success');
  expect(await ours().tags('acme/mirror-base')).toEqual(['one', 'run-7', 'stable', 'three', 'two']);
  expect(await ours().digest('acme/mirror-base', 'run-7')).toBe(digest);
  expect(await ours().digest('acme/tools/mirror/beside', '1')).toBe(other);
});

test('a job before the mirror computes the images', async () => {
  const tagged = await putImage(upstream(), 'mirror/computed', '7');
  const untagged = await putImage(upstream(), 'mirror/nested/computed', 'latest');
  const yaml = mirroringListed({ run: 'echo "images=$(jq --compact-output . <images.json)" >>"$GITHUB_OUTPUT"', workingDirectory: 'lists' });
  const images = [`${upstream().host}/mirror/computed:7`, `${upstream().host}/mirror/nested/computed`];
  const { result, jobs } = await withRepository({ 'lists/images.json': JSON.stringify(images, null, 2) },
    async checkout => runWorkflow(yaml, { secrets: SECRETS, checkout }));
  expect(result).toBe('success');
  expect(jobs['publish-mirrors'].legs).toHaveLength(2);
  expect(await ours().digest('acme/tools/mirror/computed', '7')).toBe(tagged);
  expect(await ours().digest('acme/tools/mirror/nested/computed', 'latest')).toBe(untagged);
});

test('where the job that computes the images fails, none is published', async () => {
  const { result, jobs } = await runWorkflow(mirroringListed({ run: 'false' }), { secrets: SECRETS });
  expect(result).toBe('failure');
  expect(jobs['publish-mirrors']).toMatchObject({ result: 'skipped', legs: [] });
});

test('where the job that computes the images finds none, the run ends well and publishes none', async () => {
  const { result, jobs } = await runWorkflow(mirroringListed({ run: 'echo "images=[ ]" >>"$GITHUB_OUTPUT"' }), { secrets: SECRETS });
  expect(result).toBe('success');
  expect(jobs['publish-mirrors']).toMatchObject({ result: 'skipped', legs: [] });
});

test('of a list, images that would take a tag from each other are not published, and stop no other', async () => {
  await putImage(upstream(), 'mirror/same', '1');
  await putImage(ours(), 'mirror/same', '1');
  const other = await putImage(upstream(), 'mirror/alone', '1');
  const images = [`${upstream().host}/mirror/same:1`, `${upstream().host}/mirror/alone:1`, `${ours().host}/mirror/same:1`];
  const { result, jobs } = await runWorkflow(mirroring({ imagesExpression: 'vars.IMAGES' }), { secrets: SECRETS, vars: { IMAGES: JSON.stringify(images) } });
  expect(result).toBe('failure');
  expect(jobs['publish-mirrors'].legs.map(leg => leg.result)).toEqual(['failure', 'success', 'failure']);
  expect(jobs['publish-mirrors'].legs[0].log).toContain('the list has 2 images that would be mirror/same:1 here');
  expect(await ours().tags('acme/tools/mirror/same')).toEqual([]);
  expect(await ours().digest('acme/tools/mirror/alone', '1')).toBe(other);
});

test('a mirror signs in only to the sources that ask for it', async () => {
  const digests = [await putImage(ours(), 'mirror/closed'), await putImage(upstream(), 'mirror/open')];
  const yaml = mirroring({
    images: [`${ours().host}/mirror/closed:1`, `${upstream().host}/mirror/open:1`],
    credentials: { [ours().host]: RegistryCredentials.of({ username: READER.name, passwordSecret: 'READER_PASSWORD' }) },
  });
  const { result, jobs } = await runWorkflow(yaml, { secrets: { ...SECRETS, READER_PASSWORD: READER.password } });
  expect(result).toBe('success');
  const signIns = jobs['publish-mirrors'].legs.map(({ log }) => log.match(/Login Succeeded/g)?.length);
  expect(signIns).toEqual([2, 1]);
  expect(await ours().digest('acme/tools/mirror/closed', '1')).toBe(digests[0]);
  expect(await ours().digest('acme/tools/mirror/open', '1')).toBe(digests[1]);
});
