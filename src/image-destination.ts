import type { ImageName } from './image-name';
import { CONTEXTS, checkCondition, checkText, hasExpression } from './private/expression';
import { checkHost, checkPath } from './private/oci-grammar';
import { refusal } from './private/refusal';
import { FOREIGN_REGISTRY, GITHUB_REGISTRIES, canonicalHost, factsOfHost, type RegistryFacts } from './private/registry-facts';
import { RegistryCredentials } from './registry-credentials';

/** Options that every destination takes. */
export interface ImageDestinationOptions {
  /**
   * Publish there only where this holds: an expression, written bare as in a job's `if`. It gates sign-in, publication,
   * signing and attestation.
   * The first destination of an image cannot have one.
   * @default - always
   */
  readonly when?: string;
}

/** Options for a destination whose reference may leave the name open. */
export interface RegistryDestinationOptions extends ImageDestinationOptions {
  /**
   * The name of the image there.
   * @default - the name of the image
   */
  readonly name?: ImageName;
}

/** Options for a registry of GitHub. */
export interface GithubDestinationOptions extends RegistryDestinationOptions {
  /**
   * How to sign in.
   * @default RegistryCredentials.githubToken()
   */
  readonly credentials?: RegistryCredentials;
}

/** Options for the Docker registry of a GitHub Enterprise Server. */
export interface EnterpriseServerDockerOptions extends GithubDestinationOptions {
  /**
   * Whether the server has subdomain isolation, so that its Docker registry is `docker.HOST`; without it, it is `HOST`.
   * @default true
   */
  readonly subdomainIsolation?: boolean;
}

/** What a job must know of a destination. */
interface BoundDestination {
  readonly host: string;
  readonly facts: RegistryFacts;
  readonly path: string;
  /** Whether it has a name of its own, and not the image's. */
  readonly ownName: boolean;
  readonly credentials?: RegistryCredentials;
  readonly when?: string;
}

interface Target {
  readonly host: string;
  readonly facts: RegistryFacts;
  readonly credentials?: RegistryCredentials;
  readonly name?: ImageName;
  readonly path?: string;
  readonly when?: string;
}

/** Where an image is published: registry, name and credentials. The first destination of an image is its primary. */
export class ImageDestination {
  /** GitHub's container registry, `ghcr.io`. The default. */
  public static ghcr(options: GithubDestinationOptions = {}): ImageDestination {
    return ImageDestination.github('ghcr.io', GITHUB_REGISTRIES.ghcr, options);
  }

  /**
   * GitHub's former Docker registry, `docker.pkg.github.com`: a package of the repository, `owner/repo/image`, one
   * platform, pushed with the token of the job. Warns at synth, since GitHub forwards it to ghcr.io.
   *
   * @throws if the credentials are others than the token of the job
   * @see https://docs.github.com/en/packages/working-with-a-github-packages-registry/migrating-to-the-container-registry-from-the-docker-registry
   */
  public static dockerPkg(options: GithubDestinationOptions = {}): ImageDestination {
    return ImageDestination.github('docker.pkg.github.com', GITHUB_REGISTRIES.dockerPkg, options);
  }

  /**
   * The container registry of a GitHub Enterprise Server, `containers.HOST`. The image needs `runsOn`: GitHub's own
   * runners do not reach it.
   * @param host the host of the server, `github.acme.com`
   */
  public static enterpriseServer(host: string, options: GithubDestinationOptions = {}): ImageDestination {
    checkServer('ImageDestination.enterpriseServer: host', host);
    return ImageDestination.github(`containers.${host}`, GITHUB_REGISTRIES.enterpriseServer, options);
  }

  /**
   * The Docker registry of a GitHub Enterprise Server, `docker.HOST` or `HOST`: `owner/repo/image`, one platform. The image
   * needs `runsOn`.
   * @param host the host of the server, `github.acme.com`
   */
  public static enterpriseServerDocker(host: string, options: EnterpriseServerDockerOptions = {}): ImageDestination {
    checkServer('ImageDestination.enterpriseServerDocker: host', host);
    const registry = options.subdomainIsolation ?? true ? `docker.${host}` : host;
    return ImageDestination.github(registry, GITHUB_REGISTRIES.enterpriseServerDocker, options);
  }

  /**
   * The container registry of an enterprise on GHE.com, `containers.SUBDOMAIN.ghe.com`.
   * @param subdomain the subdomain of the enterprise, `acme`
   */
  public static enterpriseCloud(subdomain: string, options: GithubDestinationOptions = {}): ImageDestination {
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(subdomain)) {
      throw refusal('ImageDestination.enterpriseCloud: subdomain', subdomain, 'it takes the subdomain alone. Write "acme" for acme.ghe.com.');
    }
    return ImageDestination.github(`containers.${subdomain}.ghe.com`, GITHUB_REGISTRIES.enterpriseCloud, options);
  }

  /**
   * Docker Hub.
   * @param repository the repository there, `acme/web`
   * @throws if the credentials are the token of the job, which Docker Hub does not take
   */
  public static dockerHub(repository: string, credentials: RegistryCredentials, options: ImageDestinationOptions = {}): ImageDestination {
    checkText('ImageDestination.dockerHub: repository', repository, CONTEXTS.step);
    if (!hasExpression(repository)) {
      checkPath('ImageDestination.dockerHub: repository', repository);
      if (repository.split('/').length !== 2) {
        throw refusal('ImageDestination.dockerHub: repository', repository, 'a repository of Docker Hub is "owner/name". Try "acme/web".');
      }
    }
    return new ImageDestination({ ...options, host: 'docker.io', facts: FOREIGN_REGISTRY, path: repository, credentials });
  }

  /**
   * Any other registry.
   *
   * @param reference the host and the name there, `quay.io/acme/web`; or the host alone, then the name is the image's. Both may hold
   * GitHub expressions: `${{ vars.REGISTRY }}/web`. GitHub drops outputs of a job in which the value of a secret stands:
   * a host that others must know belongs into a variable of the repository. Steps of the credentials may tell it:
   * `${{ steps.ecr.outputs.registry }}/web`.
   * @param credentials how to sign in; without them nothing signs in there
   * @throws if the reference has no host, is one of GitHub's, has a tag, or names the image a second time
   */
  public static registry(reference: string, credentials?: RegistryCredentials, options: RegistryDestinationOptions = {}): ImageDestination {
    const subject = 'ImageDestination.registry: reference';
    checkText(subject, reference, CONTEXTS.step);
    const [, host, path] = /^((?:\$\{\{.*?\}\}|[^/])*)(?:\/(.*))?$/s.exec(reference)!;
    if (path !== undefined && options.name !== undefined) {
      throw refusal(subject, reference, 'the reference names the image, and so does `name`. Leave one of them out.');
    }
    if (!hasExpression(host)) {
      checkForeignHost(subject, host, reference);
    }
    if (path !== undefined && !hasExpression(path)) {
      if (/[:@]/.test(path)) {
        throw refusal(subject, reference, 'a destination has neither tag nor digest. Say the tags with the option `tags`.');
      }
      checkPath(subject, path, reference);
    }
    return new ImageDestination({ host, facts: FOREIGN_REGISTRY, credentials, name: options.name, path, when: options.when });
  }

  private static github(host: string, facts: RegistryFacts, options: GithubDestinationOptions): ImageDestination {
    const credentials = options.credentials ?? RegistryCredentials.githubToken();
    if (facts.signIn === 'GITHUB_TOKEN' && !credentials._bind().githubToken) {
      throw refusal('ImageDestination: credentials for', host, 'it takes the token of the job only. Leave `credentials` out.');
    }
    return new ImageDestination({ host, facts, credentials, name: options.name, when: options.when });
  }

  private constructor(private readonly target: Target) {
    checkCondition('ImageDestination: when', target.when);
    if (target.facts.signIn === 'foreign' && target.credentials?._bind().githubToken) {
      throw refusal('ImageDestination: credentials for', target.host, 'the token of the job is for GitHub\'s registries, and must not be sent to another. Use RegistryCredentials.of.');
    }
  }

  /** @internal */
  public _bind(imageName: ImageName): BoundDestination {
    const { host, facts, credentials, when } = this.target;
    const named = (this.target.name ?? imageName)._bind();
    const path = this.target.path ?? named.path;
    const segments = this.target.path === undefined ? named.segments : undefined;
    if (facts.namespace === 'owner/repo/image, exactly' && segments !== undefined && segments !== 3) {
      throw refusal('ImageDestination: name', path, `${facts.title} takes "owner/repo/image", exactly. Use ImageName.inRepository with a name without "/".`);
    }
    if (facts.namespace === 'owner/image, may nest' && segments === 1) {
      throw refusal('ImageDestination: name', path, `${facts.title} takes "owner/image". Use ImageName.inOwner(${JSON.stringify(path)}).`);
    }
    const ownName = this.target.path !== undefined || this.target.name !== undefined;
    return { host: hasExpression(host) ? host : canonicalHost(host), facts, path, ownName, credentials, when };
  }
}

/** Refuses what is no host, and the registries that have factories of their own. */
function checkForeignHost(subject: string, host: string, reference: string): void {
  checkHost(subject, host, reference);
  if (host !== 'localhost' && !/[.:]/.test(host)) {
    throw refusal(subject, reference, 'it begins with the host of the registry. For Docker Hub use ImageDestination.dockerHub.');
  }
  if (canonicalHost(host) === 'docker.io') {
    throw refusal(subject, reference, 'that is Docker Hub. Use ImageDestination.dockerHub, which knows its names.');
  }
  if (factsOfHost(host) !== FOREIGN_REGISTRY) {
    throw refusal(subject, reference, 'that registry is GitHub\'s. Use ImageDestination.ghcr(), .dockerPkg() or .enterpriseCloud(), which know its rules.');
  }
}

/** Refuses what is no host of a GitHub Enterprise Server. */
function checkServer(subject: string, host: string): void {
  checkHost(subject, host);
  const bare = /^(containers|docker)\.(.+)$/.exec(host)?.[2];
  if (/(^|\.)(github\.com|ghe\.com)$/i.test(host) || host.startsWith('[') || bare) {
    throw refusal(subject, host, bare
      ? `it is the host of the server, not that of its registry. Try ${JSON.stringify(bare)}.`
      : 'it is the host of a GitHub Enterprise Server, "github.acme.com". For github.com use ImageDestination.ghcr(), for GHE.com ImageDestination.enterpriseCloud().');
  }
}
