import fc from 'fast-check';
import { call, constant, type Call, type Struct } from './declaration-nodes';
import { DIGEST } from '../declare';

type Values = Record<string, fc.Arbitrary<unknown>>;
export type Arguments = Array<fc.Arbitrary<unknown>>;

/** What option structs are made of: how many of a hundred options are there. */
export class Generators {
  constructor(private readonly density: number) {}

  /** An option struct; what is `required` is always there. */
  public struct(name: string, optional: Values, required: Values = {}): fc.Arbitrary<Struct> {
    const entries = [
      ...Object.entries(required).map(([key, value]) => value.map(one => [[key, one]])),
      ...Object.entries(optional).map(([key, value]) => this.rarely(value.map(one => [[key, one]]), [])),
    ];
    return fc.tuple(...entries).map(all => ({ $struct: name, fields: Object.fromEntries(all.flat() as Array<[string, unknown]>) }));
  }

  /** A value, or seldom another one. */
  public rarely<T, U>(value: fc.Arbitrary<T>, other: U): fc.Arbitrary<T | U> {
    return fc.oneof({ weight: 100 - this.density, arbitrary: fc.constant(other) }, { weight: this.density, arbitrary: value });
  }
}

export const texts = (...all: string[]) => fc.constantFrom(...all);
export const some = <T>(one: fc.Arbitrary<T>, maxLength = 2) =>
  fc.uniqueArray(one, { minLength: 1, maxLength, selector: value => JSON.stringify(value) });
export const calls = (name: string, ...args: Arguments): fc.Arbitrary<Call> => fc.tuple(...args).map(values => call(name, ...values));
export const records = (keys: fc.Arbitrary<string>, values: fc.Arbitrary<unknown>) =>
  fc.dictionary(keys, values, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
export const methods = (name: string, on: fc.Arbitrary<unknown>, args: fc.Arbitrary<unknown[]>): fc.Arbitrary<Call> =>
  fc.tuple(on, args).map(([subject, values]) => ({ $call: name, on: subject, args: values }));

export const condition = texts("github.ref == 'refs/heads/main'", "vars.PUBLISH == 'yes' || github.event_name == 'push'", '!github.event.repository.private');
export const runtime = texts('${{ vars.TEXT }}', '${{ github.ref_name }}', '${{ github.run_number }}', '${{ secrets.TEXT }}', '${{ steps.setup-web-a.outputs.a }}', '${{ steps.build-web-a.outputs.a }}', '${{ runner.arch }}');
export const secret = texts('TOKEN', 'HUB_TOKEN', 'KEY');
export const steps = (prefix: string) => some(texts('a', 'b').map(id => call('step', `${prefix}-${id}`)));
const text = fc.oneof(texts('1', 'one two', 'a=b,c', '"q"', 'ä'), runtime);
const host = texts('quay.io', 'registry.example.com', 'localhost:5000');

/** The arbitraries of all values of the public API but images. */
export function valuesOf(generators: Generators) {
  const struct = generators.struct.bind(generators);
  const foreign = fc.oneof(
    calls('RegistryCredentials.of', struct('RegistryCredentialsOptions', { username: fc.oneof(texts('acme'), runtime) }, { passwordSecret: secret })),
    calls('RegistryCredentials.fromSecrets', struct('SecretCredentialsOptions', {}, { username: secret, password: secret })),
    texts('ecr', 'vault').chain(id => calls('RegistryCredentials.fromSteps', struct('StepCredentialsOptions', { permissions: fc.constant({ idToken: 'write' }) }, {
      steps: fc.constant([call('step', id)]), username: texts('AWS', `\${{ steps.${id}.outputs.username }}`), password: texts(`\${{ steps.${id}.outputs.password }}`),
    }))),
  );
  const token = fc.constant(call('RegistryCredentials.githubToken'));
  const credentials = fc.oneof(token, foreign);
  const name = fc.oneof(
    fc.constant(constant('ImageName.REPOSITORY')),
    calls('ImageName.inRepository', texts('web', 'tools/web', '${{ vars.NAME }}', '${{ steps.setup-web-a.outputs.a }}')),
    calls('ImageName.inOwner', texts('web', 'tools/web')),
    calls('ImageName.of', texts('acme/tools/web', 'acme/web', '${{ github.repository }}-web', 'acme/${{ secrets.NAME }}')),
  );
  const affixes = { prefix: texts('v', '${{ vars.PREFIX }}-'), suffix: texts('-alpine', '-${{ github.run_number }}'), when: condition };
  const tagOptions = struct('ImageTagOptions', affixes);
  const versions = struct('VersionTagOptions', { ...affixes, value: fc.oneof(texts('1.2.3', 'v1.2.3-rc.1'), runtime) });
  const pattern = texts('{{version}}', '{{major}}.{{minor}}', 'v{{major}}', '{{raw}}');
  const tag = (prepared: string | undefined) => fc.oneof(
    calls('ImageTag.of', prepared === undefined ? fc.oneof(texts('1', 'stable', '1.2.3'), runtime) : texts('1', `\${{ needs.${prepared}.outputs.version }}`), tagOptions),
    ...['latest', 'branch', 'gitTag'].map(factory => calls(`ImageTag.${factory}`, tagOptions)),
    calls('ImageTag.semver', pattern, versions),
    calls('ImageTag.pep440', pattern, versions),
    calls('ImageTag.match', texts('\\d+\\.\\d+', '/v(.*)/i', 'v(\\d{1,2})'), struct('MatchTagOptions', { ...affixes, value: runtime, group: fc.constantFrom(0, 1) })),
    calls('ImageTag.sha', struct('ShaTagOptions', { ...affixes, long: fc.boolean() })),
    calls('ImageTag.schedule', texts('nightly', "nightly-{{date 'YYYYMMDD'}}", '${{ github.run_number }}'), tagOptions),
    calls('ImageTag.edge', struct('EdgeTagOptions', { ...affixes, branch: texts('main', 'releases/1') })),
    calls('ImageTag.list', texts('${{ vars.TAGS }}', '1 ${{ vars.TAG }}'), tagOptions),
  );
  const open = { name, credentials };
  const destination = (when: Values) => fc.oneof(
    { weight: 8, arbitrary: calls('ImageDestination.ghcr', struct('GithubDestinationOptions', { ...open, ...when })) },
    { weight: 1, arbitrary: calls('ImageDestination.dockerPkg', struct('GithubDestinationOptions', { ...open, ...when })) },
    { weight: 1, arbitrary: calls('ImageDestination.enterpriseServer', texts('github.acme.com'), struct('GithubDestinationOptions', { ...open, ...when })) },
    { weight: 1, arbitrary: calls('ImageDestination.enterpriseServerDocker', texts('github.acme.com'), struct('EnterpriseServerDockerOptions', { ...open, ...when, subdomainIsolation: fc.boolean() })) },
    { weight: 2, arbitrary: calls('ImageDestination.enterpriseCloud', texts('acme'), struct('GithubDestinationOptions', { ...open, ...when })) },
    { weight: 4, arbitrary: calls('ImageDestination.dockerHub', texts('acme/web', 'acme/${{ vars.NAME }}'), foreign, struct('ImageDestinationOptions', when)) },
    { weight: 4, arbitrary: calls('ImageDestination.registry', texts('quay.io/acme/web', 'localhost:5000/web', '${{ vars.REGISTRY }}/acme/web', '${{ steps.ecr.outputs.registry }}/acme/web'), foreign, struct('ImageDestinationOptions', when)) },
    { weight: 2, arbitrary: calls('ImageDestination.registry', host, foreign, struct('RegistryDestinationOptions', { name, ...when })) },
  );
  const verify = fc.oneof(
    calls('ImageVerification.cosign', struct('CosignIdentityOptions', { issuer: texts('https://issuer.example.com') }, { identity: texts('a@example.com') })),
    calls('ImageVerification.cosign', struct('CosignIdentityOptions', { issuer: runtime }, { identityRegexp: texts('^https://github.com/acme/') })),
    calls('ImageVerification.cosignKey', texts('-----BEGIN PUBLIC KEY-----\nMFkwEwYH\n-----END PUBLIC KEY-----')),
    calls('ImageVerification.attestation', struct('AttestationOptions', { signerWorkflow: texts('acme/a/.github/workflows/b.yml') }, { owner: texts('acme') })),
    calls('ImageVerification.attestation', struct('AttestationOptions', {}, { repository: texts('acme/web') })),
  );
  const mode = struct('BuildCacheOptions', { mode: fc.constantFrom('max', 'min') });
  const cache = fc.oneof(
    fc.constant(call('BuildCache.none')),
    calls('BuildCache.registry', mode),
    calls('BuildCache.githubActions', mode),
    calls('BuildCache.inline', struct('InlineCacheOptions', { tag: texts('latest', 'edge') })),
    calls('BuildCache.of', struct('CustomCacheOptions', { to: some(texts('type=gha', 'type=s3,bucket=a')) }, { from: some(texts('type=registry,ref=ghcr.io/acme/cache', 'type=gha,token=${{ secrets.TOKEN }}')) })),
  );
  const driver = struct('DockerContainerBuilderOptions', {
    image: texts('moby/buildkit:latest'), driverOpts: records(texts('network', 'env.A'), texts('host', 'a,b')), buildkitConfig: texts('debug = true\n[registry]'),
  });
  const builder = fc.oneof(
    calls('ImageBuilder.dockerContainer', driver),
    calls('ImageBuilder.kubernetes', driver),
    calls('ImageBuilder.remote', texts('tcp://buildkit:1234'), fc.oneof(
      struct('RemoteBuilderOptions', {}),
      struct('RemoteBuilderOptions', {}, { caCertSecret: secret, certSecret: secret, keySecret: secret }),
    )),
    calls('ImageBuilder.cloud', texts('acme/default'), struct('CloudBuilderOptions', {}, { credentials: foreign })),
  );
  const check = fc.oneof(
    fc.array(texts('node', '--version', 'it\'s $HOME'), { maxLength: 3 }).map(words => call('ImageCheck.command', ...words)),
    calls('ImageCheck.script', texts('docker run --rm "$IMAGE" true', 'echo "$IMAGE"\ntrue')),
    calls('ImageCheck.trivy', struct('TrivyOptions', {
      severities: some(fc.constantFrom('LOW', 'HIGH', 'CRITICAL', 'MEDIUM', 'UNKNOWN')), ignoreUnfixed: fc.boolean(), ignoreFiles: some(texts('.trivyignore', 'a/ignored.yaml')),
    })),
  );
  const platformNames = ['LINUX_AMD64', 'LINUX_ARM64', 'LINUX_ARM_V7', 'LINUX_ARM_V6', 'LINUX_386', 'LINUX_PPC64LE', 'LINUX_S390X', 'LINUX_RISCV64'];
  const plainPlatform = fc.oneof(fc.constantFrom(...platformNames).map(one => constant(`Platform.${one}`)), calls('Platform.of', texts('linux/loong64', 'windows/amd64')));
  const platform = fc.oneof(
    { weight: 4, arbitrary: plainPlatform },
    { weight: 1, arbitrary: methods('Platform.onRunner', plainPlatform, some(texts('self-hosted', 'ubuntu-24.04-arm', 'linux'))) },
    { weight: 1, arbitrary: methods('Platform.emulated', plainPlatform, fc.constant([])) },
  );
  const sign = fc.oneof(fc.constant(call('ImageSigning.keyless')), calls('ImageSigning.key', struct('SigningKeyOptions', {}, { keySecret: secret, passwordSecret: secret })));
  const dockerfile = (bases: readonly string[]) => struct('DockerfileOptions', {
    context: texts('services/web', '.', '${{ vars.CONTEXT }}'),
    dockerfile: texts('docker/Dockerfile', './Dockerfile.web'),
    target: fc.oneof(texts('runtime'), runtime),
    buildArgs: records(texts('VERSION', 'A_1'), text),
    buildContexts: records(texts('shared', 'alpine'), texts('./shared', 'docker-image://alpine:3.20', 'https://example.com/a.git')),
    ...bases.length ? { baseImages: fc.constantFrom(...bases).map(id => ({ base: { $ref: id } })) } : {},
    secrets: records(texts('npm', 'pip.conf'), secret),
    credentials: records(texts('private.example.com'), foreign),
    labels: records(texts('org.example.a', 'maintainer'), text),
    annotations: records(texts('org.example.b'), text),
    cache,
    builder,
    ...Object.fromEntries(['pull', 'noCache', 'provenance', 'sbom'].map(option => [option, fc.boolean()])),
  });
  const registry = calls('ImageSource.fromRegistry', texts('alpine:3.20', 'quay.io/prometheus/busybox:latest', `quay.io/a/b:1@${DIGEST}`, 'ghcr.io/acme/a/web', 'alpine', 'quay.io/a/b:${{ github.ref_name }}', 'quay.io/a/${{ secrets.NAME }}:1', 'quay.io/a/b:${{ steps.setup-web-a.outputs.a }}'), struct('RegistrySourceOptions', {
    credentials, verify, transfer: fc.constantFrom('COPY', 'PULL_AND_PUSH'), referrers: fc.boolean(),
  }));
  const built = (bases: readonly string[]) => fc.oneof(
    { weight: 6, arbitrary: calls('ImageSource.fromDockerfile', dockerfile(bases)) },
    { weight: 1, arbitrary: calls('ImageSource.fromArchive', texts('image.tar', 'dist/${{ github.sha }}.tar')) },
    { weight: 1, arbitrary: calls('ImageSource.fromDaemon', texts('web:latest', 'web:${{ github.sha }}')) },
  );
  return { name, tag, destination, verify, check, platform, plainPlatform, sign, registry, built, foreign };
}
