import { createHash } from 'node:crypto';
import { CREDENTIALS, SOURCE, builtWorkflowOf, mirrorWorkflowOf, publicationOf, publishJobOf, stepNamesOf, stepOf } from './declare';
import { runStep } from './run-step';
import { newProject } from './synth';
import { AttestWhen, GithubPackageImage, ImageDestination, ImageSigning, ImageSource, ImageVerification, type GithubPackageImageOptions } from '../src';

const KEY = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----';
const IDENTITY = ImageVerification.cosign({ identity: 'https://github.com/acme/base/.github/workflows/release.yml@refs/heads/main' });
const from = (verify: ImageVerification, options: Partial<GithubPackageImageOptions> = {}) =>
  ({ source: ImageSource.fromRegistry('quay.io/acme/base:1', { verify }), ...options });

const MANIFEST = '{"schemaVersion":2}';
const DIGEST = `sha256:${createHash('sha256').update(MANIFEST).digest('hex')}`;

/** Runs the step that publishes, with tools that write down what they are asked. */
function runPublication(job: any, programs: Record<string, string>, values: Record<string, string> = {}) {
  const { env, run } = stepOf(job, 'publish');
  const answers = {
    skopeo: `echo "skopeo $*" >>"$RUNNER_TEMP/calls"
      case $1 in
        copy) touch "$RUNNER_TEMP/copied" ;;
        inspect) [[ $* != *docker://ghcr.io/* || -e $RUNNER_TEMP/copied ]] && printf %s '${MANIFEST}' ;;
      esac`,
    docker: `echo "docker $*" >>"$RUNNER_TEMP/calls"; echo 'latest: digest: sha256:${'b'.repeat(64)} size: 1'`,
    ...programs,
  };
  const shown = 'trap \'cat "$RUNNER_TEMP/calls" 2>/dev/null || true\' EXIT';
  return runStep({ run: `${shown}\n${run}`, env: { ...env, IMAGE: 'ghcr.io/acme/x', ...values } }, {}, answers);
}

describe('an image of another registry that must be signed', () => {
  test.each<[string, ImageVerification, RegExp, Record<string, string>]>([
    ['an identity', IDENTITY, /cosign verify --certificate-identity "\$SIGNER" --certificate-oidc-issuer "\$ISSUER" "\$repository@\$digest"/,
      { SIGNER: 'https://github.com/acme/base/.github/workflows/release.yml@refs/heads/main', ISSUER: 'https://token.actions.githubusercontent.com' }],
    ['identities that match', ImageVerification.cosign({ identityRegexp: '^keyless@.*$', issuer: 'https://accounts.google.com' }),
      /cosign verify --certificate-identity-regexp "\$SIGNER" --certificate-oidc-issuer "\$ISSUER" "\$repository@\$digest"/, { SIGNER: '^keyless@.*$', ISSUER: 'https://accounts.google.com' }],
    ['a key', ImageVerification.cosignKey(`${KEY}\n`), /cosign verify --key env:\/\/PUBLIC_KEY "\$repository@\$digest"/, { PUBLIC_KEY: KEY }],
    ['a repository', ImageVerification.attestation({ repository: 'acme/base' }), /gh attestation verify --repo "\$SIGNER" "oci:\/\/\$repository@\$digest"/,
      { SIGNER: 'acme/base', GH_TOKEN: '${{ github.token }}' }],
    ['a workflow of others', ImageVerification.attestation({ owner: 'acme', signerWorkflow: 'acme/builders/.github/workflows/image.yml' }),
      /gh attestation verify --owner "\$SIGNER" --signer-workflow "\$SIGNER_WORKFLOW" "oci:\/\/\$repository@\$digest"/, { SIGNER: 'acme', SIGNER_WORKFLOW: 'acme/builders/.github/workflows/image.yml' }],
  ])('is verified by %s', (_, verify, command, env) => {
    const { run, env: given } = stepOf(publishJobOf(from(verify)), 'publish');
    expect(run).toMatch(command);
    expect(given).toMatchObject(env);
  });

  test('brings the tool along that GitHub\'s runners do not have, and no other', () => {
    expect(stepNamesOf(publishJobOf(from(IDENTITY)))[0]).toBe('Install cosign');
    expect(stepNamesOf(publishJobOf(from(ImageVerification.attestation({ owner: 'acme' }))))).not.toContain('Install cosign');
    expect(stepNamesOf(publishJobOf({ source: SOURCE }))).not.toContain('Install cosign');
  });

  test.each([['copied', {}], ['pulled and pushed', { destinations: [ImageDestination.dockerPkg()] }]])('is not %s where it is not', (_, options) => {
    const { status, log } = runPublication(publishJobOf(from(IDENTITY, options)), { cosign: 'echo "no signatures found" >&2; exit 10' });
    expect(status).toBe(1);
    expect(log).toContain('::error::quay.io/acme/base:1 is not signed as it must be, and nothing is copied');
    expect(log).not.toMatch(/^(skopeo copy|docker)/m);
  });

  test.each([['copied', {}, 'skopeo copy --all --preserve-digests docker://'], ['pulled and pushed', { destinations: [ImageDestination.dockerPkg()] }, 'docker pull --platform linux/amd64 ']])(
    'is %s by the digest that was verified', (_, options, command) => {
      const { log } = runPublication(publishJobOf(from(IDENTITY, options)), { cosign: 'echo "cosign $*" >>"$RUNNER_TEMP/calls"' });
      const digest = `quay.io/acme/base@${DIGEST}`;
      expect(log).toMatch(new RegExp(`^cosign verify .* ${digest}$`, 'm'));
      expect(log).toContain(`${command}${digest}`);
      expect(log.indexOf('cosign verify')).toBeLessThan(log.indexOf(command));
    });

  test('is read with the sign-in of the source, where that has one of its own', () => {
    const verify = IDENTITY;
    const { SOURCE_DOCKER_CONFIG } = publicationOf({
      source: ImageSource.fromRegistry('ghcr.io/acme/base:1', { verify, credentials: CREDENTIALS }),
    });
    expect(SOURCE_DOCKER_CONFIG).toBe('${{ runner.temp }}/.docker-source');
    expect(stepOf(publishJobOf({ source: ImageSource.fromRegistry('ghcr.io/acme/base:1', { verify, credentials: CREDENTIALS }) }), 'publish').run)
      .toContain('DOCKER_CONFIG=$SOURCE_DOCKER_CONFIG cosign verify');
  });

  test('is so in each leg of a mirror', () => {
    const job = mirrorWorkflowOf({ images: ['quay.io/acme/base:1', 'quay.io/acme/tools:1'], verify: IDENTITY }).jobs['publish-mirrors'];
    expect(stepNamesOf(job)[0]).toBe('Install cosign');
    expect(stepOf(job, 'publish').run).toContain('cosign verify --certificate-identity "$SIGNER"');
  });

  test.each<[string, () => unknown, RegExp]>([
    ['no identity', () => ImageVerification.cosign({}), /^ImageVerification\.cosign "": it takes one of `identity` and `identityRegexp`\. Say who must have signed\.$/],
    ['two identities', () => ImageVerification.cosign({ identity: 'a', identityRegexp: 'b' }), /^ImageVerification\.cosign "a, b": it takes one of/],
    ['an identity without a letter', () => ImageVerification.cosign({ identity: ' ' }), /^ImageVerification\.cosign " ": an empty text accepts nobody\. Say who must have signed\.$/],
    ['an expression that cannot be seen there', () => ImageVerification.cosign({ identity: '${{ matrix.a }}' }), /GitHub does not offer the context "matrix" there/],
    ['a file in place of a key', () => ImageVerification.cosignKey('cosign.pub'), /^ImageVerification\.cosignKey "cosign\.pub": it takes the content of cosign\.pub, from "-----BEGIN PUBLIC KEY-----" to "-----END PUBLIC KEY-----"\.$/],
    ['owner and repository', () => ImageVerification.attestation({ owner: 'acme', repository: 'acme/base' }), /^ImageVerification\.attestation "acme, acme\/base": it takes one of `owner` and `repository`\./],
    ['a registry without digests', () => ImageSource.fromRegistry('docker.pkg.github.com/acme/base/x:1', { verify: IDENTITY }),
      /^ImageSource\.fromRegistry: verify "docker\.pkg\.github\.com": docker\.pkg\.github\.com knows no digests, and a signature is one of a digest\. Leave the option out\.$/],
  ])('is refused for %s', (_, made, message) => {
    expect(made).toThrow(message);
  });
});

describe('whoever pulls an image', () => {
  const imageOf = (options: GithubPackageImageOptions) => new GithubPackageImage(newProject(), 'x', options);
  const BOTH = { source: ImageSource.fromDockerfile({ sbom: true }), attest: AttestWhen.ALWAYS, sign: ImageSigning.keyless() };

  test('verifies it by the repository and the workflow that published it', () => {
    expect(imageOf(BOTH).verification({ repository: 'acme/web', reference: 'ghcr.io/acme/web/x:1.2' })).toEqual([
      'gh attestation verify "oci://ghcr.io/acme/web/x:1.2" --repo "acme/web" --cert-identity-regex "/\\.github/workflows/publish-x\\.yml@"',
      'gh attestation verify "oci://ghcr.io/acme/web/x:1.2" --repo "acme/web" --cert-identity-regex "/\\.github/workflows/publish-x\\.yml@" --predicate-type https://spdx.dev/Document/v2.3',
      'cosign verify --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-github-workflow-repository "acme/web" --certificate-identity-regexp "/\\.github/workflows/publish-x\\.yml@" "ghcr.io/acme/web/x:1.2"',
    ]);
  });

  test('needs the public half of a key where it is signed with one, and nothing where it is not signed', () => {
    expect(imageOf({ sign: ImageSigning.key({ keySecret: 'K', passwordSecret: 'P' }) }).verification({ reference: 'ghcr.io/acme/x' })).toEqual(['cosign verify --key cosign.pub "ghcr.io/acme/x"']);
    expect(imageOf({}).verification()).toEqual([]);
  });

  test('can do so in a job of the same repository', () => {
    const [command] = imageOf({ attest: AttestWhen.ALWAYS }).verification();
    const { log } = runStep({ run: command }, { IMAGE: 'ghcr.io/a/x@sha256:0', GITHUB_REPOSITORY: 'acme/web' }, { gh: 'printf "<%s>" "$@"' });
    expect(log).toBe('<attestation><verify><oci://ghcr.io/a/x@sha256:0><--repo><acme/web><--cert-identity-regex></\\.github/workflows/publish-x\\.yml@>');
  });

  test('finds the commands on the page of the run, for what it published', () => {
    const { jobs } = builtWorkflowOf(BOTH);
    const shown = ['attest-x', 'sign-x'].map(id => runStep(
      { run: `${stepOf(jobs[id], /^Show how to verify/).run}\ncat "$GITHUB_STEP_SUMMARY"` },
      { IMAGE: 'ghcr.io/Acme/Web/x@sha256:0', GITHUB_REPOSITORY: 'Acme/Web', GITHUB_STEP_SUMMARY: 'summary' },
    ).log);
    expect(shown[0]).toMatch(/^```sh\ngh attestation verify "oci:\/\/ghcr\.io\/acme\/web\/x@sha256:0" --repo "Acme\/Web" --cert-identity-regex "\/\\\.github\/workflows\/publish-x\\\.yml@"\n.*spdx.*\n```\n$/);
    expect(shown[1]).toMatch(/^```sh\ncosign verify .* --certificate-github-workflow-repository "Acme\/Web" .* "ghcr\.io\/acme\/web\/x@sha256:0"\n```\n$/);
  });

  test.each([
    [{ repository: 'acme' }, /^verification: repository "acme": it is "owner\/repo", as GitHub spells it\.$/],
    [{ reference: 'ghcr.io/Acme/x' }, /^verification: reference "ghcr\.io\/Acme\/x": /],
  ])('is not told to verify what cannot be: %j', (options, message) => {
    expect(() => imageOf(BOTH).verification(options)).toThrow(message);
  });
});
