import { CONTEXTS, checkText, hasExpression } from './private/expression';
import { checkEnds, checkLetters } from './private/letters';
import { checkPullCredentials } from './private/pull-credentials';
import { refusal } from './private/refusal';
import { checkSecret } from './private/secret';
import type { RegistryCredentials } from './registry-credentials';

/** Options that builders with a BuildKit of their own take. */
export interface DockerContainerBuilderOptions {
  /**
   * The image of BuildKit; pin it by digest where builds must be the same next year.
   * @default - `moby/buildkit:buildx-stable-1`, as buildx chooses it
   */
  readonly image?: string;

  /**
   * More options of the driver, by name: `{ network: 'host' }`.
   * @default - none
   * @see https://docs.docker.com/build/builders/drivers/
   */
  readonly driverOpts?: Record<string, string>;

  /**
   * The configuration of BuildKit, in TOML, for mirrors and private certificates.
   * @default - none
   * @see https://docs.docker.com/build/buildkit/toml-configuration/
   */
  readonly buildkitConfig?: string;
}

/** Options for `ImageBuilder.remote`. */
export interface RemoteBuilderOptions {
  /**
   * The name of the secret with the certificate of the authority that signed the server's.
   * @default - no mutual TLS
   */
  readonly caCertSecret?: string;

  /**
   * The name of the secret with the client's certificate.
   * @default - no mutual TLS
   */
  readonly certSecret?: string;

  /**
   * The name of the secret with the client's key.
   * @default - no mutual TLS
   */
  readonly keySecret?: string;
}

/** Options for `ImageBuilder.cloud`. */
export interface CloudBuilderOptions {
  /**
   * How to sign in to Docker Hub, which the builder belongs to.
   * @default - by a destination at Docker Hub
   */
  readonly credentials?: RegistryCredentials;
}

/** What a job must know of a builder. */
interface BoundBuilder {
  /** The inputs of docker/setup-buildx-action. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** The sign-in to Docker Hub that it needs. */
  readonly credentials?: RegistryCredentials;
  /** Whether it must be signed in to Docker Hub. */
  readonly cloud: boolean;
  /** Whether it can be used without a secret, so that pull requests have it too. */
  readonly open: boolean;
}

/**
 * What builds an image. Pull requests hold no secrets, and build on their own runner where a builder needs some.
 * @see https://docs.docker.com/build/builders/drivers/
 */
export class ImageBuilder {
  /** BuildKit in a container on the runner. The default. */
  public static dockerContainer(options: DockerContainerBuilderOptions = {}): ImageBuilder {
    return ImageBuilder.driver({}, options);
  }

  /**
   * BuildKit in pods of the Kubernetes cluster that `kubectl` on the runner reaches.
   *
   * Name a namespace, replicas or resources with `driverOpts`.
   */
  public static kubernetes(options: DockerContainerBuilderOptions = {}): ImageBuilder {
    return ImageBuilder.driver({ driver: 'kubernetes' }, options);
  }

  /**
   * A BuildKit that runs already.
   *
   * @param endpoint its address, `tcp://buildkit.acme.internal:1234`
   * @throws if the endpoint is no address, or only some of the three secrets are named
   */
  public static remote(endpoint: string, options: RemoteBuilderOptions = {}): ImageBuilder {
    if (!/^(tcp|unix|docker-container|kube-pod|podman-container|ssh):\/\/./.test(endpoint)) {
      throw refusal('ImageBuilder.remote: endpoint', endpoint, 'it is an address with its scheme. Try "tcp://buildkit.acme.internal:1234".');
    }
    checkText('ImageBuilder.remote: endpoint', endpoint, CONTEXTS.build);
    checkEnds('ImageBuilder.remote: endpoint', endpoint);
    const secrets = Object.entries({ CACERT: options.caCertSecret, CERT: options.certSecret, KEY: options.keySecret })
      .flatMap(([name, secret]) => secret === undefined ? [] : [[name, checkSecret('ImageBuilder.remote: secrets', secret)]]);
    if (secrets.length !== 0 && secrets.length !== 3) {
      throw refusal('ImageBuilder.remote', endpoint, 'mutual TLS takes three secrets. Name `caCertSecret`, `certSecret` and `keySecret`, or none of them.');
    }
    return new ImageBuilder({
      inputs: { driver: 'remote', endpoint },
      env: Object.fromEntries(secrets.map(([name, secret]) => [`BUILDER_NODE_0_AUTH_TLS_${name}`, `\${{ secrets.${secret} }}`])),
      cloud: false,
      open: secrets.length === 0,
    });
  }

  /**
   * Docker Build Cloud.
   *
   * @param endpoint organization and builder, `acme/default`
   * @throws if the endpoint has not that form
   * @see https://docs.docker.com/build-cloud/ci/
   */
  public static cloud(endpoint: string, options: CloudBuilderOptions = {}): ImageBuilder {
    if (!/^[a-z0-9][a-z0-9_-]*\/[a-z0-9][a-z0-9_-]*$/.test(endpoint)) {
      throw refusal('ImageBuilder.cloud: endpoint', endpoint, 'it is the organization and the name of the builder. Try "acme/default".');
    }
    checkPullCredentials('ImageBuilder.cloud: credentials', options.credentials && { 'docker.io': options.credentials });
    return new ImageBuilder({ inputs: { driver: 'cloud', endpoint }, env: {}, credentials: options.credentials, cloud: true, open: false });
  }

  private static driver(inputs: Record<string, string>, options: DockerContainerBuilderOptions): ImageBuilder {
    const opts = Object.entries({ ...options.image === undefined ? {} : { image: options.image }, ...options.driverOpts })
      .map(([name, value]) => {
        if (!/^[a-z][A-Za-z0-9._-]*$/.test(name)) {
          throw refusal('ImageBuilder: driverOpts', name, 'the name of an option is made of letters, digits, ".", "_" and "-". Look it up in the documentation of the driver.');
        }
        if (value.trim() === '' || /[\n"]|\$\{\{/.test(value)) {
          throw refusal(`ImageBuilder: driverOpts: ${name}`, value, 'it is one line that is not empty, without quotes or expressions, known at synth.');
        }
        checkLetters(`ImageBuilder: driverOpts: ${name}`, value);
        checkEnds(`ImageBuilder: driverOpts: ${name}`, value);
        return /,/.test(value) ? `"${name}=${value}"` : `${name}=${value}`;
      });
    checkLetters('ImageBuilder: buildkitConfig', options.buildkitConfig ?? '');
    if (options.buildkitConfig !== undefined && hasExpression(options.buildkitConfig)) {
      throw refusal('ImageBuilder: buildkitConfig', options.buildkitConfig, 'it is known at synth, without expressions: pull requests have it too.');
    }
    return new ImageBuilder({
      inputs: {
        ...inputs,
        ...opts.length ? { 'driver-opts': opts.join('\n') } : {},
        ...options.buildkitConfig === undefined ? {} : { 'buildkitd-config-inline': options.buildkitConfig },
      },
      env: {},
      cloud: false,
      open: true,
    });
  }

  private constructor(private readonly bound: BoundBuilder) {}

  /** @internal */
  public _bind(): BoundBuilder {
    return this.bound;
  }
}
