import { ImageDestination, ImageName, ImageTag, Platform, RegistryCredentials } from 'projen-github-package-image';
import { build } from './build';
import { SECRETS, toOurs } from './publish';
import { ours } from './registries';
import { RegistryServer } from './registry-server';

const FILES = { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' };

test('a run that has no tag left fails before it builds or signs in, and names its event and ref', async () => {
  const run = await build('x', { name: ImageName.of('steps/no-tag'), tags: [ImageTag.semver('{{version}}')], triggers: { gitTags: ['v*'] } }, FILES, {
    github: { event_name: 'workflow_dispatch', ref: 'refs/heads/topic', ref_name: 'topic' },
  });
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.log).toContain('::error::No tag is left for the event workflow_dispatch on refs/heads/topic');
  expect(run.log).not.toMatch(/Set up BuildKit|Sign in/);
  expect(ours().exchanges('steps/no-tag')).toEqual([]);
});

test('steps before the build see the platforms and the files, and no sign-in', async () => {
  const run = await build('x', {
    name: ImageName.of('steps/before'),
    tags: [ImageTag.of('1')],
    preBuildSteps: [{ name: 'Mine', run: 'ls -A "$RUNNER_TEMP/.docker" "$HOME/.docker" 2>/dev/null || echo "for $PLATFORMS, without a sign-in"\necho made >made' }],
  }, { Dockerfile: 'FROM scratch\nCOPY made /\n' });
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log).toMatch(/## Mine\nfor linux\/amd64, without a sign-in\n## Sign in/);
  expect(await ours().files('steps/before', '1')).toEqual({ made: 'made\n' });
});

test('on several runners each sees its own platforms', async () => {
  const run = await build('x', {
    name: ImageName.of('steps/platforms'),
    tags: [ImageTag.of('1')],
    platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64, Platform.LINUX_S390X],
    preBuildSteps: [{ run: 'echo "for $PLATFORMS"' }],
  }, FILES);
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log.match(/^for .*$/gm)).toEqual(['for linux/amd64,linux/s390x', 'for linux/arm64']);
});

test('without platforms the image is for that of its runner', async () => {
  const run = await build('x', {
    name: ImageName.of('steps/arm'), tags: [ImageTag.of('1')], runsOn: ['ubuntu-24.04-arm'], preBuildSteps: [{ run: 'echo "for $PLATFORMS"' }],
  }, FILES);
  expect(run.log).toContain('for linux/arm64\n');
});

test('steps after the publication see the image and its tags, and are signed in', async () => {
  const run = await build('x', {
    name: ImageName.of('steps/after'),
    tags: [ImageTag.of('1'), ImageTag.of('stable')],
    postPublishSteps: [{ run: 'echo "published $IMAGE as $TAGS"\nskopeo copy "docker://$IMAGE" "docker://${IMAGE%@*}:by-hand"' }],
  }, FILES);
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log).toContain(`published ${ours().host}/steps/after@${run.outputs.digest} as 1 stable\n`);
  expect(await ours().digest('steps/after', 'by-hand')).toBe(run.outputs.digest);
});

test('a second registry has credentials of its own, and is left alone where its `when` does not hold', async () => {
  const other = await RegistryServer.start({ name: 'acme', password: 'the password of acme' });
  try {
    const hub = RegistryCredentials.of({ username: 'acme', passwordSecret: 'HUB_TOKEN' });
    const declaration = (name: string) => ({
      name: ImageName.of(`steps/${name}`),
      tags: [ImageTag.of('1')],
      destinations: [toOurs(), ImageDestination.registry(`${other.host}/acme/${name}`, hub, { when: "github.ref == 'refs/heads/main'" })],
      triggers: { branches: ['main', 'topic'] },
    });
    const both = await build('x', declaration('both'), FILES, { secrets: { ...SECRETS, HUB_TOKEN: 'the password of acme' } });
    expect(both).toMatchObject({ result: 'success', filesWithSecrets: [] });
    expect(await other.registry.digest('acme/both', '1')).toBe(await ours().digest('steps/both', '1'));
    const one = await build('x', declaration('one'), FILES, { github: { ref: 'refs/heads/topic', ref_name: 'topic' } });
    expect(one).toMatchObject({ result: 'success' });
    expect(await ours().tags('steps/one')).toEqual(['1']);
    expect(other.registry.exchanges('acme/one')).toEqual([]);
  } finally {
    await other.remove();
  }
});

test('several platforms go to a second registry where its `when` holds, and nowhere else where not', async () => {
  const other = await RegistryServer.start({ name: 'acme', password: 'the password of acme' });
  try {
    const hub = RegistryCredentials.of({ username: 'acme', passwordSecret: 'HUB_TOKEN' });
    const declaration = (name: string, ref: string) => ({
      name: ImageName.of(`steps/${name}`),
      tags: [ImageTag.of('1')],
      platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64],
      destinations: [toOurs(), ImageDestination.registry(`${other.host}/acme/${name}`, hub, { when: `github.ref == '${ref}'` })],
    });
    const both = await build('x', declaration('legs-both', 'refs/heads/main'), FILES, { secrets: { ...SECRETS, HUB_TOKEN: 'the password of acme' } });
    expect(both).toMatchObject({ result: 'success' });
    expect(await other.registry.digest('acme/legs-both', '1')).toBe(await ours().digest('steps/legs-both', '1'));
    expect(await build('x', declaration('legs-one', 'refs/heads/other'), FILES)).toMatchObject({ result: 'success' });
    expect(other.registry.exchanges('acme/legs-one')).toEqual([]);
  } finally {
    await other.remove();
  }
});
