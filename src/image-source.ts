import type { DockerfileOptions } from './dockerfile';
import { ImageTag } from './image-tag';
import type { ImageVerification } from './image-verification';
import type { BoundSource } from './private/bound-source';
import { checkDockerfile } from './private/check-dockerfile';
import { checkSource } from './private/check-source';
import { CONTEXTS, checkText, hasExpression, quote } from './private/expression';
import { parseReference, pullReference } from './private/oci-grammar';
import { refusal } from './private/refusal';
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

  /**
   * What must hold of the image before it is copied: who signed it, or from where it comes. The digest that is verified is the one
   * that is published.
   * @default - nothing
   */
  readonly verify?: ImageVerification;

  /**
   * Whether what refers to the image comes along: its signatures, attestations and lists of content, those of its platforms too, as
   * referrers of OCI and as the tags of older versions of cosign. They are valid here as they are there, since the digest is the same.
   * Referrers join those that are here; such a tag takes the place of the one that is here.
   * @default false
   * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
   */
  readonly referrers?: boolean;
}

/** The default tags of an image that is built, where git tags or releases trigger a workflow and where they do not. */
const builtTags = new Map<boolean, readonly ImageTag[]>();

/** Where the content of an image comes from. */
export class ImageSource {
  /**
   * A Dockerfile of the repository. The default source.
   * @throws if an option could work in no build: a secret as a build argument, a name that breaks a grammar, an absolute path
   */
  public static fromDockerfile(options: DockerfileOptions = {}): ImageSource {
    checkDockerfile(options);
    return new ImageSource({ kind: 'dockerfile', dockerfile: options });
  }

  /**
   * An archive that `preBuildSteps` of the image make: an OCI archive, an OCI layout in a folder, or what `docker save` makes.
   * So do ko, Jib, Nix, Bazel and buildpacks. All platforms that it holds are published.
   *
   * @param path the file or folder, relative to the project; it may hold GitHub expressions
   * @throws if the path is empty or absolute
   */
  public static fromArchive(path: string): ImageSource {
    if (path.trim() === '' || path.startsWith('/')) {
      throw refusal('ImageSource.fromArchive', path, 'it is a path within the project, relative to it. Let `preBuildSteps` put the archive there.');
    }
    checkText('ImageSource.fromArchive', path, CONTEXTS.build);
    if (/:/.test(path) && !hasExpression(path)) {
      throw refusal('ImageSource.fromArchive', path, 'tar and skopeo read what follows a ":" as something else. Give the archive a name without it.');
    }
    return new ImageSource({ kind: 'archive', path });
  }

  /**
   * An image that `preBuildSteps` of the image leave in the Docker engine, as `docker build`, `pack build` or `make image` do.
   *
   * @param reference what the engine calls it, `web:latest`; it may hold GitHub expressions
   * @throws if the reference breaks the grammar of references
   */
  public static fromDaemon(reference: string): ImageSource {
    if (hasExpression(reference)) {
      checkText('ImageSource.fromDaemon', reference, CONTEXTS.build);
      return new ImageSource({ kind: 'daemon', reference });
    }
    const { repository, tag, digest } = parseReference('ImageSource.fromDaemon', reference);
    if (digest) {
      throw refusal('ImageSource.fromDaemon', reference, 'the engine knows images by their tag. Leave the digest out.');
    }
    return new ImageSource({ kind: 'daemon', reference: `${repository}:${tag ?? 'latest'}` });
  }

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
        checkSource(subject, host, undefined, options);
        return new ImageSource({ kind: 'registry', reference, host, ...options });
      }
      return new ImageSource({ kind: 'registry', reference, ...options });
    }
    const parts = parseReference(subject, reference);
    const { host, tag, digest } = parts;
    checkSource(subject, host, parts, options);
    return new ImageSource({
      kind: 'registry',
      reference: pullReference(parts),
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
   * The tags that the image gets where the user names none: a mirror's are those of the source.
   * @internal
   */
  public _defaultTags(versioned: boolean): readonly ImageTag[] {
    if (this.bound.kind !== 'registry') {
      const tags = builtTags.get(versioned) ?? [
        ImageTag.latest(),
        ImageTag.sha({ when: `github.event_name == ${quote('push')}` })._from('push'),
        ...versioned ? [ImageTag.semver('{{version}}'), ImageTag.semver('{{major}}.{{minor}}')] : [],
      ];
      builtTags.set(versioned, tags);
      return tags;
    }
    if (this.bound.tag === undefined) {
      throw refusal('ImageSource.fromRegistry', this.bound.reference, 'its tag is not known at synth. Say which tags to publish with the option `tags`.');
    }
    return [ImageTag.of(this.bound.tag)];
  }
}
