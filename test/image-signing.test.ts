import { CREDENTIALS, SOURCE, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { runStep } from './run-step';
import { ImageDestination, ImageSigning, ImageSource, Platform, type GithubPackageImageOptions } from '../src';

const signJobOf = (options: GithubPackageImageOptions = {}) => builtWorkflowOf({ sign: ImageSigning.keyless(), ...options }).jobs['sign-x'];

describe('an image that is signed', () => {
  test('is so in a job of its own, which alone has the identity of the workflow', () => {
    const { jobs } = builtWorkflowOf({ sign: ImageSigning.keyless(), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64], triggers: { branches: ['main'], pullRequests: true } });
    expect(jobs['sign-x'].permissions).toEqual({ 'id-token': 'write', 'packages': 'write' });
    for (const id of Object.keys(jobs).filter(one => one !== 'sign-x')) {
      expect(jobs[id].permissions).not.toHaveProperty('id-token');
    }
  });

  test('is so by its digest, once that is published, and neither checked out nor built there', () => {
    const job = signJobOf();
    expect([job.needs].flat()).toContain('publish-x');
    expect(stepNamesOf(job)).toEqual(['Install cosign', 'Sign in to ghcr.io', 'Sign x', 'Show how to verify the signature']);
    expect(stepOf(job, /^Sign x$/).env).toMatchObject({ IMAGE: 'ghcr.io/${{ github.repository }}/x', DIGEST: '${{ needs.publish-x.outputs.digest }}' });
  });

  test('is so at every destination, mirrors included', () => {
    const job = signJobOf({ source: SOURCE, destinations: [ImageDestination.ghcr(), ImageDestination.registry('quay.io/acme/x', CREDENTIALS)] });
    expect(stepOf(job, /^Sign x$/).env).toMatchObject({ IMAGE: 'ghcr.io/${{ github.repository }}/x', IMAGE_2: 'quay.io/acme/x' });
    expect(stepNamesOf(job)).toContain('Sign in to quay.io');
  });

  test('is so with a key of one\'s own, without the identity of the workflow', () => {
    const job = signJobOf({ sign: ImageSigning.key({ keySecret: 'COSIGN_KEY', passwordSecret: 'COSIGN_PASSWORD' }) });
    const { env, run } = stepOf(job, /^Sign x$/);
    expect(job.permissions).toEqual({ packages: 'write' });
    expect(env).toMatchObject({ COSIGN_PRIVATE_KEY: '${{ secrets.COSIGN_KEY }}', COSIGN_PASSWORD: '${{ secrets.COSIGN_PASSWORD }}' });
    expect(run).toContain('cosign sign --yes --key env://COSIGN_PRIVATE_KEY "$image@$digest"');
  });

  test.each<[string, { keySecret: string; passwordSecret: string }, RegExp]>([
    ['the key itself', { keySecret: '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----', passwordSecret: 'P' }, /^ImageSigning\.key: keySecret: it takes the name of a secret, and this looks like its value\. Revoke it/],
    ['an expression', { keySecret: 'K', passwordSecret: '${{ secrets.P }}' }, /^ImageSigning\.key: passwordSecret "\$\{\{ secrets\.P \}\}": it takes the name of a secret/],
  ])('refuses %s in place of the name of a secret', (_, options, message) => {
    expect(() => ImageSigning.key(options)).toThrow(message);
  });

  test.each<[string, string[], string[]]>([
    ['nothing', [], ['1', '2', '3']],
    ['the index', ['1'], ['2', '3']],
    ['all of it', ['1', '2', '3'], []],
  ])('is so with its platforms, but for what has been: %s', (_, signed, expected) => {
    const digest = (character: string) => `sha256:${character.repeat(64)}`;
    const { run, env } = stepOf(signJobOf(), /^Sign x$/);
    const { status, log } = runStep({ run: `${run}\ncat "$RUNNER_TEMP/signed" 2>/dev/null || true`, env }, { IMAGE: 'ghcr.io/Acme/x', DIGEST: digest('1'), GITHUB_REPOSITORY: 'Acme/x' }, {
      docker: `echo '${JSON.stringify({ manifests: ['2', '3', '$(touch here) *'].map(one => ({ digest: one.length > 1 ? one : digest(one) })) })}'`,
      cosign: `case $1 in
        verify) [[ " ${signed.map(one => `ghcr.io/acme/x@${digest(one)}`).join(' ')} " == *" \${!#} "* ]] && echo '[{"critical":{"type":"https://sigstore.dev/cosign/sign/v1"}}]' ;;
        sign) echo "\${!#}" >>"$RUNNER_TEMP/signed" ;;
      esac`,
    });
    expect(status).toBe(0);
    expect(log.split('\n').filter(line => line)).toEqual(expected.map(one => `ghcr.io/acme/x@${digest(one)}`));
  });

  test('is so where GitHub has attested it: that has the same identity', () => {
    const { run, env } = stepOf(signJobOf(), /^Sign x$/);
    const { log } = runStep({ run, env }, { IMAGE: 'ghcr.io/acme/x', DIGEST: 'sha256:1' }, {
      docker: 'echo "{}"',
      cosign: 'case $1 in verify) echo \'[{"critical":{"type":"https://slsa.dev/provenance/v1"}}]\' ;; sign) echo signed ;; esac',
    });
    expect(log).toBe('signed\n');
  });

  test('tells the run which secret is missing', () => {
    const { run } = stepOf(signJobOf({ sign: ImageSigning.key({ keySecret: 'COSIGN_KEY', passwordSecret: 'P' }) }), /^Sign x$/);
    expect(runStep({ run }, { COSIGN_PRIVATE_KEY: '' })).toMatchObject({ status: 1, log: expect.stringContaining('the secret COSIGN_KEY is empty or not set for this run') });
  });

  test.each([
    ['containers.github.acme.com', { destinations: [ImageDestination.enterpriseServer('github.acme.com')], runsOn: ['ours'] }],
    ['containers.acme.ghe.com', { destinations: [ImageDestination.enterpriseCloud('acme')] }],
  ])('is refused without a key where Sigstore vouches for nobody: %s', (host, options) => {
    const source = ImageSource.fromDockerfile();
    expect(declaring({ source, sign: ImageSigning.keyless(), ...options })).toThrow(`GithubPackageImage "x": sign "${host}": Sigstore vouches for workflows of github.com only. Use ImageSigning.key.`);
    expect(declaring({ source, sign: ImageSigning.key({ keySecret: 'K', passwordSecret: 'P' }), ...options })).not.toThrow();
  });

  test('is refused where no signature can be kept', () => {
    expect(declaring({ source: ImageSource.fromDockerfile(), sign: ImageSigning.keyless(), destinations: [ImageDestination.dockerPkg()] })).toThrow(
      /^GithubPackageImage "x": sign "docker\.pkg\.github\.com": docker\.pkg\.github\.com holds no signatures\. Publish to ImageDestination\.ghcr\(\), or leave the option out\.$/,
    );
  });
});
