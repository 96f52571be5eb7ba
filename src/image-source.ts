import { ImageTag } from './image-tag';
import { CONTEXTS, checkText, hasExpression } from './private/expression';
import { parseReference } from './private/oci-grammar';
import { refusal } from './private/refusal';
import { factsOfHost } from './private/registry-facts';
import type { RegistryCredentials } from './registry-credentials';

/** How an image gets from one registry to another. */
export enum ImageTransfer {
  /** Registry to registry with skopeo: every platform, the same digest, nothing unpacked, nothing moved twice. */
  COPY = 'COPY',
  /** `docker pull`, `docker tag`, `docker push`: one platform, another digest. */
  PULL_AND_PUSH = 'PULL_AND_PUSH',
}

/** Options for `ImageSource.fromRegistry`. */
export interface RegistrySourceOptions {
  /**
   * How to sign in to the source's registry.
   * @default - the source is public, or its registry is one that the image is published to
   */
  readonly credentials?: RegistryCredentials;

  /**
   * How the image is moved.
   * @default - a copy from registry to registry, where the destination knows several platforms in one tag
   */
  readonly transfer?: ImageTransfer;
}

/** What a job must know of a source. */
interface BoundSource {
  /** The reference as commands take it. */
  readonly reference: string;
  /** The host, where it is known at synth. */
  readonly host?: string;
  /** The tag that the image has there, and gets here unless told otherwise. */
  readonly tag?: string;
  readonly credentials?: RegistryCredentials;
  readonly transfer?: ImageTransfer;
}

/** Where the content of an image comes from. */
export class ImageSource {
  /**
   * An image that exists in another registry: `hello-world:latest`, `quay.io/prometheus/busybox@sha256:…`, or with both tag
   * and digest: then that digest is published, under that tag. Without either, `latest` is meant, as docker means it.
   *
   * @param reference the image, as `docker pull` takes it; it may hold GitHub expressions
   * @throws if the reference breaks the OCI grammar, or the token of the job would be sent to a registry that is not GitHub's
   */
  public static fromRegistry(reference: string, options: RegistrySourceOptions = {}): ImageSource {
    const subject = 'ImageSource.fromRegistry';
    if (hasExpression(reference)) {
      checkText(subject, reference, CONTEXTS.step);
      if (options.credentials) {
        const host = reference.slice(0, reference.indexOf('/'));
        if (hasExpression(host) || !/[.:]|^localhost$/.test(host)) {
          throw refusal(subject, reference, 'the registry to sign in to must be known at synth. Let the reference begin with its host.');
        }
        return new ImageSource({ reference, host, ...options });
      }
      return new ImageSource({ reference, ...options });
    }
    const { host, repository, tag, digest } = parseReference(subject, reference);
    if (options.credentials?._bind().githubToken && factsOfHost(host).signIn === 'foreign') {
      throw refusal(`${subject}: credentials for`, host, 'the token of the job is for GitHub\'s registries, and must not be sent to another. Use RegistryCredentials.of.');
    }
    return new ImageSource({
      // skopeo takes a tag or a digest, not both
      reference: digest ? `${repository}@${digest}` : `${repository}:${tag ?? 'latest'}`,
      host,
      tag: tag ?? (digest ? undefined : 'latest'),
      ...options,
    });
  }

  private constructor(private readonly bound: BoundSource) {}

  /** @internal */
  public _bind(): BoundSource {
    return this.bound;
  }

  /**
   * The tags that the image gets, those of the user or else the source's own.
   * @internal
   */
  public _tags(tags: readonly ImageTag[] | undefined): readonly ImageTag[] {
    if (tags?.length) {
      return tags;
    }
    if (this.bound.tag === undefined) {
      throw refusal('ImageSource.fromRegistry', this.bound.reference, 'its tag is not known at synth. Say which tags to publish with the option `tags`.');
    }
    return [ImageTag.of(this.bound.tag)];
  }
}
