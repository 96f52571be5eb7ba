/** A workflow that others publish, as an example of how to publish an image. */
export interface Example {
  /** The name of the case that it is nearest to. */
  readonly case: string;
  readonly way: string;
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  /** The heading on the page that the workflow is the first YAML below. */
  readonly heading?: string;
  /** The digest of the workflow's text. */
  readonly sha256: string;
  /** What its publisher fills in. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** What it does not do, of what the library's workflow of the case does. */
  readonly lacks: string;
}

const DOCKER_DOCS = 'content/manuals/build/ci/github-actions';

/** The versions of hugo.yaml in docker/docs, at 00876ea80e162ef8b11dd5a1603be9ac565c6365. */
const DOCKER_VERSIONS = {
  '{{% param "build_push_action_version" %}}': 'v7',
  '{{% param "login_action_version" %}}': 'v4',
  '{{% param "metadata_action_version" %}}': 'v6',
  '{{% param "setup_buildx_action_version" %}}': 'v4',
  '{{% param "setup_qemu_action_version" %}}': 'v4',
};

const COMMON = 'pinned actions; permissions; timeouts; an order of runs; retries';

/** Read at what was at hand of each repository: not always its newest commit. */
export const EXAMPLES: readonly Example[] = [
  {
    case: 'mirror',
    way: 'docs.docker.com, Copy image between registries',
    repository: 'docker/docs',
    commit: '0082ac8198245e827d98ee91ae9222f8ea13a324',
    path: `${DOCKER_DOCS}/copy-image-registries.md`,
    sha256: 'd67daad0b4fc14442771b751b06ada4d2165b26cb6fe5b87212189b85eb23e6f',
    placeholders: DOCKER_VERSIONS,
    lacks: `${COMMON}. It builds what it copies`,
  },
  {
    case: 'build',
    way: 'starter workflow of GitHub, Publish Docker Container',
    repository: 'actions/starter-workflows',
    commit: '1035244887e26fbbd4f1017d919fb5995cc521c4',
    path: 'ci/docker-publish.yml',
    sha256: '4ac58b5650c920632a267ab274a940ec3b147bddd4060961a7fbb931d5aa169a',
    placeholders: { '$cron-daily': "'17 3 * * *'", '$default-branch': '"main"' },
    lacks: 'a pinned checkout; a timeout; an order of runs; retries; pull requests without a token that can write. ' +
      'It signs too, in the job that builds',
  },
  {
    case: 'build',
    way: 'docs.docker.com, Tags and labels',
    repository: 'docker/docs',
    commit: 'c650b54ffcdbdf7f672aee56e62332b069fe6af7',
    path: `${DOCKER_DOCS}/manage-tags-labels.md`,
    sha256: 'db0aa6478da1024e37527ff98adefcf8238d4e4e4f77deb609c7f15013502445',
    lacks: `${COMMON}; a cache`,
  },
  {
    case: 'build',
    way: 'docs.docker.com, Registry cache',
    repository: 'docker/docs',
    commit: '24a02dd7eb95f6943fde94bd7613f6ee301e40c6',
    path: `${DOCKER_DOCS}/cache.md`,
    heading: '## Registry cache',
    sha256: '625c48c6450e4bb446bb70a162608af9abe458c825cd5f357b5a714b5cdd30d4',
    lacks: `${COMMON}; tags of branch and version; pull requests`,
  },
  {
    case: 'build',
    way: 'README of docker/build-push-action',
    repository: 'docker/build-push-action',
    commit: 'cb941d0b895b09c17fa011d41c411b33c752cf28',
    path: 'README.md',
    heading: '### Path context',
    sha256: '7613294da8183bff54afaed8f42545b652e78439d08b3a9d1c63adb09544a3e5',
    lacks: `${COMMON}; a cache; tags of branch and version; pull requests`,
  },
  {
    case: 'platforms',
    way: 'docs.docker.com, Distribute build across multiple runners',
    repository: 'docker/docs',
    commit: '9e16ee6e9de35a21c48541792e40a225907b6990',
    path: `${DOCKER_DOCS}/multi-platform.md`,
    heading: '## Distribute build across multiple runners',
    sha256: 'acea64dd5371e2313dc9d5ba5a7bd724385403d8f2e0c01426e13c6bbea9538e',
    lacks: `${COMMON}; native runners; a look at the platforms before tags move. It publishes to two registries`,
  },
  {
    case: 'supply-chain',
    way: 'docs.docker.com, Attestations, SBOM',
    repository: 'docker/docs',
    commit: '0082ac8198245e827d98ee91ae9222f8ea13a324',
    path: `${DOCKER_DOCS}/attestations.md`,
    heading: '## SBOM',
    sha256: 'c7a0c04fe9baa1b6540934f1c79ffdb06b26136f68894a0acf9500ea2ff00572',
    placeholders: DOCKER_VERSIONS,
    lacks: `${COMMON}; a scan; an attestation that is signed; a signature`,
  },
  {
    case: 'supply-chain',
    way: 'README of actions/attest, Container Image',
    repository: 'actions/attest',
    commit: '1e69f48acb82d1966a394da916b4c1698aa569d6',
    path: 'README.md',
    heading: '### Container Image',
    sha256: 'a51ad882cc89a1f7d2718e8d5b4afa613de07780c38d5e616a6ccff1b1b390d0',
    lacks: 'pinned actions; a timeout; an order of runs; retries; owners in upper case; a scan; an attestation apart from the build; a signature',
  },
  {
    case: 'supply-chain',
    way: 'README of aquasecurity/trivy-action, Scan CI Pipeline',
    repository: 'aquasecurity/trivy-action',
    commit: 'df678dbccf677bc6937338d569ba0da18964a8cc',
    path: 'README.md',
    heading: '### Scan CI Pipeline',
    sha256: '3be896a757d782c3c557b7935cc7af4f63a4ae689dbb5e1aa7e87af9c23d17a3',
    lacks: `${COMMON}; attestation and signature. It builds and scans, and publishes nothing`,
  },
];
