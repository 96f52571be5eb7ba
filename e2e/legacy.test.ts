import { execFileSync } from 'node:child_process';
import { ImageDestination, ImageName, ImageSource, ImageTag, ImageTransfer } from 'projen-github-package-image';
import { Gate } from './gate';
import { GREETING, putImage, putMultiPlatformImage } from './images';
import { AS_WRITER, fromUpstream, publish } from './publish';
import { WRITER, ours, upstream } from './registries';

/** Runs an image of our registry, and returns what it prints. */
function runImage(reference: string): string {
  const local = `e2e/${reference.replace(/^[^/]*\/|@.*/g, '')}:run`;
  const credentials = `${WRITER.name}:${WRITER.password}`;
  execFileSync('skopeo', ['copy', '--src-tls-verify=false', '--src-creds', credentials, `docker://${reference}`, `docker-daemon:${local}`], { stdio: 'pipe' });
  try {
    return execFileSync('docker', ['run', '--rm', '--network=host', local], { encoding: 'utf8' });
  } finally {
    execFileSync('docker', ['rmi', local], { stdio: 'pipe' });
  }
}

/** The jobs leave what they pull and tag in the engine, where other tests and other people have images too. */
afterEach(() => {
  const all = execFileSync('docker', ['images', '--format', '{{.Repository}} {{.ID}}'], { encoding: 'utf8' }).split('\n');
  const ids = all.filter(image => /^localhost:\d+\/(acme\/tools\/)?legacy[-/ ]/.test(image)).map(image => image.split(' ')[1]);
  if (ids.length > 0) {
    execFileSync('docker', ['rmi', '--force', ...new Set(ids)], { stdio: 'pipe' });
  }
});

test('the Docker registry of a GitHub Enterprise Server gets an image that runs', async () => {
  await putMultiPlatformImage(upstream(), 'legacy/two-platforms');
  const run = await publish('legacy', {
    source: fromUpstream('legacy/two-platforms:1'),
    destinations: [ImageDestination.enterpriseServerDocker(ours().host, { subdomainIsolation: false, credentials: AS_WRITER })],
    tags: [ImageTag.of('1'), ImageTag.of('latest')],
    runsOn: ['self-hosted'],
  });
  const digest = await ours().digest('acme/tools/legacy', '1');
  expect(run).toMatchObject({
    result: 'success', outputs: { name: `${ours().host}/acme/tools/legacy`, digest, tags: '1 latest' },
  });
  expect(run.summary).toContain('| Platforms | linux/amd64 |');
  expect(await ours().digest('acme/tools/legacy', 'latest')).toBe(digest);
  expect(runImage(`${ours().host}/acme/tools/legacy@${digest}`)).toBe(`${GREETING}\n`);
});

test('an image can be pulled and pushed to any registry, and runs', async () => {
  await putImage(upstream(), 'legacy/pulled');
  const run = await publish('x', {
    source: ImageSource.fromRegistry(`${upstream().host}/legacy/pulled:1`, { transfer: ImageTransfer.PULL_AND_PUSH }),
    name: ImageName.of('legacy/pushed'),
  });
  expect(run).toMatchObject({ result: 'success' });
  expect(run.outputs.digest).toBe(await ours().digest('legacy/pushed', '1'));
  expect(runImage(`${ours().host}/legacy/pushed@${run.outputs.digest}`)).toBe(`${GREETING}\n`);
});

test('where the push to a registry without digests fails, no tag has moved in the one that takes copies', async () => {
  const before = await putImage(upstream(), 'legacy/copied');
  await putMultiPlatformImage(upstream(), 'legacy/source');
  const gate = await Gate.before(ours().host, ({ method, path }) => method === 'PUT' && path.includes('/manifests/')
    ? { status: 403, code: 'DENIED', message: 'no more images' } : undefined);
  try {
    const legacy = (host: string) => ImageDestination.enterpriseServerDocker(host, { subdomainIsolation: false, credentials: AS_WRITER });
    const declaration = (host: string) => ({
      source: fromUpstream('legacy/source:1'), destinations: [ImageDestination.registry(`${upstream().host}/legacy/copied`), legacy(host)], runsOn: ['self-hosted'],
    });
    const failed = await publish('legacy-together', declaration(gate.host));
    expect(failed).toMatchObject({ result: 'failure', waits: [] });
    expect(failed.log).toContain('denied');
    expect(await upstream().digest('legacy/copied', '1')).toBe(before);
    const run = await publish('legacy-together', declaration(ours().host));
    expect(run).toMatchObject({ result: 'success' });
    expect(await upstream().digest('legacy/copied', '1')).toBe(run.outputs.digest);
    expect(await ours().tags('acme/tools/legacy-together')).toEqual(['1']);
  } finally {
    await gate.close();
  }
});
