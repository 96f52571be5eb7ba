import { ImageName, ImageSource, ImageTag, Platform } from 'projen-github-package-image';
import { overview } from './build';
import { withGit, type Commit } from './git';
import { SECRETS, publishing } from './publish';
import { ours } from './registries';
import { runWorkflow } from './workflow';

const REVISION = 'org.opencontainers.image.revision';
const commit = (content: string): Commit => ({ files: { Dockerfile: 'FROM scratch\nCOPY file /file\n', file: content } });
const TAGS = [ImageTag.sha(), ImageTag.of('1')];

test('tag and label follow the commit that is checked out, and not the one that triggered the run', async () => {
  const yaml = publishing('x', { name: ImageName.of('checkout/ref'), checkout: { ref: 'release' }, tags: [...TAGS, ImageTag.sha({ long: true })] });
  await withGit([{ ...commit('released\n'), branches: ['release'] }, commit('newer\n')], async ({ folder, commits }) => {
    const run = overview(await runWorkflow(yaml, { secrets: SECRETS, checkout: folder, github: { sha: commits[1] } }));
    expect(run).toMatchObject({ result: 'success' });
    expect(await ours().tags('checkout/ref')).toEqual(['1', `sha-${commits[0].slice(0, 7)}`, `sha-${commits[0]}`]);
    expect(await ours().files('checkout/ref', '1')).toEqual({ file: 'released\n' });
    expect((await ours().config('checkout/ref', '1')).config.Labels).toMatchObject({ [REVISION]: commits[0] });
  });
});

test('every job has the same commit, although the branch moves meanwhile', async () => {
  await withGit([{ ...commit('released\n'), branches: ['release'] }, commit('newer\n')], async ({ folder, commits }) => {
    const yaml = publishing('x', {
      name: ImageName.of('checkout/legs'),
      source: ImageSource.fromDockerfile(),
      checkout: { ref: 'release' },
      platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64],
      tags: TAGS,
      preBuildSteps: [{ run: `git -C '${folder}' branch --force release main` }],
    });
    const run = overview(await runWorkflow(yaml, { secrets: SECRETS, checkout: folder, github: { sha: commits[1] } }));
    expect(run).toMatchObject({ result: 'success' });
    expect(await ours().tags('checkout/legs')).toEqual(['1', `sha-${commits[0].slice(0, 7)}`]);
    const { content } = await ours().manifest('checkout/legs', '1');
    expect(content.annotations).toMatchObject({ [REVISION]: commits[0] });
    for (const { digest } of content.manifests!) {
      expect(await ours().files('checkout/legs', digest)).toEqual({ file: 'released\n' });
      expect((await ours().config('checkout/legs', digest)).config.Labels).toMatchObject({ [REVISION]: commits[0] });
    }
  });
});

test('without a ref the commit that triggered the run is checked out', async () => {
  const yaml = publishing('x', { name: ImageName.of('checkout/own'), tags: TAGS });
  await withGit([commit('first\n'), commit('second\n')], async ({ folder, commits }) => {
    const run = overview(await runWorkflow(yaml, { secrets: SECRETS, checkout: folder, github: { sha: commits[0] } }));
    expect(run).toMatchObject({ result: 'success', outputs: { tags: `1 sha-${commits[0].slice(0, 7)}` } });
    expect(await ours().files('checkout/own', '1')).toEqual({ file: 'first\n' });
  });
});
