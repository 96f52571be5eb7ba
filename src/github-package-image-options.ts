import type { github } from 'projen';
import type { AttestWhen } from './attest-when';
import type { CheckoutOptions } from './checkout-options';
import type { ImageCheck } from './image-check';
import type { ImageJobOptions } from './image-job-options';
import type { ImageName } from './image-name';
import type { ImageSigning } from './image-signing';
import type { ImageSource } from './image-source';
import type { Platform } from './platform';

/** Options for `GithubPackageImage`. */
export interface GithubPackageImageOptions extends ImageJobOptions {
  /**
   * Where the content comes from.
   * @default ImageSource.fromDockerfile()
   */
  readonly source?: ImageSource;

  /**
   * The name of the image.
   * @default - ImageName.inRepository(id)
   */
  readonly name?: ImageName;

  /**
   * The platforms to build for. Of an image in another registry one platform copies just that one.
   * @default - that of the runner; of an image in another registry all that it has
   */
  readonly platforms?: Platform[];

  /**
   * What the image must pass before a tag moves.
   * @default - nothing
   */
  readonly checks?: ImageCheck[];

  /**
   * Whether GitHub attests, when the image is published, which workflow made it from which commit; with the Dockerfile's option
   * `sbom` also what is in it. Of an image in another registry that says who published it here, not who built it. Every run that
   * publishes says it anew.
   * @default - not at all
   */
  readonly attest?: AttestWhen;

  /**
   * How the image is signed when it is published.
   * @default - not at all
   */
  readonly sign?: ImageSigning;

  /**
   * What is checked out.
   * @default - the commit that triggered the run
   */
  readonly checkout?: CheckoutOptions;

  /**
   * Whether what projen has built is there when the image is built, in the artifacts directory (`dist`), so that the Dockerfile has
   * nothing to compile. Takes the triggers `projenRelease` or `projenBuild`, whose workflows have built it, and no others.
   * @default false
   */
  readonly projenArtifacts?: boolean;

  /**
   * Whether the project has tasks that build and check the image locally, for the platform of the machine and with the context, target,
   * arguments and contexts of the jobs: `npx projen image:<id>` and `npx projen image:<id>:check`. Only for an image that is built from a
   * Dockerfile. What only a run knows they take from variables.
   * @default true
   */
  readonly localTasks?: boolean;

  /**
   * Steps in every job that builds, pull requests included: after the checkout, and before any sign-in. They see `$PLATFORMS`,
   * parted by commas.
   * @default - none
   */
  readonly preBuildSteps?: github.workflows.JobStep[];
}

/** Options for `GithubPackageImage.verification`. */
export interface VerificationOptions {
  /**
   * The repository whose workflow publishes, `acme/web`.
   * @default - `$GITHUB_REPOSITORY`, which is it in a job of that repository
   */
  readonly repository?: string;

  /**
   * The image, by tag or digest: `ghcr.io/acme/web:1.2`.
   * @default - `$IMAGE`: give the step `env: { IMAGE: image.referenceExpression }`
   */
  readonly reference?: string;
}
