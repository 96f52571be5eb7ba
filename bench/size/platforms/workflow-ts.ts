import { NormalJob, Step, Workflow } from '@github-actions-workflow-ts/lib';

const IMAGE = 'ghcr.io/acme/shop/web';
const METADATA = 'docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302';

const signIn = new Step({
  name: 'Sign in to ghcr.io',
  uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
  with: { registry: 'ghcr.io', username: '${{ github.actor }}', password: '${{ github.token }}' },
});

const build = new NormalJob('build', {
  'name': 'Build web (${{ matrix.platform }})',
  'strategy': {
    matrix: {
      include: [
        { platform: 'linux/amd64', runner: 'ubuntu-24.04', artifact: 'digest-amd64' },
        { platform: 'linux/arm64', runner: 'ubuntu-24.04-arm', artifact: 'digest-arm64' },
      ],
    },
  },
  'runs-on': '${{ matrix.runner }}',
  'timeout-minutes': 60,
  'permissions': { contents: 'read', packages: 'write' },
}).addSteps([
  new Step({
    name: 'Check out the repository',
    uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
    with: { 'persist-credentials': false },
  }),
  new Step({ name: 'Compute labels', id: 'metadata', uses: METADATA, with: { images: IMAGE } }),
  signIn,
  new Step({ name: 'Set up BuildKit', uses: 'docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e' }),
  new Step({
    name: 'Build and push by digest',
    id: 'build',
    uses: 'docker/build-push-action@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a',
    with: {
      context: '.',
      platforms: '${{ matrix.platform }}',
      labels: '${{ steps.metadata.outputs.labels }}',
      provenance: false,
      outputs: `type=image,name=${IMAGE},push-by-digest=true,name-canonical=true,push=true`,
    },
  }),
  new Step({
    name: 'Write the digest',
    env: { DIGEST: '${{ steps.build.outputs.digest }}' },
    run: [
      'mkdir -p "$RUNNER_TEMP/digests"',
      'touch "$RUNNER_TEMP/digests/${DIGEST#sha256:}"',
    ].join('\n'),
  }),
  new Step({
    name: 'Hand the digest over',
    uses: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    with: {
      'name': '${{ matrix.artifact }}',
      'path': '${{ runner.temp }}/digests/*',
      'if-no-files-found': 'error',
      'retention-days': 1,
    },
  }),
]);

const publish = new NormalJob('publish', {
  'name': 'Publish web',
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 30,
  'permissions': { packages: 'write' },
}).needs([build]).addSteps([
  new Step({
    name: 'Take the digests over',
    uses: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
    with: { 'path': '${{ runner.temp }}/digests', 'pattern': 'digest-*', 'merge-multiple': true },
  }),
  new Step({
    name: 'Compute tags and annotations',
    id: 'metadata',
    uses: METADATA,
    with: {
      images: IMAGE,
      flavor: 'latest=false',
      tags: ['type=raw,value=latest,enable={{is_default_branch}}', "type=sha,enable=${{ github.event_name == 'push' }}"].join('\n'),
    },
    env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'index' },
  }),
  signIn,
  new Step({
    name: 'Join the platforms',
    env: {
      ANNOTATIONS: '${{ steps.metadata.outputs.annotations }}',
      IMAGE,
      TAGS: '${{ steps.metadata.outputs.tags }}',
    },
    run: [
      'mapfile -t annotations <<<"$ANNOTATIONS"',
      'mapfile -t tags <<<"$TAGS"',
      'cd "$RUNNER_TEMP/digests"',
      'digests=(*)',
      'docker buildx imagetools create "${tags[@]/#/--tag=}" "${annotations[@]/#/--annotation=}" "${digests[@]/#/$IMAGE@sha256:}"',
    ].join('\n'),
  }),
]);

export const workflow = new Workflow('publish-web', {
  name: 'publish-web',
  on: { push: { branches: ['main'] }, workflow_dispatch: {} },
  permissions: {},
  concurrency: { 'group': 'publish-web', 'cancel-in-progress': false, 'queue': 'max' },
}).addJobs([build, publish]);
