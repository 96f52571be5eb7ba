import type { ImageJobOptions } from './image-job-options';
import type { ImageName } from './image-name';
import type { ImageTag } from './image-tag';
import type { ImageVerification } from './image-verification';
import type { RegistryCredentials } from './registry-credentials';

/** Options for `ImageMirror`. */
export interface ImageMirrorOptions extends ImageJobOptions {
  /**
   * The images to mirror, as `docker pull` takes them. Each is published under its path without the host,
   * `prometheus/busybox`, with the tag that it has.
   * @default - those that `addImage` adds
   */
  readonly images?: string[];

  /**
   * A JSON list of such references that an earlier job computes: an expression, written bare, such as
   * `needs.upstream.outputs.images`. Not together with `images`. Where the list is empty, the job is skipped.
   * @default - the images are known at synth
   */
  readonly imagesExpression?: string;

  /**
   * How to sign in to the sources, by host: `{ 'quay.io': RegistryCredentials.of({ … }) }`.
   * @default - the sources are public
   */
  readonly credentials?: Record<string, RegistryCredentials>;

  /**
   * What must hold of each image before it is copied, where one signs them all.
   * @default - nothing
   */
  readonly verify?: ImageVerification;

  /**
   * Whether what refers to the images comes along: signatures, attestations and lists of content.
   * @default false
   */
  readonly referrers?: boolean;
}

/** Options for `ImageMirror.addImage`. */
export interface MirroredImageOptions {
  /**
   * The name of the image here.
   * @default - ImageName.inRepository, with the path that the image has at its source
   */
  readonly name?: ImageName;

  /**
   * The tags of the image here.
   * @default - those of the mirror, or else the tag that the image has at its source
   */
  readonly tags?: ImageTag[];
}
