import { execFileSync } from 'node:child_process';
import { Registry, requireTools } from './registry';
import { runJob } from './runner';
import { GithubPackageImage, ImageDestination, ImageMirror, ImageName, ImageSource, ImageTag, RegistryCredentials } from '../src';
import { newProject, synthText } from '../test/synth';

const user = { name: 'tester', password: 'correct-horse-battery' };
const index = 'application/vnd.docker.distribution.manifest.list.v2+json';
const credentials = RegistryCredentials.of({ username: user.name, passwordSecret: 'PASSWORD' });
let upstream: Registry;
let ours: Registry;

beforeAll(async () => {
  requireTools();
  upstream = await Registry.start();
  ours = await Registry.start(user);
  upstream.putImage('single:1');
  const manifests = [];
  for (const architecture of ['amd64', 'arm64']) {
    upstream.putImage(`multi:${architecture}`, architecture);
    const { digest, content } = await upstream.manifest('multi', architecture);
    manifests.push({ mediaType: content.mediaType, digest, size: JSON.stringify(content, null, 3).length, platform: { os: 'linux', architecture } });
  }
  for (const manifest of manifests) {
    const answer = await upstream.fetch(`multi/manifests/${manifest.digest}`, { headers: { accept: manifest.mediaType } });
    manifest.size = (await answer.text()).length;
  }
  await upstream.putManifest('multi', '1', { mediaType: index, schemaVersion: 2, manifests } as never);
});

afterAll(() => {
  upstream?.stop();
  ours?.stop();
});

function run(options: object, given: { secrets?: object; matrix?: object } = {}) {
  const project = newProject();
  new GithubPackageImage(project, 'x', { destinations: [ImageDestination.registry(ours.host, credentials)], ...options } as never);
  const contexts = { secrets: { PASSWORD: user.password }, ...given };
  return runJob(synthText(project, 'publish-x'), 'publish-x', { contexts, registries: [upstream.host, ours.host] });
}

test('a copy has the same digest and all platforms, under the lower-cased name of an upper-case owner', async () => {
  const result = run({ source: ImageSource.fromRegistry(`${upstream.host}/multi:1`), tags: [ImageTag.of('1'), ImageTag.of('latest')] });
  expect(result).toMatchObject({ status: 'success' });
  const { digest } = await upstream.manifest('multi', '1');
  for (const tag of ['1', 'latest']) {
    const copy = await ours.manifest('acme/tools/x', tag);
    expect(copy.digest).toBe(digest);
    expect(copy.content.manifests.map((one: any) => one.platform.architecture)).toEqual(['amd64', 'arm64']);
  }
  expect(result.outputs).toEqual({ name: `${ours.host}/acme/tools/x`, digest, tags: '1 latest' });
  expect(result.summary).toContain(digest);
  expect(result.summary).toContain('linux/amd64, linux/arm64');
  expect(result.log).not.toContain(user.password);
  expect(result.left.filter(file => /docker|auth/.test(file))).toEqual([]);
});

test('a second run moves nothing and succeeds', () => {
  const declaration = { source: ImageSource.fromRegistry(`${upstream.host}/multi:1`), name: ImageName.of('acme/again') };
  expect(run(declaration).status).toBe('success');
  const moves = /http\.request\.method=(PUT|POST|PATCH)|"(PUT|POST|PATCH) \/v2/;
  expect(ours.requests()).toMatch(moves);
  const before = ours.requests().length;
  expect(run(declaration).status).toBe('success');
  expect(ours.requests().slice(before)).not.toMatch(moves);
});

test('pull, tag and push delivers an image that runs', async () => {
  const server = ImageDestination.enterpriseServerDocker(ours.host, { subdomainIsolation: false, credentials });
  const result = run({ source: ImageSource.fromRegistry(`${upstream.host}/single:1`), destinations: [server], runsOn: ['self-hosted'] });
  expect(result).toMatchObject({ status: 'success' });
  const { digest } = await ours.manifest('acme/tools/x', '1');
  expect(result.outputs.digest).toBe(digest);
  const local = `e2e-runs:${Date.now()}`;
  execFileSync('skopeo', ['copy', '--src-tls-verify=false', '--src-creds', `${user.name}:${user.password}`, `docker://${ours.host}/acme/tools/x@${digest}`, `docker-daemon:${local}`], { stdio: 'pipe' });
  expect(execFileSync('docker', ['run', '--rm', '--network=host', local], { encoding: 'utf8' })).toBe('hello from the image\n');
  execFileSync('docker', ['rmi', local], { stdio: 'pipe' });
});

test('several destinations get the same, and a source on a host of theirs has its own sign-in', async () => {
  ours.putImage('private/source:1');
  const source = ImageSource.fromRegistry(`${ours.host}/private/source:1`, { credentials: RegistryCredentials.of({ username: user.name, passwordSecret: 'SOURCE' }) });
  const destinations = [ImageDestination.registry(ours.host, credentials, { name: ImageName.of('two/a') }), ImageDestination.registry(`${upstream.host}/two/b`)];
  const result = run({ source, destinations }, { secrets: { PASSWORD: user.password, SOURCE: user.password } });
  expect(result).toMatchObject({ status: 'success' });
  const { digest } = await ours.manifest('private/source', '1');
  expect((await ours.manifest('two/a', '1')).digest).toBe(digest);
  expect((await upstream.manifest('two/b', '1')).digest).toBe(digest);
});

test('an artifact without platforms is mirrored as it is', async () => {
  const config = await upstream.putBlob('artifact', 'application/vnd.acme.config', '{}');
  const layer = await upstream.putBlob('artifact', 'application/vnd.acme.policy', 'allow all');
  const digest = await upstream.putManifest('artifact', '1', { mediaType: 'application/vnd.oci.image.manifest.v1+json', schemaVersion: 2, config, layers: [layer] } as never);
  expect(run({ source: ImageSource.fromRegistry(`${upstream.host}/artifact:1`), name: ImageName.of('acme/artifact') })).toMatchObject({ status: 'success' });
  expect((await ours.manifest('acme/artifact', '1')).digest).toBe(digest);
});

test('a wrong password fails with the message of the registry, and moves no tag', async () => {
  const result = run({ source: ImageSource.fromRegistry(`${upstream.host}/multi:1`), name: ImageName.of('acme/wrong') }, { secrets: { PASSWORD: 'wrong' } });
  expect(result.status).toBe('failure');
  expect(result.log).toMatch(/401|unauthorized/i);
  expect(await ours.tags('acme/wrong')).toEqual([]);
});

test('a missing source fails at once with the message of the registry, and moves no tag', async () => {
  const result = run({ source: ImageSource.fromRegistry(`${upstream.host}/multi:none`), name: ImageName.of('acme/missing') });
  expect(result.status).toBe('failure');
  expect(result.log).toMatch(/manifest unknown/);
  expect(await ours.tags('acme/missing')).toEqual([]);
});

test('hostile text becomes a tag, and runs nothing', async () => {
  const text = '$(touch /tmp/pwned) `id`;latest\nlatest';
  const result = run({ source: ImageSource.fromRegistry(`${upstream.host}/multi:1`), name: ImageName.of('acme/hostile'), tags: [ImageTag.of('${{ github.head_ref }}')] },
    { github: { head_ref: text } } as never);
  expect(result).toMatchObject({ status: 'success' });
  expect(await ours.tags('acme/hostile')).toEqual(['touch-tmp-pwned-id-latest-latest']);
});

test('each leg of a mirror publishes its image', async () => {
  const project = newProject();
  new ImageMirror(project, 'mirrors', {
    images: [`${upstream.host}/single:1`, `${upstream.host}/multi:1`],
    destinations: [ImageDestination.registry(ours.host, credentials)],
  });
  const yaml = synthText(project, 'publish-mirrors');
  for (const name of ['single', 'multi']) {
    const matrix = { source: `${upstream.host}/${name}:1`, name: `Acme/Tools/${name}`, tags: '1' };
    expect(runJob(yaml, 'publish-mirrors', { contexts: { secrets: { PASSWORD: user.password }, matrix }, registries: [upstream.host, ours.host] })).toMatchObject({ status: 'success' });
    expect((await ours.manifest(`acme/tools/${name}`, '1')).digest).toBe((await upstream.manifest(name, '1')).digest);
  }
});
