import type { GithubPackageImageOptions } from '../github-package-image';
import type { ImageSigning } from '../image-signing';
import { Images } from './images';
import { commonJob, jobId, type Job } from './jobs';
import { pinned } from './pins';
import { RETRY } from './shell';
import { needsOf, signIn, signInsOf, type BoundDestination } from './sign-in';
import { CONFIG } from './steps';

/** What is signed, and how. */
interface SignedImage {
  readonly id: string;
  readonly options: GithubPackageImageOptions;
  readonly destinations: readonly BoundDestination[];
  readonly signing: ImageSigning;
  /** The jobs whose outputs the names may need. */
  readonly waitsFor: readonly string[];
}

/** The job that signs what was published. Of all jobs only it has the identity of the workflow. */
export function signJob({ id, options, destinations, signing, waitsFor }: SignedImage): Job {
  const images = new Images(destinations);
  const signIns = signInsOf(destinations, 'write');
  return {
    ...commonJob(options, { name: `Sign ${id}`, conditions: [], waitsFor: [...waitsFor, jobId('publish', id)], timeoutMinutes: 30 }),
    steps: [
      ...options.setupSteps ?? [],
      { name: 'Install cosign', uses: pinned('sigstore/cosign-installer') },
      ...signIns.flatMap(signIn),
      {
        name: `Sign ${id}`,
        shell: 'bash',
        env: {
          ...signIns.length ? { DOCKER_CONFIG: CONFIG } : {},
          ...images.env,
          DIGEST: `\${{ needs.${jobId('publish', id)}.outputs.digest }}`,
        },
        run: [...RETRY, ...images.names, ...images.each(images.of(() => true), ['retry cosign sign --yes --recursive "$image@$DIGEST"'])].join('\n'),
      },
    ],
    permissions: [{ permission: 'id-token', level: 'write', reason: signing._bind().reason }, ...needsOf(signIns)],
  };
}
