/** What the library knows of a registry. Nothing else in the code asks which registry it deals with. */
export interface RegistryFacts {
  /** What the registry is called in messages and documentation. */
  readonly title: string;
  /** How one may sign in; `foreign` registries never get the token of the job. */
  readonly signIn: 'GITHUB_TOKEN' | 'GITHUB_TOKEN or personal access token' | 'foreign';
  /** The shape of an image name. */
  readonly namespace: 'owner/image, may nest' | 'owner/repo/image, exactly' | 'any';
  /** Whether a tag can hold several platforms, and content can be pulled by its digest. */
  readonly platforms: boolean;
  /** Whether GitHub-hosted runners reach it. */
  readonly hostedRunners: boolean;
  /** What the user should know at synth. */
  readonly warning?: string;
}

/** The registries that GitHub has, by the name of the factory of `ImageDestination`. */
export const GITHUB_REGISTRIES = {
  ghcr: {
    title: 'ghcr.io',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/image, may nest',
    platforms: true,
    hostedRunners: true,
  },
  dockerPkg: {
    title: 'docker.pkg.github.com',
    signIn: 'GITHUB_TOKEN',
    namespace: 'owner/repo/image, exactly',
    platforms: false,
    hostedRunners: true,
    warning: 'docker.pkg.github.com was closed on github.com on 2025-02-24 and its requests are forwarded to ghcr.io: publish with ImageDestination.ghcr() instead.',
  },
  enterpriseServer: {
    title: 'the container registry of a GitHub Enterprise Server',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/image, may nest',
    platforms: true,
    hostedRunners: false,
  },
  enterpriseServerDocker: {
    title: 'the Docker registry of a GitHub Enterprise Server',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/repo/image, exactly',
    platforms: false,
    hostedRunners: false,
  },
  enterpriseCloud: {
    title: 'the container registry of GHE.com',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/image, may nest',
    platforms: true,
    hostedRunners: true,
  },
} as const satisfies Record<string, RegistryFacts>;

/** Every registry that is not GitHub's. */
export const FOREIGN_REGISTRY: RegistryFacts = {
  title: 'a registry that is not GitHub\'s',
  signIn: 'foreign',
  namespace: 'any',
  platforms: true,
  hostedRunners: true,
};

/** The facts of a host that GitHub names itself; of any other the foreign ones. */
export function factsOfHost(host: string): RegistryFacts {
  if (host === 'ghcr.io') {
    return GITHUB_REGISTRIES.ghcr;
  }
  if (host === 'docker.pkg.github.com') {
    return GITHUB_REGISTRIES.dockerPkg;
  }
  return /^containers\.[^.]+\.ghe\.com$/.test(host) ? GITHUB_REGISTRIES.enterpriseCloud : FOREIGN_REGISTRY;
}
