/** What the library knows of a registry. Nothing else in the code asks which registry it deals with. */
export interface RegistryFacts {
  /** What the registry is called in messages. */
  readonly title: string;
  /** Its host, as the documentation shows it. */
  readonly host: string;
  /** How one may sign in; `foreign` registries never get the token of the job. */
  readonly signIn: 'GITHUB_TOKEN' | 'GITHUB_TOKEN or personal access token' | 'foreign';
  /** The shape of an image name. */
  readonly namespace: 'owner/image, may nest' | 'owner/repo/image, exactly' | 'any';
  /** Who sets the permissions of an image. */
  readonly permissions: 'per package, or inherited from the linked repository' | 'per package' | 'those of the repository' | 'any';
  /** Who can pull. */
  readonly readers: 'anyone, when public' | 'only from GitHub Actions' | 'as configured' | 'signed-in users' | 'any';
  /** Whether a tag can hold several platforms, and content can be pulled by its digest. */
  readonly platforms: boolean;
  /** Whether GitHub-hosted runners reach it. */
  readonly hostedRunners: boolean;
  /**
   * Who vouches for the workflows of that GitHub; nothing where the registry tells nothing of where they run.
   * @see https://github.com/sigstore/fulcio/blob/main/config/identity/config.yaml
   */
  readonly vouchers?: readonly ('GitHub' | 'Sigstore')[];
  readonly state: string;
  /** What the user should know at synth. */
  readonly warning?: string;
}

/** The registries that GitHub has, by the name of the factory of `ImageDestination`. */
export const GITHUB_REGISTRIES = {
  ghcr: {
    title: 'ghcr.io',
    host: 'ghcr.io',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/image, may nest',
    permissions: 'per package, or inherited from the linked repository',
    readers: 'anyone, when public',
    platforms: true,
    hostedRunners: true,
    state: 'current',
  },
  dockerPkg: {
    title: 'docker.pkg.github.com',
    host: 'docker.pkg.github.com',
    signIn: 'GITHUB_TOKEN',
    namespace: 'owner/repo/image, exactly',
    permissions: 'those of the repository',
    readers: 'only from GitHub Actions',
    platforms: false,
    hostedRunners: true,
    state: 'closed on github.com on 2025-02-24, forwarded to ghcr.io',
    warning: 'docker.pkg.github.com was closed on github.com on 2025-02-24 and its requests are forwarded to ghcr.io: publish with ImageDestination.ghcr() instead.',
  },
  enterpriseServer: {
    title: 'the container registry of a GitHub Enterprise Server',
    host: 'containers.HOST',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/image, may nest',
    permissions: 'per package',
    readers: 'as configured',
    platforms: true,
    hostedRunners: false,
    vouchers: [],
    state: 'current',
  },
  enterpriseServerDocker: {
    title: 'the Docker registry of a GitHub Enterprise Server',
    host: 'docker.HOST, or HOST without subdomain isolation',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/repo/image, exactly',
    permissions: 'those of the repository',
    readers: 'signed-in users',
    platforms: false,
    hostedRunners: false,
    state: 'legacy',
  },
  enterpriseCloud: {
    title: 'the container registry of GHE.com',
    host: 'containers.SUBDOMAIN.ghe.com',
    signIn: 'GITHUB_TOKEN or personal access token',
    namespace: 'owner/image, may nest',
    permissions: 'per package',
    readers: 'as configured',
    platforms: true,
    hostedRunners: true,
    vouchers: ['GitHub'],
    state: 'current',
  },
} as const satisfies Record<string, RegistryFacts>;

/** Every registry that is not GitHub's. */
export const FOREIGN_REGISTRY: RegistryFacts = {
  title: 'a registry that is not GitHub\'s',
  host: 'any',
  signIn: 'foreign',
  namespace: 'any',
  permissions: 'any',
  readers: 'any',
  platforms: true,
  hostedRunners: true,
  state: 'any',
};

/** A host in the spelling that docker keeps sign-ins under. */
export function canonicalHost(host: string): string {
  const lower = host.toLowerCase();
  return ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'].includes(lower) ? 'docker.io' : lower;
}

/** The facts of a host that GitHub names itself; of any other the foreign ones. */
export function factsOfHost(name: string): RegistryFacts {
  const host = canonicalHost(name);
  if (host === 'ghcr.io') {
    return GITHUB_REGISTRIES.ghcr;
  }
  if (host === 'docker.pkg.github.com') {
    return GITHUB_REGISTRIES.dockerPkg;
  }
  return /^containers\.[^.]+\.ghe\.com$/.test(host) ? GITHUB_REGISTRIES.enterpriseCloud : FOREIGN_REGISTRY;
}
