import type { GithubPackageImageOptions } from '../github-package-image-options';
import type { BoundDestination } from './sign-in';

/** An image that its publish job has published, for the jobs that sign and attest it. */
export interface PublishedImage {
  readonly id: string;
  readonly options: GithubPackageImageOptions;
  readonly destinations: readonly BoundDestination[];
  /** The publish job, and those whose outputs the names may need. */
  readonly waitsFor: readonly string[];
  /** The expression for the digest that was published. */
  readonly digest: string;
  /** The files of the workflows that publish it, as certificates name them. */
  readonly files: readonly string[];
}
