import { ImageName, ImageTag } from 'projen-github-package-image';
import { build } from './build';
import { withGit } from './git';
import { ours } from './registries';

const FILES = { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' };

/** Publishes from a git tag of a repository that has these git tags, and tells the tags of the image. */
async function tagsFrom(gitTag: string, image: string, all: string[], prefix = ''): Promise<string[]> {
  return withGit([{ tags: all }], async ({ serverUrl }) => {
    const run = await build('x', {
      name: ImageName.of(`newest/${image}`),
      tags: [ImageTag.match(`${prefix}v(.*)`, { group: 1 }), ImageTag.latest()],
      triggers: { gitTags: ['**'] },
    }, FILES, { github: { server_url: serverUrl, ref: `refs/tags/${gitTag}`, ref_name: gitTag, ref_type: 'tag' } });
    expect(run).toMatchObject({ result: 'success' });
    return run.outputs.tags.split(' ');
  });
}

const RELEASES = ['v1.9.0', 'v1.10.0', 'v2.0.0', 'v2.1.0-rc.1', 'v2.1.0-rc.2', 'not-a-version'];

test('the newest git tag moves `latest`', async () => {
  expect(await tagsFrom('v2.0.0', 'newest', RELEASES)).toEqual(['2.0.0', 'latest']);
  expect(await ours().digest('newest/newest', 'latest')).toBe(await ours().digest('newest/newest', '2.0.0'));
});

test('git tags are compared as versions, and not as texts', async () => {
  expect(await tagsFrom('v1.10.0', 'versions', ['v1.9.0', 'v1.10.0'])).toEqual(['1.10.0', 'latest']);
});

test('a backport does not move `latest` back', async () => {
  expect(await tagsFrom('v2.0.0', 'backport', RELEASES)).toContain('latest');
  const before = await ours().digest('newest/backport', 'latest');
  expect(await tagsFrom('v1.9.1', 'backport', [...RELEASES, 'v1.9.1'])).toEqual(['1.9.1']);
  expect(await ours().digest('newest/backport', 'latest')).toBe(before);
});

test('a pre-release does not move `latest`, although it is newer', async () => {
  expect(await tagsFrom('v2.1.0-rc.2', 'pre', RELEASES)).toEqual(['2.1.0-rc.2']);
});

test('a git tag competes only with those of its own part of the repository', async () => {
  const parts = ['api/v1.2.2', 'api/v1.2.3', 'web/v3.0.0', 'v4.0.0', 'api/next/v9.0.0'];
  expect(await tagsFrom('api/v1.2.3', 'part', parts, 'api/')).toEqual(['1.2.3', 'latest']);
  expect(await tagsFrom('api/v1.2.2', 'part', parts, 'api/')).toEqual(['1.2.2']);
  expect(await tagsFrom('v4.0.0', 'whole', parts)).toEqual(['4.0.0', 'latest']);
});

test('a git tag with shell syntax in its name runs nothing', async () => {
  const name = 'v1.0.0$(touch${IFS}$HOME/pwned)';
  await withGit([{ tags: [name] }], async ({ serverUrl }) => {
    const run = await build('x', { name: ImageName.of('newest/hostile'), tags: [ImageTag.gitTag(), ImageTag.latest()], triggers: { gitTags: ['**'] } }, FILES, {
      github: { server_url: serverUrl, ref: `refs/tags/${name}`, ref_name: name, ref_type: 'tag' },
    });
    expect(run).toMatchObject({ result: 'success', outputs: { tags: 'v1.0.0-touch-IFS-HOME-pwned-' } });
    expect(run.jobs['publish-x'].legs[0].files.filter(path => path.endsWith('pwned'))).toEqual([]);
  });
});
