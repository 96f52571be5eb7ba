import type { DockerfileOptions } from '../dockerfile';
import type { ImageTransfer } from '../image-source';
import type { ImageVerification } from '../image-verification';
import type { RegistryCredentials } from '../registry-credentials';

/** An image in another registry. */
export interface RegistrySource {
  readonly kind: 'registry';
  /** The reference as commands take it. */
  readonly reference: string;
  /** The host, where it is known at synth. */
  readonly host?: string;
  /** The tag that the image has there, and gets here unless told otherwise. */
  readonly tag?: string;
  readonly credentials?: RegistryCredentials;
  readonly transfer?: ImageTransfer;
  readonly verify?: ImageVerification;
  readonly referrers?: boolean;
}

/** An image that the jobs make. */
export type BuildSource =
  | { readonly kind: 'dockerfile'; readonly dockerfile: DockerfileOptions }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'daemon'; readonly reference: string };

/** What a job must know of a source. */
export type BoundSource = RegistrySource | BuildSource;
