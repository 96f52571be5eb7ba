import { ImageCheck, ImageName, type GithubPackageImageOptions } from 'projen-github-package-image';
import { overview, runOn, type BuildRun } from './build';
import { withGit } from './git';
import { putShell } from './images';
import { toOurs } from './publish';
import { ours, upstream } from './registries';
import { WRITES } from './registry';
import { releaseWorkflow } from './release';
import type { RunOptions } from './run-options';

const DOCKERFILE = () => ({ Dockerfile: `FROM ${upstream().host}/source/release:1\nCOPY dist/app /app\n` });

/** Runs the release of a project whose image takes what projen has built. */
async function releaseOf(name: string, version: string, options: GithubPackageImageOptions = {}, run: RunOptions = {}): Promise<BuildRun> {
  await putShell(upstream(), 'source/release');
  const yaml = releaseWorkflow(version, { name: ImageName.of(name), destinations: [toOurs()], ...options });
  return withGit([{ tags: ['v1.9.0', 'v1.2.0'] }], async ({ serverUrl }) => overview(await runOn(yaml, DOCKERFILE(), {
    ...run, github: { server_url: serverUrl, ...run.github },
  })));
}

test('a release publishes the image under its version, with what projen has built, and only then is it made', async () => {
  const run = await releaseOf('release/whole', '1.10.2');
  expect(run).toMatchObject({ result: 'success' });
  expect(await ours().tags('release/whole')).toEqual(['1.10', '1.10.2', 'latest', 'sha-9f2c1a7']);
  expect((await ours().files('release/whole', '1.10.2')).app).toBe('built by projen\n');
  expect(run.log.indexOf('released by projen')).toBeGreaterThan(run.log.indexOf('release/whole'));
});

test('a fix of an older version does not move `latest`', async () => {
  expect(await releaseOf('release/older', '1.2.1')).toMatchObject({ result: 'success' });
  expect(await ours().tags('release/older')).toEqual(['1.2', '1.2.1', 'sha-9f2c1a7']);
});

test('a pre-release moves neither `latest` nor a shorter version', async () => {
  expect(await releaseOf('release/before', '2.0.0-beta.1')).toMatchObject({ result: 'success' });
  expect(await ours().tags('release/before')).toEqual(['2.0.0-beta.1', 'sha-9f2c1a7']);
});

test('where the image fails nothing is released, and no tag is there', async () => {
  const run = await releaseOf('release/broken', '1.0.0', { checks: [ImageCheck.command('false')] });
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.jobs.release_github.result).toBe('skipped');
  expect(await ours().tags('release/broken')).toEqual([]);
});

test('a dry run builds and checks the image, and publishes nothing', async () => {
  const run = await releaseOf('release/dry', '1.0.0', { checks: [ImageCheck.command('cat', '/app')] }, {
    github: { event_name: 'workflow_dispatch' }, inputs: { dry_run: 'true' },
  });
  expect(run).toMatchObject({ result: 'success' });
  expect(run.jobs['check-x'].result).toBe('success');
  expect(run.jobs['publish-x'].result).toBe('skipped');
  expect(run.log).toContain('built by projen');
  expect(run.jobs.release_github.result).toBe('success');
  expect(ours().exchanges('release/dry').filter(({ method }) => WRITES.includes(method))).toEqual([]);
});

test('a release is made where the image is not meant to be published', async () => {
  const run = await releaseOf('release/without', '1.0.0', { condition: "vars.IMAGES == 'true'" });
  expect(run.jobs['publish-x'].result).toBe('skipped');
  expect(run.jobs.release_github.result).toBe('success');
});
