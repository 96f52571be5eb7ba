import { CREDENTIALS, SOURCE, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { AttestWhen, ImageDestination, ImageSource, Platform, RegistryCredentials, type GithubPackageImageOptions } from '../src';

const workflowOf = (options: GithubPackageImageOptions = {}) => builtWorkflowOf({ attest: AttestWhen.ALWAYS, ...options });
const attestJobOf = (options: GithubPackageImageOptions = {}) => workflowOf(options).jobs['attest-x'];
const attestedOf = (options: GithubPackageImageOptions) => attestJobOf(options).steps.filter(({ uses }: any) => uses?.startsWith('actions/attest@'));
const WITH_SBOM = ImageSource.fromDockerfile({ sbom: true });

describe('an image that is attested', () => {
  test('is so in a job of its own, which alone has the identity of the workflow', () => {
    const { jobs } = workflowOf({ platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64], triggers: { branches: ['main'], pullRequests: true } });
    expect(jobs['attest-x'].permissions).toEqual({ 'attestations': 'write', 'id-token': 'write', 'packages': 'write' });
    expect([jobs['attest-x'].needs].flat()).toContain('publish-x');
    for (const id of Object.keys(jobs).filter(one => one !== 'attest-x')) {
      expect(jobs[id].permissions).not.toHaveProperty('id-token');
      expect(jobs[id].permissions).not.toHaveProperty('attestations');
    }
  });

  test('is so by its digest, and the statement is kept beside it, without a record that would need more rights', () => {
    const job = attestJobOf();
    expect(stepNamesOf(job)).toEqual(['Sign in to ghcr.io', 'Attest the provenance of x at ghcr.io', 'Show how to verify the attestations']);
    expect(stepOf(job, /^Attest/).with).toEqual({
      'subject-name': 'ghcr.io/${{ github.repository }}/x',
      'subject-digest': '${{ needs.publish-x.outputs.digest }}',
      'push-to-registry': true,
      'create-storage-record': false,
    });
  });

  test('is so with the sign-in of the job, which the action looks for in the home folder', () => {
    const job = attestJobOf();
    expect(stepOf(job, /^Attest/).env).toEqual({ HOME: '${{ runner.temp }}' });
    expect(stepOf(job, /^Sign in/).env.DOCKER_CONFIG).toBe('${{ runner.temp }}/.docker');
  });

  test('is so at every destination, and only where that is published to', () => {
    const steps = attestedOf({
      destinations: [ImageDestination.ghcr(), ImageDestination.dockerHub('acme/x', CREDENTIALS, { when: 'vars.HUB' }), ImageDestination.registry('quay.io/acme/x', CREDENTIALS)],
    });
    expect(steps.map((step: any) => [step.name, step.with['subject-name'], step.if])).toEqual([
      ['Attest the provenance of x at ghcr.io', 'ghcr.io/${{ github.repository }}/x', undefined],
      ['Attest the provenance of x at docker.io', 'docker.io/acme/x', 'vars.HUB'],
      ['Attest the provenance of x at quay.io', 'quay.io/acme/x', undefined],
    ]);
  });

  test.each([
    ['one platform', undefined, ['sbom.json']],
    ['several', [Platform.LINUX_AMD64, Platform.of('linux/arm64/v8'), Platform.LINUX_ARM_V7], ['sbom-linux-amd64.json', 'sbom-linux-arm-v7.json', 'sbom-linux-arm64.json']],
  ])('is so with what is in it where BuildKit lists that: of %s', (_, platforms, files) => {
    const steps = attestedOf({ source: WITH_SBOM, platforms });
    expect(steps[0].with).not.toHaveProperty('sbom-path');
    expect(steps.slice(1).map((step: any) => step.with['sbom-path']).sort()).toEqual(files.map(file => `\${{ runner.temp }}/${file}`));
    expect(new Set(steps.map((step: any) => step.with['subject-digest']))).toEqual(new Set(['${{ needs.publish-x.outputs.digest }}']));
  });

  test('says nothing of what is in it where nobody lists that', () => {
    expect(attestedOf({ source: ImageSource.fromDockerfile({ provenance: true }) })).toHaveLength(1);
    expect(attestedOf({ source: SOURCE })).toHaveLength(1);
  });

  test('is so in public repositories only, where that is asked for: what the event does not tell counts as private', () => {
    expect(attestJobOf({ attest: AttestWhen.PUBLIC_REPOSITORY }).if).toBe("github.event.repository.visibility == 'public'");
    expect(attestJobOf().if).toBeUndefined();
  });

  test('waits for what computes its name', () => {
    const job = attestJobOf({
      prepare: { steps: [{ id: 'a', run: 'echo "b=c" >>"$GITHUB_OUTPUT"' }], outputs: { b: { stepId: 'a', outputName: 'b' } } },
      destinations: [ImageDestination.registry('quay.io/${{ needs.prepare-x.outputs.b }}/x', CREDENTIALS)],
    });
    expect(job.needs).toEqual(['prepare-x', 'publish-x']);
  });

  test.each<[string, GithubPackageImageOptions, RegExp]>([
    ['a registry without digests', { destinations: [ImageDestination.dockerPkg()] },
      /^GithubPackageImage "x": attest "docker\.pkg\.github\.com": docker\.pkg\.github\.com holds no attestations\. Publish to ImageDestination\.ghcr\(\), or leave the option out\.$/],
    ['a server of one\'s own', { destinations: [ImageDestination.enterpriseServer('github.acme.com')], runsOn: ['ours'] },
      /^GithubPackageImage "x": attest "containers\.github\.acme\.com": a GitHub Enterprise Server makes no attestations\. Sign the image with ImageSigning\.key, or leave the option out\.$/],
    ['a registry without a sign-in', { destinations: [ImageDestination.registry('localhost:5000/x')] },
      /^GithubPackageImage "x": attest "localhost:5000": attestations are pushed only where the job signs in\. Give the destination credentials, or leave the option out\.$/],
  ])('is refused for %s', (_, options, message) => {
    expect(declaring({ source: ImageSource.fromDockerfile(), attest: AttestWhen.ALWAYS, ...options })).toThrow(message);
  });

  test('is so on GHE.com, where GitHub vouches for its workflows itself', () => {
    expect(declaring({ source: ImageSource.fromDockerfile(), attest: AttestWhen.ALWAYS, destinations: [ImageDestination.enterpriseCloud('acme')] })).not.toThrow();
  });

  test('has no permission for packages where another registry has them', () => {
    const job = attestJobOf({ destinations: [ImageDestination.registry('quay.io/acme/x', RegistryCredentials.of({ username: 'acme', passwordSecret: 'TOKEN' }))] });
    expect(job.permissions).toEqual({ 'attestations': 'write', 'id-token': 'write' });
  });
});
