import {
  AttestWhen, ImageBuilder, ImageDestination, ImageName, ImageSource, ImageTag, Platform, RegistryCredentials, type GithubPackageImageOptions,
} from 'projen-github-package-image';
import { parse, stringify } from 'yaml';
import { build, runOn } from './build';
import { runVerification } from './cosign';
import { Gate } from './gate';
import { putScanner } from './images';
import type { Job, Workflow } from './job';
import { AS_WRITER, publishing, SECRETS, toOurs } from './publish';
import { fallbackTag, referrersOf, statedOf, type Statement } from './referrers';
import { ours, upstream } from './registries';
import type { Registry } from './registry';
import { RegistryServer } from './registry-server';
import { TOKEN, type RunOptions } from './run-options';

const PROVENANCE = 'https://slsa.dev/provenance/v1';
const SPDX = 'https://spdx.dev/Document/v2.3';
const FILES = {
  Dockerfile: 'FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /architecture\n',
  amd64: 'amd64',
  arm64: 'arm64',
};
const BOTH = [Platform.LINUX_AMD64, Platform.LINUX_ARM64];
const ATTESTED: GithubPackageImageOptions = { attest: AttestWhen.ALWAYS, tags: [ImageTag.of('1')] };

beforeAll(async () => {
  await putScanner(upstream(), 'docker/buildkit-syft-scanner', 'stable-1');
});

/** A Dockerfile whose content BuildKit lists, with the scanner that it looks for at Docker Hub. */
function listed(): ImageSource {
  const buildkitConfig = `[registry."docker.io"]\n  mirrors = ["${upstream().host}"]\n[registry."${upstream().host}"]\n  http = true\n`;
  return ImageSource.fromDockerfile({ sbom: true, builder: ImageBuilder.dockerContainer({ buildkitConfig }) });
}

/** A run in a repository that GitHub describes so. */
const inRepository = (repository: object | undefined): RunOptions => ({ github: { event: repository === undefined ? {} : { repository } } });

async function statements(registry: Registry, image: string, digest: string): Promise<Statement[]> {
  return (await referrersOf(registry, image, digest)).map(({ statement }) => statement!);
}

test('how an image was made is attested at every destination, of an index by its own digest, under the name in lower case', async () => {
  const elsewhere = await RegistryServer.start({ name: 'else', password: 'of elsewhere' });
  const credentials = RegistryCredentials.of({ username: 'else', passwordSecret: 'ELSEWHERE' });
  try {
    const run = await build('attested', {
      ...ATTESTED, platforms: BOTH, destinations: [toOurs(), ImageDestination.registry(`${elsewhere.host}/attest/elsewhere`, credentials)],
    }, FILES, { secrets: { ...SECRETS, ELSEWHERE: 'of elsewhere' } });
    expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
    const { digest } = run.outputs;
    for (const [registry, image] of [[ours(), 'acme/tools/attested'], [elsewhere.registry, 'attest/elsewhere']] as const) {
      expect(await statements(registry, image, digest)).toMatchObject([{
        subject: [{ name: `${registry.host}/${image}`, digest: { sha256: digest.replace('sha256:', '') } }],
        predicateType: PROVENANCE,
      }]);
      expect(await registry.tags(image)).toEqual(['1', fallbackTag(digest)]);
      expect(await registry.digest(image, '1')).toBe(digest);
    }
    expect(run.log).not.toContain('of elsewhere');
  } finally {
    await elsewhere.remove();
  }
});

test('a destination that is switched off is neither published nor attested', async () => {
  const off = ImageDestination.registry(ours().host, AS_WRITER, { name: ImageName.of('attest/off'), when: "vars.ELSEWHERE == 'true'" });
  const run = await build('x', { ...ATTESTED, name: ImageName.of('attest/on'), destinations: [toOurs(), off] }, FILES);
  expect(run).toMatchObject({ result: 'success' });
  expect(await statedOf(ours(), 'attest/on', run.outputs.digest)).toEqual([PROVENANCE]);
  expect(await ours().tags('attest/off')).toEqual([]);
});

test('what BuildKit has found in an image is attested at every destination', async () => {
  const other = ImageDestination.registry(ours().host, AS_WRITER, { name: ImageName.of('attest/listed-too') });
  const run = await build('x', { ...ATTESTED, name: ImageName.of('attest/listed'), source: listed(), destinations: [toOurs(), other] }, FILES);
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  for (const image of ['attest/listed', 'attest/listed-too']) {
    const [made, content, ...more] = await statements(ours(), image, run.outputs.digest);
    expect(more).toEqual([]);
    expect(made).toMatchObject({ predicateType: PROVENANCE });
    expect(content).toMatchObject({ predicateType: SPDX, predicate: { name: 'amd64' } });
  }
});

test.each([
  ['on one runner', [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()]],
  ['on several runners', BOTH],
])('of an image that is built for several platforms %s, what is in each of them is attested, at its index', async (where, platforms) => {
  const name = `attest/listed-${where.replaceAll(' ', '-')}`;
  const run = await build('x', { ...ATTESTED, name: ImageName.of(name), source: listed(), platforms }, FILES);
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const found = await statements(ours(), name, run.outputs.digest);
  expect(found.map(({ predicateType }) => predicateType)).toEqual([PROVENANCE, SPDX, SPDX]);
  expect(found.slice(1).map(({ predicate }) => predicate.name)).toEqual(['amd64', 'arm64']);
  expect(await ours().tags(name)).toEqual(['1', fallbackTag(run.outputs.digest)]);
});

test('the commands of the summary page ask GitHub for both, by digest and by the workflow that attested', async () => {
  const run = await build('x', { ...ATTESTED, name: ImageName.of('attest/summary'), source: listed() }, FILES);
  expect(run).toMatchObject({ result: 'success' });
  const [, commands] = /```sh\n(gh .*)\n```/s.exec(run.summary)!;
  const { output } = await runVerification(`gh() { printf '%s\\n' "$@"; }\n${commands}`);
  const verified = [
    'attestation', 'verify', `oci://${ours().host}/attest/summary@${run.outputs.digest}`, '--repo', 'Acme/Tools',
    '--cert-identity-regex', '/\\.github/workflows/publish-x\\.yml@',
  ];
  expect(output.trim().split('\n')).toEqual([...verified, ...verified, '--predicate-type', SPDX]);
});

test.each([
  ['public', { visibility: 'public' }, 'success'],
  ['private', { visibility: 'private' }, 'skipped'],
  ['internal', { visibility: 'internal' }, 'skipped'],
  ['of no known visibility', {}, 'skipped'],
  ['not described', undefined, 'skipped'],
])('with PUBLIC_REPOSITORY, where the repository is %s, the image is published', async (title, repository, attested) => {
  const name = `attest/repository-${title.replaceAll(' ', '-')}`;
  const run = await build('x', { ...ATTESTED, attest: AttestWhen.PUBLIC_REPOSITORY, name: ImageName.of(name) }, FILES, inRepository(repository));
  expect(run).toMatchObject({ result: 'success' });
  expect(run.jobs['publish-x'].result).toBe('success');
  expect(run.jobs['attest-x'].result).toBe(attested);
  expect(await statedOf(ours(), name, run.outputs.digest)).toEqual(attested === 'success' ? [PROVENANCE] : []);
  expect(await ours().digest(name, '1')).toBe(run.outputs.digest);
});

test('the job that attests checks nothing out, and shows and leaves no secret', async () => {
  const yaml = publishing('x', { ...ATTESTED, name: ImageName.of('attest/clean'), source: listed() });
  const run = await runOn(yaml, FILES);
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const { steps } = (parse(yaml) as Workflow).jobs['attest-x'];
  expect(new Set(steps!.flatMap(({ uses = [] }) => uses).map(uses => String(uses).split('@')[0]))).toEqual(new Set(['actions/attest']));
  const [leg] = run.jobs['attest-x'].legs;
  expect(leg.files.filter(path => /^(work|temp)\//.test(path))).toEqual([]);
  for (const secret of [...Object.values(SECRETS), TOKEN]) {
    expect(run.log).not.toContain(secret);
  }
});

test('when the registry fails at an attestation, the run fails, and tags show what was published', async () => {
  const gate = await Gate.before(ours().host, ({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256-')
    ? { status: 403, code: 'DENIED', message: 'no more manifests' } : undefined);
  try {
    const run = await build('x', { ...ATTESTED, destinations: [ImageDestination.registry(`${gate.host}/attest/refused`, AS_WRITER)] }, FILES);
    expect(run).toMatchObject({ result: 'failure', filesWithSecrets: [] });
    expect(run.jobs['publish-x'].result).toBe('success');
    expect(run.jobs['attest-x'].result).toBe('failure');
    expect(await ours().digest('attest/refused', '1')).toBe(run.outputs.digest);
  } finally {
    await gate.close();
  }
});

test.each([
  ['id-token', 'missing "id-token" permission'],
  ['attestations', 'Failed to persist attestation: Resource not accessible by integration'],
])('without the permission %s nothing is attested', async (permission, message) => {
  const workflow: Workflow = parse(publishing('x', { ...ATTESTED, name: ImageName.of(`attest/without-${permission}`) }));
  const { [permission]: _, ...permissions } = workflow.jobs['attest-x'].permissions!;
  const job: Job = { ...workflow.jobs['attest-x'], permissions };
  const run = await runOn(stringify({ ...workflow, jobs: { ...workflow.jobs, 'attest-x': job } }), FILES);
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.log).toContain(`::error::${message}`);
});
