import type { BuildCache } from './build-cache';
import type { GithubPackageImage } from './github-package-image';
import type { ImageBuilder } from './image-builder';
import type { RegistryCredentials } from './registry-credentials';

/** Options for `ImageSource.fromDockerfile`. Every text may hold GitHub expressions. */
export interface DockerfileOptions {
  /**
   * The folder that the build sees, relative to the project.
   * @default - the project's folder
   */
  readonly context?: string;

  /**
   * The Dockerfile, relative to the project.
   * @default - `Dockerfile` in the context
   */
  readonly dockerfile?: string;

  /**
   * The stage to build.
   * @default - the last one
   */
  readonly target?: string;

  /**
   * Build arguments, by name. They can be read in the image: a secret belongs into `secrets`.
   * @default - none
   */
  readonly buildArgs?: Record<string, string>;

  /**
   * Further contexts, by the name that the Dockerfile has for them: a folder relative to the project (`./shared`), an image
   * (`docker-image://alpine:3.20`), or an address.
   * @default - none
   * @see https://docs.docker.com/reference/cli/docker/buildx/build/#build-context
   */
  readonly buildContexts?: Record<string, string>;

  /**
   * Other images of the same workflow that this one is built from, by the name that the Dockerfile has for them (`FROM base`).
   * This one is built from exactly the digest that they published; where nothing is published, in a pull request, from what
   * they built.
   * @default - none
   */
  readonly baseImages?: Record<string, GithubPackageImage>;

  /**
   * BuildKit secrets: from the id in the Dockerfile's `RUN --mount=type=secret,id=…` to the name of the secret. Pull requests
   * have none.
   * @default - none
   * @see https://docs.docker.com/build/building/secrets/
   */
  readonly secrets?: Record<string, string>;

  /**
   * How to sign in to registries that the build pulls from and the image is not published to, by host. Of these, pull requests
   * have only `RegistryCredentials.githubToken()`, to read.
   * @default - they are public
   */
  readonly credentials?: Record<string, RegistryCredentials>;

  /**
   * Labels of the image, beside those of OCI: title, description, source, revision, version, created, licenses. With several
   * platforms they are annotations of the index too, which is what ghcr.io shows. docker/metadata-action fills in its templates,
   * `{{date 'YYYY'}}` or `{{sha}}`, in those that are known at synth.
   * @default - those of OCI
   * @see https://specs.opencontainers.org/image-spec/annotations/
   */
  readonly labels?: Record<string, string>;

  /**
   * Annotations of the manifest and, with several platforms, of the index.
   * @default - none; of an index those that the labels give
   */
  readonly annotations?: Record<string, string>;

  /**
   * What is kept for the next build.
   * @default BuildCache.none()
   */
  readonly cache?: BuildCache;

  /**
   * What builds.
   * @default ImageBuilder.dockerContainer()
   */
  readonly builder?: ImageBuilder;

  /**
   * Whether base images are looked up anew, although the builder may have them.
   * @default false
   */
  readonly pull?: boolean;

  /**
   * Whether every step of the Dockerfile runs anew.
   * @default false
   */
  readonly noCache?: boolean;

  /**
   * Whether BuildKit attests, in the image's index, how it was built. Such an index shows an entry `unknown/unknown` in the
   * list of platforms.
   * @default false
   * @see https://docs.docker.com/build/metadata/attestations/slsa-provenance/
   */
  readonly provenance?: boolean;

  /**
   * Whether BuildKit adds a list of what is in the image to its index. Such an index shows an entry `unknown/unknown` in the
   * list of platforms.
   * @default false
   * @see https://docs.docker.com/build/metadata/attestations/sbom/
   */
  readonly sbom?: boolean;
}
