import { CREDENTIALS, SOURCE, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
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
    expect(stepNamesOf(job)).toEqual(['Install cosign', 'Sign in to ghcr.io', 'Sign x']);
    expect(stepOf(job, /^Sign x$/).env).toMatchObject({ IMAGE: 'ghcr.io/${{ github.repository }}/x', DIGEST: '${{ needs.publish-x.outputs.digest }}' });
  });

  test('is so at every destination, mirrors included', () => {
    const job = signJobOf({ source: SOURCE, destinations: [ImageDestination.ghcr(), ImageDestination.registry('quay.io/acme/x', CREDENTIALS)] });
    expect(stepOf(job, /^Sign x$/).env).toMatchObject({ IMAGE: 'ghcr.io/${{ github.repository }}/x', IMAGE_2: 'quay.io/acme/x' });
    expect(stepNamesOf(job)).toContain('Sign in to quay.io');
  });

  test('is refused where no signature can be kept', () => {
    expect(declaring({ source: ImageSource.fromDockerfile(), sign: ImageSigning.keyless(), destinations: [ImageDestination.dockerPkg()] })).toThrow(
      /^GithubPackageImage "x": sign "docker\.pkg\.github\.com": docker\.pkg\.github\.com holds no signatures\. Publish to ImageDestination\.ghcr\(\), or leave the option out\.$/,
    );
  });
});
