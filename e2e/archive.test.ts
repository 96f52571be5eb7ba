import { execFileSync } from 'node:child_process';
import { ImageDestination, ImageName, ImageSource, ImageTag } from 'projen-github-package-image';
import { build } from './build';
import { putImage, putMultiPlatformImage } from './images';
import { toOurs } from './publish';
import { ours, upstream } from './registries';

const made = (image: string, path: string, ...commands: string[]) => ({
  name: ImageName.of(`archive/${image}`),
  source: ImageSource.fromArchive(path),
  tags: [ImageTag.of('1'), ImageTag.latest()],
  preBuildSteps: [{ run: commands.join('\n') }],
});

test.each([
  ['an OCI layout folder', 'layout', 'out/image', 'oci:out/image'],
  ['an OCI archive', 'oci-archive', 'out/image.tar', 'oci-archive:out/image.tar'],
])('%s of two platforms is published with its digest, and all platforms', async (_, name, path, target) => {
  await putMultiPlatformImage(upstream(), `source/${name}`);
  const run = await build('x', {
    ...made(name, path, 'mkdir out', `skopeo copy --all docker://${upstream().host}/source/${name}:1 ${target}`, 'skopeo inspect --raw "$TARGET" >raw.json', 'skopeo manifest-digest raw.json'),
    env: { TARGET: target },
    destinations: [toOurs(), ImageDestination.registry(`${upstream().host}/archive/${name}`)],
  }, {});
  expect(run).toMatchObject({ result: 'success' });
  const [digest] = /^sha256:[0-9a-f]{64}$/m.exec(run.log)!;
  expect(run.outputs).toEqual({ name: `${ours().host}/archive/${name}`, digest, tags: '1 latest' });
  expect(run.summary).toContain('| Platforms | linux/amd64, linux/arm64 |');
  for (const registry of [ours(), upstream()]) {
    expect(await registry.digest(`archive/${name}`, '1')).toBe(digest);
    expect(await registry.digest(`archive/${name}`, 'latest')).toBe(digest);
  }
});

test('an OCI archive is recognized although it begins with its mark and has many entries', async () => {
  await putImage(upstream(), 'source/many');
  const run = await build('x', made('many', 'image.tar',
    `skopeo copy docker://${upstream().host}/source/many:1 oci:layout`,
    'for number in {1..2000}; do echo >layout/blobs/sha256/no-blob-of-the-image-$number; done',
    'tar --create --file image.tar --directory layout oci-layout index.json blobs',
  ), {});
  expect(run).toMatchObject({ result: 'success' });
  expect(await ours().digest('archive/many', '1')).toBe(run.outputs.digest);
});

test.each([
  ['skopeo', 'skopeo copy docker://$FROM docker-archive:image.tar:acme/saved:1'],
  ['docker save', 'docker pull --quiet $FROM; docker save --output image.tar $FROM; docker rmi $FROM'],
])('a docker archive, made by %s, is published with its one platform', async (maker, command) => {
  const name = `saved-by-${maker.replace(' ', '-')}`;
  await putImage(upstream(), `source/${name}`);
  const run = await build('x', { ...made(name, 'image.tar', command), env: { FROM: `${upstream().host}/source/${name}:1` } }, {});
  expect(run).toMatchObject({ result: 'success' });
  expect(run.summary).toContain('| Platforms | linux/amd64 |');
  expect(await ours().digest(`archive/${name}`, '1')).toBe(run.outputs.digest);
  expect((await ours().files(`archive/${name}`, '1')).image).toBe(`source/${name} for amd64\n`);
});

test('an image in the Docker engine is published with its one platform', async () => {
  await putImage(upstream(), 'source/in-daemon');
  const from = `${upstream().host}/source/in-daemon:1`;
  const run = await build('x', {
    name: ImageName.of('archive/daemon'),
    source: ImageSource.fromDaemon('e2e/in-daemon'),
    tags: [ImageTag.of('1')],
    preBuildSteps: [{ run: `docker pull --quiet ${from}\ndocker tag ${from} e2e/in-daemon` }],
  }, {});
  execFileSync('docker', ['rmi', from, 'e2e/in-daemon'], { stdio: 'pipe' });
  expect(run).toMatchObject({ result: 'success' });
  expect(run.summary).toContain('| Platforms | linux/amd64 |');
  expect(await ours().digest('archive/daemon', '1')).toBe(run.outputs.digest);
  expect((await ours().files('archive/daemon', '1')).image).toBe('source/in-daemon for amd64\n');
});

test('where the steps have left no archive, the run says so, and publishes nothing', async () => {
  const run = await build('x', made('absent', 'image.tar', 'true'), {});
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.log).toContain('::error::There is no archive image.tar: let preBuildSteps put it there');
  expect(await ours().tags('archive/absent')).toEqual([]);
});
