import { BuildCache, ImageDestination, ImageName, ImageSource, ImageTag, type GithubPackageImageOptions } from 'projen-github-package-image';
import { PULL_REQUEST, build, type BuildRun } from './build';
import { Gate } from './gate';
import { putShell } from './images';
import { AS_WRITER } from './publish';
import { ours, upstream } from './registries';
import { WRITES } from './registry';

const TRIGGERS = { branches: ['main'], schedule: ['17 3 * * *'], pullRequests: true };
const files = (image: string) => ({ Dockerfile: `FROM ${upstream().host}/source/${image}:1\nRUN echo it runs\n` });
const cached = (cache: BuildCache, name: string): GithubPackageImageOptions => ({
  name: ImageName.of(name), source: ImageSource.fromDockerfile({ cache }), tags: [ImageTag.latest()], triggers: TRIGGERS,
});
/** Every job has a builder of its own: what it need not run again comes out of a cache. */
const reuses = ({ log }: BuildRun) => !/^#\d+ [\d.]+ it runs$/m.test(log);

test('a registry keeps the cache beside the image, and the next run reads it', async () => {
  await putShell(upstream(), 'source/shell-cache');
  const declaration = cached(BuildCache.registry(), 'cache/registry');
  const first = await build('x', declaration, files('shell-cache'));
  expect(first).toMatchObject({ result: 'success', filesWithSecrets: [] });
  expect(reuses(first)).toBe(false);
  expect(await ours().tags('cache/registry')).toEqual(['buildcache-x-image', 'latest']);
  const second = await build('x', declaration, files('shell-cache'));
  expect(second).toMatchObject({ result: 'success' });
  expect(reuses(second)).toBe(true);
});

test('an owner in upper case has a cache in lower case', async () => {
  await putShell(upstream(), 'source/shell-case');
  const declaration = { ...cached(BuildCache.registry(), 'x'), name: undefined };
  expect(await build('cache-upper', declaration, files('shell-case'))).toMatchObject({ result: 'success' });
  expect(await ours().tags('acme/tools/cache-upper')).toEqual(['buildcache-cache-upper-image', 'latest']);
  expect(reuses(await build('cache-upper', declaration, files('shell-case')))).toBe(true);
});

test('a run by schedule reads no cache, and writes it anew', async () => {
  await putShell(upstream(), 'source/shell-schedule');
  const declaration = cached(BuildCache.registry(), 'cache/schedule');
  await build('x', declaration, files('shell-schedule'));
  const before = ours().exchanges('cache/schedule').length;
  const run = await build('x', declaration, files('shell-schedule'), { github: { event_name: 'schedule' } });
  expect(run).toMatchObject({ result: 'success' });
  expect(reuses(run)).toBe(false);
  expect(ours().exchanges('cache/schedule').slice(before).filter(({ method, path }) => method === 'PUT' && path.endsWith('/buildcache-x-image'))).toHaveLength(1);
});

test('a pull request reads a cache, and writes none', async () => {
  await putShell(upstream(), 'source/shell-cache-pull');
  const declaration = { ...cached(BuildCache.registry(), 'x'), name: undefined, destinations: [ImageDestination.registry(`${upstream().host}/cache/pull`)] };
  await build('x', declaration, files('shell-cache-pull'));
  const before = upstream().exchanges('cache/pull').length;
  const run = await build('x', declaration, files('shell-cache-pull'), PULL_REQUEST);
  expect(run).toMatchObject({ result: 'success' });
  expect(reuses(run)).toBe(true);
  expect(upstream().exchanges('cache/pull').slice(before).filter(({ method }) => WRITES.includes(method))).toEqual([]);
});

test('a pull request is built although it may not read the cache', async () => {
  await putShell(upstream(), 'source/shell-cache-closed');
  const run = await build('x', cached(BuildCache.registry(), 'cache/closed'), files('shell-cache-closed'), PULL_REQUEST);
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log).not.toContain('Sign in');
});

test('a cache that the registry refuses fails no build', async () => {
  await putShell(upstream(), 'source/shell-refused');
  const refused: string[] = [];
  const gate = await Gate.before(ours().host, ({ method, path }) => {
    if (method === 'PUT' && path.includes('/manifests/buildcache-')) {
      refused.push(path);
      return { status: 403, code: 'DENIED', message: 'no caches here' };
    }
    return undefined;
  });
  try {
    const run = await build('x', {
      ...cached(BuildCache.registry(), 'x'), name: undefined, destinations: [ImageDestination.registry(`${gate.host}/cache/refused`, AS_WRITER)],
    }, files('shell-refused'));
    expect(run).toMatchObject({ result: 'success' });
    expect(refused).not.toEqual([]);
    expect(await ours().tags('cache/refused')).toEqual(['latest']);
  } finally {
    await gate.close();
  }
});

test('an image can hold its own cache', async () => {
  await putShell(upstream(), 'source/shell-inline');
  const declaration = cached(BuildCache.inline(), 'cache/inline');
  expect(reuses(await build('x', declaration, files('shell-inline')))).toBe(false);
  expect(reuses(await build('x', declaration, files('shell-inline')))).toBe(true);
  expect(await ours().tags('cache/inline')).toEqual(['latest']);
});

test("a cache in BuildKit's own words is written, and the next run reads it", async () => {
  await putShell(upstream(), 'source/shell-words');
  const ref = `type=registry,ref=${upstream().host}/cache/words:1`;
  const declaration = cached(BuildCache.of({ from: [ref], to: [`${ref},mode=max`] }), 'words/image');
  expect(reuses(await build('x', declaration, files('shell-words')))).toBe(false);
  expect(await upstream().tags('cache/words')).toEqual(['1']);
  expect(reuses(await build('x', declaration, files('shell-words')))).toBe(true);
});
