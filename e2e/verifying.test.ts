import {
  ImageDestination, ImageMirror, ImageName, ImageSource, ImageTag, ImageTransfer, ImageVerification, RegistryCredentials,
  type GithubPackageImageOptions,
} from 'projen-github-package-image';
import { makeKeyPair, sign, WITHOUT_LOG, type KeyPair } from './cosign';
import { Gate, type Arrival, type Refusal } from './gate';
import { putImage, putMultiPlatformImage } from './images';
import { synthesize } from './project';
import { AS_WRITER, publish, SECRETS, toOurs } from './publish';
import { fallbackTag } from './referrers';
import { ours, READER, upstream, WRITER } from './registries';
import { WRITES } from './registry';
import { TOKEN } from './run-options';
import { runWorkflow } from './workflow';

const REFUSED = 'is not signed as it must be, and nothing is copied';
let key: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  [key, other] = [await makeKeyPair('of the source'), await makeKeyPair('of another')];
});

/** An image of the rest of the world that must be signed with the key. */
const mirrored = (image: string, options: Omit<GithubPackageImageOptions, 'source'> = {}, transfer?: ImageTransfer): GithubPackageImageOptions => ({
  source: ImageSource.fromRegistry(`${upstream().host}/${image}:1`, { verify: ImageVerification.cosignKey(key.publicKey), transfer }),
  env: WITHOUT_LOG,
  ...options,
});

const writes = (image: string) => ours().exchanges(image).filter(({ method }) => WRITES.includes(method));

test('an image that is signed with the key is copied', async () => {
  const digest = await putMultiPlatformImage(upstream(), 'verify/signed');
  await sign(`${upstream().host}/verify/signed@${digest}`, key);
  const run = await publish('x', mirrored('verify/signed', { name: ImageName.of('verified/signed') }));
  expect(run).toMatchObject({ result: 'success', waits: [], filesWithSecrets: [] });
  expect(await ours().digest('verified/signed', '1')).toBe(digest);
  expect(await ours().tags('verified/signed')).toEqual(['1']);
});

test('an image that is not signed is not copied, and nothing is moved', async () => {
  await putMultiPlatformImage(upstream(), 'verify/unsigned');
  const run = await publish('x', mirrored('verify/unsigned', { name: ImageName.of('verified/unsigned') }));
  expect(run).toMatchObject({ result: 'failure', summary: '' });
  expect(run.log).toContain(`::error::${upstream().host}/verify/unsigned:1 ${REFUSED}`);
  expect(writes('verified/unsigned')).toEqual([]);
});

test('an image that is signed with another key is not copied, and nothing is moved', async () => {
  const digest = await putImage(upstream(), 'verify/other');
  await sign(`${upstream().host}/verify/other@${digest}`, other);
  const run = await publish('x', mirrored('verify/other', { name: ImageName.of('verified/other') }));
  expect(run).toMatchObject({ result: 'failure', summary: '' });
  expect(run.log).toContain(REFUSED);
  expect(writes('verified/other')).toEqual([]);
});

test('where the tag of the source moves to an image that is not signed, the run fails, and the tag here stays', async () => {
  const digest = await putImage(upstream(), 'verify/moving');
  await sign(`${upstream().host}/verify/moving@${digest}`, key);
  const declaration = mirrored('verify/moving', { name: ImageName.of('verified/moving') });
  expect(await publish('x', declaration)).toMatchObject({ result: 'success' });
  const before = writes('verified/moving').length;
  await putMultiPlatformImage(upstream(), 'verify/moving');
  const run = await publish('x', declaration);
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.log).toContain(REFUSED);
  expect(await ours().digest('verified/moving', '1')).toBe(digest);
  expect(writes('verified/moving').slice(before)).toEqual([]);
});

test('an image that is pulled and pushed is verified before', async () => {
  const digest = await putImage(upstream(), 'verify/pulled');
  const declaration = mirrored('verify/pulled', { name: ImageName.of('verified/pulled') }, ImageTransfer.PULL_AND_PUSH);
  const refused = await publish('x', declaration);
  expect(refused).toMatchObject({ result: 'failure' });
  expect(refused.log).toContain(REFUSED);
  expect(writes('verified/pulled')).toEqual([]);
  await sign(`${upstream().host}/verify/pulled@${digest}`, key);
  expect(await publish('x', declaration)).toMatchObject({ result: 'success' });
  expect(await ours().tags('verified/pulled')).toEqual(['1']);
});

test('of a mirror the images that are signed are copied, and the others fail', async () => {
  const digests = [await putImage(upstream(), 'verify/first'), await putImage(upstream(), 'verify/second'), await putImage(upstream(), 'verify/third')];
  await sign(`${upstream().host}/verify/first@${digests[0]}`, key);
  await sign(`${upstream().host}/verify/third@${digests[2]}`, key);
  const yaml = synthesize('publish-mirrors', project => new ImageMirror(project, 'mirrors', {
    destinations: [toOurs()],
    images: ['first', 'second', 'third'].map(name => `${upstream().host}/verify/${name}:1`),
    verify: ImageVerification.cosignKey(key.publicKey),
    env: WITHOUT_LOG,
  }));
  const { result, jobs } = await runWorkflow(yaml, { secrets: SECRETS });
  expect(result).toBe('failure');
  expect(jobs['publish-mirrors'].legs.map(leg => leg.result)).toEqual(['success', 'failure', 'success']);
  expect(jobs['publish-mirrors'].legs[1].log).toContain(`${upstream().host}/verify/second:1 ${REFUSED}`);
  expect(await ours().digest('acme/tools/verify/first', '1')).toBe(digests[0]);
  expect(await ours().tags('acme/tools/verify/second')).toEqual([]);
  expect(await ours().digest('acme/tools/verify/third', '1')).toBe(digests[2]);
});

test('a source with a sign-in of its own, on the host of the destination, is verified with that', async () => {
  const digest = await putImage(ours(), 'private/verified');
  await sign(`${ours().host}/private/verified@${digest}`, key);
  const gate = await Gate.before(ours().host, onlyReaderReads);
  try {
    const run = await publish('x', {
      source: ImageSource.fromRegistry(`${gate.host}/private/verified:1`, {
        credentials: RegistryCredentials.of({ username: READER.name, passwordSecret: 'READER_PASSWORD' }),
        verify: ImageVerification.cosignKey(key.publicKey),
      }),
      destinations: [ImageDestination.registry(`${gate.host}/verified/private`, AS_WRITER)],
      env: WITHOUT_LOG,
    }, { secrets: { ...SECRETS, READER_PASSWORD: READER.password } });
    expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
    expect(await ours().digest('verified/private', '1')).toBe(digest);
    const asked = gate.passed.filter(({ path, user }) => path.includes(fallbackTag(digest)) && user !== undefined);
    expect(new Set(asked.map(({ user }) => user))).toEqual(new Set([READER.name]));
  } finally {
    await gate.close();
  }
});

test.each([
  ['accepts', 'success', 'exit 0'],
  ['refuses', 'failure', 'echo "no attestations found" >&2; exit 1'],
])('an attestation of GitHub is asked for by digest, with the token of the job, and where gh %s the run is a %s', async (verb, result, end) => {
  const name = `verified/attested-${verb}`;
  const digest = await putImage(upstream(), `verify/attested-${verb}`);
  const verify = ImageVerification.attestation({ repository: 'acme/web', signerWorkflow: 'acme/builders/.github/workflows/image.yml' });
  const gh = `#!/bin/sh\nexec >&2\nprintf '<%s>' "$@"\n[ "$GH_TOKEN" = "$EXPECTED" ] && echo ' with the token' || exit 4\n${end}\n`;
  const run = await publish('x', {
    source: ImageSource.fromRegistry(`${upstream().host}/verify/attested-${verb}:1`, { verify }),
    name: ImageName.of(name),
    tags: [ImageTag.of('1')],
    env: { EXPECTED: TOKEN },
    setupSteps: [{
      run: 'mkdir "$RUNNER_TEMP/bin"; printf %s "$GH" >"$RUNNER_TEMP/bin/gh"; chmod +x "$RUNNER_TEMP/bin/gh"; echo "$RUNNER_TEMP/bin" >>"$GITHUB_PATH"',
      env: { GH: gh },
    }],
  });
  expect(run).toMatchObject({ result });
  const words = [
    'attestation', 'verify', '--repo', 'acme/web', '--signer-workflow', 'acme/builders/.github/workflows/image.yml',
    `oci://${upstream().host}/verify/attested-${verb}@${digest}`,
  ];
  expect(run.log).toContain(`<${words.join('><')}> with the token\n`);
  expect(await ours().tags(name)).toEqual(result === 'success' ? ['1'] : []);
  expect(run.log.includes(REFUSED)).toBe(result === 'failure');
  expect(writes(name).length > 0).toBe(result === 'success');
});

test('when the registry of the source fails once while the signature is looked for, it is looked for again', async () => {
  const digest = await putImage(upstream(), 'verify/flaky');
  await sign(`${upstream().host}/verify/flaky@${digest}`, key);
  let faults = 1;
  const gate = await Gate.before(upstream().host, ({ path }) => path.endsWith(`/manifests/${fallbackTag(digest)}`) && faults-- > 0
    ? { status: 503, code: 'UNAVAILABLE', message: 'come back later' } : undefined);
  try {
    const verify = ImageVerification.cosignKey(key.publicKey);
    const run = await publish('x', {
      source: ImageSource.fromRegistry(`${gate.host}/verify/flaky:1`, { verify }), name: ImageName.of('verified/flaky'), env: WITHOUT_LOG,
    });
    expect(run).toMatchObject({ result: 'success' });
    expect(faults).toBeLessThan(1);
    expect(await ours().digest('verified/flaky', '1')).toBe(digest);
  } finally {
    await gate.close();
  }
});

/** The writer may not even read what is private. */
function onlyReaderReads({ path, method, user }: Arrival): Refusal | undefined {
  const isPrivate = path.startsWith('/v2/private/');
  const allowed = user === undefined || path === '/v2/' || (isPrivate ? user === READER.name && ['GET', 'HEAD'].includes(method) : user === WRITER.name);
  return allowed ? undefined : { status: 403, code: 'DENIED', message: `${user} may not ${method} ${path}` };
}
