import { GithubPackageImage, ImageDestination, ImageName, ImageSource, ImageTag, ImageWorkflow, Platform } from 'projen-github-package-image';
import type { GithubPackageImageOptions } from 'projen-github-package-image';
import { PULL_REQUEST, runOn } from './build';
import { putShell } from './images';
import { synthesize } from './project';
import { toOurs } from './publish';
import { ours, upstream } from './registries';

/** An image `base`, and an image `app` that is built from it. */
function twoImages(both: GithubPackageImageOptions, app: GithubPackageImageOptions = {}): string {
  return synthesize('publish-all', project => {
    const workflow = new ImageWorkflow(project, 'all', { triggers: { branches: ['main'], pullRequests: true } });
    const common = { destinations: [toOurs()], tags: [ImageTag.of('1')], ...both };
    const base = new GithubPackageImage(workflow, 'base', { ...common, source: ImageSource.fromDockerfile({ context: 'base' }) });
    new GithubPackageImage(workflow, 'app', { ...common, source: ImageSource.fromDockerfile({ context: 'app', baseImages: { base } }), ...app });
  });
}

const COPIED = {
  'base/Dockerfile': 'FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /base\n',
  'base/amd64': 'base for amd64\n',
  'base/arm64': 'base for arm64\n',
  'app/Dockerfile': 'FROM base\nCOPY file /app\n',
  'app/file': 'app\n',
};

test('an image is built from exactly the digest that its base published, although the base\'s tag moves meanwhile', async () => {
  await putShell(upstream(), 'base/other');
  const destinations = (name: string) => [ImageDestination.registry(`${upstream().host}/base/moving-${name}`)];
  const yaml = synthesize('publish-all', project => {
    const workflow = new ImageWorkflow(project, 'all', {});
    const base = new GithubPackageImage(workflow, 'base', {
      tags: [ImageTag.of('1')], destinations: destinations('base'), source: ImageSource.fromDockerfile({ context: 'base' }),
    });
    new GithubPackageImage(workflow, 'app', {
      tags: [ImageTag.of('1')],
      destinations: destinations('app'),
      source: ImageSource.fromDockerfile({ context: 'app', baseImages: { base } }),
      preBuildSteps: [{ run: `skopeo copy docker://${upstream().host}/base/other:1 docker://${upstream().host}/base/moving-base:1` }],
    });
  });
  const run = await runOn(yaml, COPIED);
  expect(run).toMatchObject({ result: 'success' });
  expect(await upstream().digest('base/moving-base', '1')).toBe(await upstream().digest('base/other', '1'));
  expect(await upstream().files('base/moving-app', '1')).toEqual({ app: 'app\n', base: 'base for amd64\n' });
});

test('an image of a registry that asks for a sign-in is built from a base of several platforms there', async () => {
  const run = await runOn(twoImages({ platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] }), COPIED);
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const { content } = await ours().manifest('acme/tools/app', '1');
  const files = await Promise.all(content.manifests!.map(async ({ digest }) => ours().files('acme/tools/app', digest)));
  expect(files).toEqual(['amd64', 'arm64'].map(architecture => ({ app: 'app\n', base: `base for ${architecture}\n` })));
});

test('where the base fails, the image is not built', async () => {
  const run = await runOn(twoImages({ name: ImageName.inOwner('base-failing') }, { name: ImageName.inOwner('app-unbuilt') }), { ...COPIED, 'base/Dockerfile': 'FROM scratch\nCOPY absent /\n' });
  expect([run.jobs['publish-base'].result, run.jobs['publish-app'].result]).toEqual(['failure', 'skipped']);
  expect(await ours().tags('acme/app-unbuilt')).toEqual([]);
});

test('in a pull request the image is built from a base that was built before, without a registry or a sign-in', async () => {
  await putShell(upstream(), 'source/shell-base');
  const yaml = twoImages({ name: ImageName.inOwner('base-unpublished') }, { name: ImageName.inOwner('app-unpublished') });
  const run = await runOn(yaml, {
    'base/Dockerfile': `FROM ${upstream().host}/source/shell-base:1\nCOPY file /base\n`,
    'base/file': 'changed by the pull request\n',
    'app/Dockerfile': 'FROM base\nRUN echo "the base says: $(cat /base)"\n',
  }, PULL_REQUEST);
  expect(run).toMatchObject({ result: 'success' });
  expect(run.jobs['check-app'].legs[0].log).toContain('the base says: changed by the pull request');
  expect([run.jobs['publish-base'].result, run.jobs['publish-app'].result]).toEqual(['skipped', 'skipped']);
  expect(run.log).not.toContain('Sign in');
  for (const image of ['acme/base-unpublished', 'acme/app-unpublished']) {
    expect(ours().exchanges(image)).toEqual([]);
  }
});

test('in a pull request each platform is built from that of the base', async () => {
  const run = await runOn(twoImages({ platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] }, { name: ImageName.inOwner('app-legs') }), {
    ...COPIED, 'app/Dockerfile': 'FROM base AS here\nFROM scratch\nARG TARGETARCH\nCOPY --from=here /base /base-for-$TARGETARCH\n',
  }, PULL_REQUEST);
  expect(run).toMatchObject({ result: 'success' });
  expect(run.jobs['check-app'].legs.map(({ result }) => result)).toEqual(['success', 'success']);
  expect(ours().exchanges('acme/app-legs')).toEqual([]);
});
