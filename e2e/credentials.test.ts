import { ImageDestination, ImageName, ImageSource, ImageTag, RegistryCredentials } from 'projen-github-package-image';
import { Gate, type Arrival, type Refusal } from './gate';
import { putImage, putMultiPlatformImage } from './images';
import { AS_WRITER, SECRETS, fromUpstream, publish, toOurs } from './publish';
import { READER, WRITER, ours, upstream } from './registries';

const AS_READER = RegistryCredentials.of({ username: READER.name, passwordSecret: 'READER_PASSWORD' });
const BOTH = { secrets: { ...SECRETS, READER_PASSWORD: READER.password } };

/** The reader may only read what is private, and the writer may not even do that. */
function rights({ path, method, user }: Arrival): Refusal | undefined {
  const isPrivate = path.startsWith('/v2/private/');
  const allowed = user === undefined || path === '/v2/' || (isPrivate ? user === READER.name && ['GET', 'HEAD'].includes(method) : user === WRITER.name);
  return allowed ? undefined : { status: 403, code: 'DENIED', message: `${user} may not ${method} ${path}` };
}

test('a source and a destination on one host are each signed in to with their own credentials', async () => {
  const digest = await putMultiPlatformImage(ours(), 'private/source');
  const gate = await Gate.before(ours().host, rights);
  try {
    const run = await publish('x', {
      source: ImageSource.fromRegistry(`${gate.host}/private/source:1`, { credentials: AS_READER }),
      destinations: [ImageDestination.registry(`${gate.host}/credentials/one-host`, AS_WRITER)],
    }, BOTH);
    expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
    expect(await ours().digest('credentials/one-host', '1')).toBe(digest);
    const users = (path: string) => new Set(gate.passed.filter(one => one.path.startsWith(path)).flatMap(({ user }) => user ?? []));
    expect(users('/v2/private/')).toEqual(new Set([READER.name]));
    expect(users('/v2/credentials/')).toEqual(new Set([WRITER.name]));
  } finally {
    await gate.close();
  }
});

test('the rights of the destination\'s user alone are not enough for that source', async () => {
  await putImage(ours(), 'private/unreadable');
  const gate = await Gate.before(ours().host, rights);
  try {
    const run = await publish('x', {
      source: ImageSource.fromRegistry(`${gate.host}/private/unreadable:1`),
      destinations: [ImageDestination.registry(`${gate.host}/credentials/unreadable`, AS_WRITER)],
    }, BOTH);
    expect(run).toMatchObject({ result: 'failure', waits: [] });
    expect(run.log).toContain('denied');
    expect(await ours().tags('credentials/unreadable')).toEqual([]);
  } finally {
    await gate.close();
  }
});

test('nothing of a password is left on the disk or shown in the log, in plain text or in base64', async () => {
  await putImage(ours(), 'credentials/source');
  const run = await publish('x', {
    source: ImageSource.fromRegistry(`${ours().host}/credentials/source:1`, { credentials: AS_READER }),
    name: ImageName.of('credentials/clean'),
    postPublishSteps: [{ run: 'echo "$MINE"; printf %s "writer:$MINE" | base64 --wrap=0; ls "$RUNNER_TEMP"', env: { MINE: '${{ secrets.PASSWORD }}' } }],
  }, BOTH);
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  expect(run.files).toContain('home/.config/containers/registries.conf');
  expect(run.files.filter(path => path.startsWith('temp/'))).toEqual([]);
  expect(run.log).toContain('***');
  for (const { name, password } of [READER, WRITER]) {
    expect(run.log).not.toContain(password);
    expect(run.log).not.toContain(Buffer.from(`${name}:${password}`).toString('base64'));
  }
});

test('nothing of a password is left on the disk when the job fails after it has signed in', async () => {
  const run = await publish('x', { source: fromUpstream('source/none:1'), name: ImageName.of('credentials/failed') });
  expect(run).toMatchObject({ result: 'failure', filesWithSecrets: [] });
  expect(run.log).toContain('Login Succeeded');
});

test('steps after the publication see the image and its tags, and are signed in', async () => {
  const digest = await putImage(upstream(), 'source/post');
  const run = await publish('x', {
    source: fromUpstream('source/post:1'),
    name: ImageName.of('credentials/post'),
    tags: [ImageTag.of('1'), ImageTag.of('stable')],
    postPublishSteps: [
      { name: 'Show', run: 'echo "published $IMAGE as $TAGS"' },
      { name: 'Pull', run: 'docker pull --quiet "$IMAGE" && docker rmi "$IMAGE"' },
      { name: 'Tag', run: 'skopeo copy --preserve-digests "docker://$IMAGE" "docker://${IMAGE%@*}:by-hand"' },
    ],
  });
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log).toContain(`published ${ours().host}/credentials/post@${digest} as 1 stable\n`);
  expect(await ours().digest('credentials/post', 'by-hand')).toBe(digest);
});

test('a user name that is a secret costs the output that holds it, and no other', async () => {
  const digest = await putImage(upstream(), 'source/secret-user');
  const run = await publish('x', {
    source: fromUpstream('source/secret-user:1'),
    name: ImageName.of('writer/secret-user'),
    destinations: [ImageDestination.registry(ours().host, RegistryCredentials.fromSecrets({ username: 'USERNAME', password: 'PASSWORD' }))],
  }, { secrets: { ...SECRETS, USERNAME: WRITER.name } });
  expect(run).toMatchObject({ result: 'success' });
  expect(run.outputs).toEqual({ digest, tags: '1' });
  expect(await ours().digest('writer/secret-user', '1')).toBe(digest);
});

test('several destinations of one registry share a sign-in', async () => {
  const digest = await putImage(upstream(), 'source/shared');
  const other = ImageDestination.registry(ours().host, AS_WRITER, { name: ImageName.of('credentials/shared-too') });
  const run = await publish('x', { source: fromUpstream('source/shared:1'), name: ImageName.of('credentials/shared'), destinations: [toOurs(), other] });
  expect(run).toMatchObject({ result: 'success' });
  expect(run.log.match(/Login Succeeded/g)).toHaveLength(1);
  expect(await ours().digest('credentials/shared', '1')).toBe(digest);
  expect(await ours().digest('credentials/shared-too', '1')).toBe(digest);
});

test('a registry that only the run knows is signed in to and published to; without one nothing is sent anywhere', async () => {
  const digest = await putImage(upstream(), 'credentials/late');
  const options = { source: fromUpstream('credentials/late:1'), destinations: [ImageDestination.registry('${{ vars.REGISTRY }}/credentials/late', AS_WRITER)] };
  const run = await publish('x', options, { ...BOTH, vars: { REGISTRY: ours().host } });
  expect(run).toMatchObject({ result: 'success', outputs: { name: `${ours().host}/credentials/late` } });
  expect(await ours().digest('credentials/late', '1')).toBe(digest);
  const without = await publish('x', options, BOTH);
  expect(without).toMatchObject({ result: 'failure', waits: [] });
  expect(without.log).toContain('::error::"" is no host of a registry');
});
