import { ImageDestination, ImageName, ImageSigning, ImageTag, Platform, type GithubPackageImageOptions } from 'projen-github-package-image';
import { parse } from 'yaml';
import { build, runOn } from './build';
import { makeKeyPair, runVerification, UNLOGGED, verify, type KeyPair } from './cosign';
import { Gate } from './gate';
import { putMultiPlatformImage } from './images';
import type { Workflow } from './job';
import { AS_WRITER, fromUpstream, publishing, SECRETS, toOurs } from './publish';
import { fallbackTag, SIGNATURE, statedOf } from './referrers';
import { ours, upstream } from './registries';
import type { RunOptions } from './run-options';

const FILES = { Dockerfile: 'FROM scratch\nARG TARGETARCH\nLABEL architecture=$TARGETARCH\nCOPY Dockerfile /\n' };
const SIGNED: GithubPackageImageOptions = {
  sign: ImageSigning.key({ keySecret: 'COSIGN_KEY', passwordSecret: 'COSIGN_KEY_PASSWORD' }),
  env: UNLOGGED,
  tags: [ImageTag.of('1'), ImageTag.latest()],
};
let key: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  // what shells take apart
  key = await makeKeyPair('open $(touch "$HOME/pwned") `sesame`\'"\\ ü');
  other = await makeKeyPair('other');
});

const withKey = ({ privateKey, password }: KeyPair): RunOptions =>
  ({ secrets: { ...SECRETS, COSIGN_KEY: privateKey, COSIGN_KEY_PASSWORD: password } });

test('an image is signed by its digest at every destination, and tags show what they showed', async () => {
  const run = await build('signed', {
    ...SIGNED, destinations: [toOurs(), ImageDestination.registry(`${upstream().host}/sign/elsewhere`)],
  }, FILES, withKey(key));
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const { digest } = run.outputs;
  for (const [registry, image] of [[ours(), 'acme/tools/signed'], [upstream(), 'sign/elsewhere']] as const) {
    expect(await statedOf(registry, image, digest)).toEqual([SIGNATURE]);
    expect(await registry.tags(image)).toEqual(['1', 'latest', fallbackTag(digest)].sort());
    expect(await registry.digest(image, '1')).toBe(digest);
    expect(await verify(`${registry.host}/${image}@${digest}`, key)).toMatchObject({ status: 0 });
    expect(await verify(`${registry.host}/${image}:latest`, key)).toMatchObject({ status: 0 });
  }
});

test('what is signed already is not signed again', async () => {
  const signing = () => build('x', {
    ...SIGNED,
    env: { ...UNLOGGED, COSIGN_INSECURE_IGNORE_TLOG: 'true' },
    name: ImageName.of('sign/again'),
    tags: [ImageTag.of('1')],
    source: fromUpstream('source/signed-again:1'),
  }, {}, withKey(key));
  const digest = await putMultiPlatformImage(upstream(), 'source/signed-again');
  for (let run = 0; run < 2; run++) {
    expect(await signing()).toMatchObject({ result: 'success' });
    expect(await statedOf(ours(), 'sign/again', digest)).toEqual([SIGNATURE]);
  }
  const [{ digest: platform }] = (await ours().manifest('sign/again', digest)).content.manifests!;
  expect(await statedOf(ours(), 'sign/again', platform)).toEqual([SIGNATURE]);
});

test('a destination that is switched off is neither published nor signed', async () => {
  const off = ImageDestination.registry(ours().host, AS_WRITER, { name: ImageName.of('sign/off'), when: "vars.ELSEWHERE == 'true'" });
  const run = await build('x', { ...SIGNED, name: ImageName.of('sign/on'), destinations: [toOurs(), off] }, FILES, withKey(key));
  expect(run).toMatchObject({ result: 'success' });
  expect(await statedOf(ours(), 'sign/on', run.outputs.digest)).toEqual([SIGNATURE]);
  expect(await ours().tags('sign/off')).toEqual([]);
});

test('of an index every platform is signed too, and the command that the declaration gives verifies each of them', async () => {
  const commands: string[] = [];
  const yaml = publishing('x', { ...SIGNED, name: ImageName.of('sign/index'), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] },
    image => commands.push(...image.verification()));
  const run = await runOn(yaml, FILES, withKey(key));
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const { content, digest } = await ours().manifest('sign/index', '1');
  const digests = [digest, ...content.manifests!.map(one => one.digest)];
  expect(digests).toHaveLength(3);
  expect(commands).toHaveLength(1);
  for (const one of digests) {
    const verifyWith = async ({ publicKey }: KeyPair) => runVerification(commands[0], { publicKey, env: { IMAGE: `${ours().host}/sign/index@${one}` } });
    expect(await statedOf(ours(), 'sign/index', one)).toEqual([SIGNATURE]);
    expect(await verifyWith(key)).toMatchObject({ status: 0 });
    expect(await verifyWith(other)).toMatchObject({ status: 1, output: expect.stringContaining('no matching attestations') });
  }
  expect(await ours().tags('sign/index')).toEqual(['1', 'latest', ...digests.map(fallbackTag)].sort());
});

test('the commands of the summary page verify what the run published, with an owner in upper case', async () => {
  const run = await build('signed-summary', SIGNED, FILES, withKey(key));
  expect(run).toMatchObject({ result: 'success' });
  const [, commands] = /```sh\n(.*)\n```/s.exec(run.summary)!;
  expect(commands).toBe(`cosign verify --key cosign.pub "${ours().host}/acme/tools/signed-summary@${run.outputs.digest}"`);
  expect(await runVerification(commands, key)).toMatchObject({ status: 0 });
});

test('the job that signs checks nothing out, and shows and leaves neither key nor password', async () => {
  const yaml = publishing('x', { ...SIGNED, name: ImageName.of('sign/clean') });
  const run = await runOn(yaml, FILES, withKey(key));
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const { steps } = (parse(yaml) as Workflow).jobs['sign-x'];
  expect(steps!.flatMap(({ uses = [] }) => uses).map(uses => String(uses).split('@')[0])).toEqual(['sigstore/cosign-installer']);
  const [leg] = run.jobs['sign-x'].legs;
  expect(leg.files.filter(path => path.startsWith('work/') || path.endsWith('pwned'))).toEqual([]);
  for (const secret of [key.password, ...key.privateKey.split('\n').filter(line => line.length > 20)]) {
    expect(run.log).not.toContain(secret);
  }
});

test.each(['COSIGN_KEY', 'COSIGN_KEY_PASSWORD'])('where the secret %s is not set the run says so, and the image stays published', async secret => {
  const name = `sign/without-${secret.toLowerCase()}`;
  const { secrets } = withKey(key);
  const run = await build('x', { ...SIGNED, name: ImageName.of(name) }, FILES, { secrets: { ...secrets, [secret]: '' } });
  expect(run).toMatchObject({ result: 'failure', filesWithSecrets: [] });
  expect(run.jobs['publish-x'].result).toBe('success');
  expect(run.jobs['sign-x'].legs[0]).toMatchObject({ result: 'failure', waits: [] });
  expect(run.log).toContain(`the secret ${secret} is empty or not set for this run`);
  expect(await ours().tags(name)).toEqual(['1', 'latest']);
});

test('a wrong password of the key fails the run, and leaves the tags as they were published', async () => {
  const run = await build('x', { ...SIGNED, name: ImageName.of('sign/wrong') }, FILES, withKey({ ...key, password: 'not the password' }));
  expect(run).toMatchObject({ result: 'failure', filesWithSecrets: [] });
  expect(run.log).toContain('decryption failed');
  expect(await ours().tags('sign/wrong')).toEqual(['1', 'latest']);
  expect(await ours().digest('sign/wrong', '1')).toBe(run.outputs.digest);
});

test('when the registry fails once while a signature is pushed, the job tries again and the image is signed once', async () => {
  let faults = 0;
  const gate = await Gate.before(ours().host, ({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256-') && faults++ === 0
    ? { status: 500, code: 'UNKNOWN', message: 'come back later' } : undefined);
  try {
    const run = await build('x', { ...SIGNED, destinations: [ImageDestination.registry(`${gate.host}/sign/flaky`, AS_WRITER)] }, FILES, withKey(key));
    expect(run).toMatchObject({ result: 'success' });
    expect(faults).toBeGreaterThan(1);
    expect(await verify(`${ours().host}/sign/flaky@${run.outputs.digest}`, key)).toMatchObject({ status: 0 });
    expect(await statedOf(ours(), 'sign/flaky', run.outputs.digest)).toEqual([SIGNATURE]);
  } finally {
    await gate.close();
  }
});
