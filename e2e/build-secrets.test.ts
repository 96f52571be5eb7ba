import { createHash } from 'node:crypto';
import { ImageName, ImageSource, ImageTag, type PublishTriggers } from 'projen-github-package-image';
import { PULL_REQUEST, build } from './build';
import { putShell } from './images';
import { SECRETS } from './publish';
import { ours, upstream } from './registries';

const TOKEN = 'npm_a secret, "quoted" $(id)';
const declaration = (name: string, triggers?: PublishTriggers) => ({
  name: ImageName.of(`secrets/${name}`), source: ImageSource.fromDockerfile({ secrets: { npm: 'NPM_TOKEN' } }), tags: [ImageTag.of('1')], triggers,
});
const files = (image: string) => ({
  Dockerfile: [
    `FROM ${upstream().host}/source/${image}:1`,
    'RUN --mount=type=secret,id=npm if [ -e /run/secrets/npm ]; then sha256sum </run/secrets/npm >/sum; else echo none | cat >/sum; fi; cat /sum',
  ].join('\n'),
});

test('a secret reaches the build, and is in no layer, in no log and on no disk afterwards', async () => {
  await putShell(upstream(), 'source/shell-secret');
  const run = await build('x', declaration('seen'), files('shell-secret'), { secrets: { ...SECRETS, NPM_TOKEN: TOKEN } });
  // the log hides secrets: it must not have had to
  expect(run.log).not.toContain('***');
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  // BuildKit keeps layers and logs where that was looked for
  expect(run.jobs['publish-x'].legs[0].files.some(path => path.startsWith('buildkit/state/'))).toBe(true);
  const { sum, ...others } = await ours().files('secrets/seen', '1');
  expect(sum).toBe(`${createHash('sha256').update(TOKEN).digest('hex')}  -\n`);
  expect(Object.values(others).filter(text => text.includes('npm_a secret'))).toEqual([]);
  expect(JSON.stringify(await ours().config('secrets/seen', '1'))).not.toContain('npm_a secret');
});

test('a pull request has no secret of a build', async () => {
  await putShell(upstream(), 'source/shell-no-secret');
  const run = await build('x', declaration('pull-request', { branches: ['main'], pullRequests: true }), files('shell-no-secret'), {
    ...PULL_REQUEST, secrets: { ...SECRETS, NPM_TOKEN: TOKEN },
  });
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  expect(run.jobs['check-x'].legs[0].log).toMatch(/#\d+ [\d.]+ none\n/);
});
