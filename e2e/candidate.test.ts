import { execFileSync } from 'node:child_process';
import { ImageCheck, ImageDestination, ImageName, ImageSource, ImageTag, Platform } from 'projen-github-package-image';
import { PULL_REQUEST, build } from './build';
import { GREETING, helloProgram, putShell } from './images';
import { AS_WRITER } from './publish';
import { ours, upstream } from './registries';
import { WRITES } from './registry';

// Jobs call what they check `candidate:latest` in the engine. On GitHub each has an engine of its own; here all share one,
// so that their tests stand in this one file, and run one after another.
afterAll(() => {
  execFileSync('docker', ['rmi', '--force', 'candidate:latest'], { stdio: 'pipe' });
});

const HELLO = { Dockerfile: 'FROM scratch\nCOPY --chmod=755 hello /hello\nENTRYPOINT ["/hello"]\n', hello: helloProgram() };
const withShell = (image: string) => ({ Dockerfile: `FROM ${upstream().host}/source/${image}:1\nCOPY file /file\n`, file: 'checked\n' });
const writes = (image: string) => ours().exchanges(image).filter(({ method }) => WRITES.includes(method));

test('checks that pass see the candidate before it is pushed, and the image is published', async () => {
  await putShell(upstream(), 'source/shell-checked');
  const run = await build('x', {
    name: ImageName.of('checked/passing'),
    tags: [ImageTag.of('1')],
    checks: [ImageCheck.command('cat', '/file'), ImageCheck.command('sh', '-c', 'echo "it\'s $((40 + 2))"'), ImageCheck.script('docker run --rm "$IMAGE" cat /file | tr a-z A-Z')],
  }, withShell('shell-checked'));
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log).toMatch(/## Check cat \/file\nchecked\n[^]*it's 42\n[^]*## Check the image\nCHECKED\n[^]*## Publish x/);
  expect(await ours().tags('checked/passing')).toEqual(['1']);
});

test('a check without words runs the image\'s own command', async () => {
  const run = await build('x', { name: ImageName.of('checked/own'), tags: [ImageTag.of('1')], checks: [ImageCheck.command()] }, HELLO);
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log).toContain(`${GREETING}\n`);
});

test.each([
  ['command', ImageCheck.command('test', '-e', '/absent')],
  ['script', ImageCheck.script('false | true\ntrue')],
])('a %s that fails moves no tag, and pushes nothing', async (kind, check) => {
  await putShell(upstream(), 'source/shell-failing');
  const image = `checked/failing-${kind}`;
  const run = await build('x', { name: ImageName.of(image), checks: [check] }, withShell('shell-failing'));
  expect(run).toMatchObject({ result: 'failure', outputs: {}, summary: '' });
  expect(writes(image)).toEqual([]);
});

test('on several platforms a check that fails on one of them moves no tag', async () => {
  await putShell(upstream(), 'source/shell-platforms');
  const declaration = {
    name: ImageName.of('checked/platforms'),
    // both natively, so that the program of this machine can run as either
    platforms: [Platform.LINUX_AMD64, Platform.LINUX_386.onRunner('ubuntu-24.04-other')],
    tags: [ImageTag.of('1')],
    checks: [ImageCheck.script('docker run --rm "$IMAGE"\n[[ $(docker image inspect --format "{{.Architecture}}" "$IMAGE") == "${ONLY:-$(docker image inspect --format "{{.Architecture}}" "$IMAGE")}" ]]')],
  };
  expect(await build('x', declaration, HELLO)).toMatchObject({ result: 'success' });
  const before = await ours().digest('checked/platforms', '1');
  const run = await build('x', { ...declaration, env: { ONLY: 'amd64' } }, { ...HELLO, Dockerfile: `${HELLO.Dockerfile}LABEL changed=true\n` });
  expect(run.jobs['build-x'].legs.map(({ result }) => result)).toEqual(['success', 'failure']);
  expect(run.jobs['publish-x'].result).toBe('skipped');
  expect(await ours().digest('checked/platforms', '1')).toBe(before);
});

test('in a pull request the image is built and checked, without a sign-in, and nothing is pushed', async () => {
  await putShell(upstream(), 'source/shell-pull-request');
  const run = await build('x', {
    name: ImageName.of('checked/pull-request'), triggers: { branches: ['main'], pullRequests: true }, checks: [ImageCheck.command('cat', '/file')],
  }, withShell('shell-pull-request'), PULL_REQUEST);
  expect(run).toMatchObject({ result: 'success' });
  expect([run.jobs['check-x'].result, run.jobs['publish-x'].result]).toEqual(['success', 'skipped']);
  expect(run.log).toContain('## Check cat /file\nchecked\n');
  expect(run.log).not.toContain('Sign in');
  expect(ours().exchanges('checked/pull-request')).toEqual([]);
});

test('where `publishWhen` does not hold the image is built and checked, and not published', async () => {
  await putShell(upstream(), 'source/shell-unpublished');
  const run = await build('x', {
    name: ImageName.of('checked/unpublished'), publishWhen: "github.ref == 'refs/heads/release'", checks: [ImageCheck.command('cat', '/file')],
  }, withShell('shell-unpublished'));
  expect(run).toMatchObject({ result: 'success' });
  expect([run.jobs['check-x'].result, run.jobs['publish-x'].result]).toEqual(['success', 'skipped']);
  expect(run.log).toContain('## Check cat /file\nchecked\n');
  expect(ours().exchanges('checked/unpublished')).toEqual([]);
});

test('the Docker registry of a GitHub Enterprise Server gets an image that was built, and runs', async () => {
  const destination = ImageDestination.enterpriseServerDocker(ours().host, { subdomainIsolation: false, credentials: AS_WRITER });
  const run = await build('built', { destinations: [destination], tags: [ImageTag.of('1'), ImageTag.of('2')], runsOn: ['self-hosted'] }, HELLO);
  const digest = await ours().digest('acme/tools/built', '1');
  expect(run).toMatchObject({ result: 'success', outputs: { name: `${ours().host}/acme/tools/built`, digest, tags: '1 2' } });
  expect(await ours().digest('acme/tools/built', '2')).toBe(digest);
  expect((await ours().files('acme/tools/built', digest)).hello).toBe(helloProgram().toString('utf8'));
  expect(execFileSync('docker', ['run', '--rm', '--network=host', `${ours().host}/acme/tools/built:1`], { encoding: 'utf8' })).toBe(`${GREETING}\n`);
  execFileSync('docker', ['rmi', `${ours().host}/acme/tools/built:1`, `${ours().host}/acme/tools/built:2`], { stdio: 'pipe' });
});

test('an image is copied to one registry and pushed to another that knows no digests', async () => {
  const legacy = ImageDestination.enterpriseServerDocker(ours().host, { subdomainIsolation: false, credentials: AS_WRITER });
  const run = await build('both', {
    destinations: [ImageDestination.registry(`${upstream().host}/checked/both`), legacy],
    tags: [ImageTag.of('1')],
    runsOn: ['self-hosted'],
    source: ImageSource.fromDockerfile(),
  }, HELLO);
  expect(run).toMatchObject({ result: 'success' });
  expect(run.outputs.digest).toBe(await upstream().digest('checked/both', '1'));
  expect(await ours().tags('acme/tools/both')).toEqual(['1']);
  execFileSync('docker', ['rmi', `${ours().host}/acme/tools/both:1`], { stdio: 'pipe' });
});
