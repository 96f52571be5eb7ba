import { NormalJob, Step, Workflow } from '@github-actions-workflow-ts/lib';

const IMAGE = 'ghcr.io/acme/shop/service';
const CANDIDATE = `${IMAGE}@\${{ needs.build.outputs.digest }}`;
const METADATA = 'docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302';

const signIn = new Step({
  name: 'Sign in to ghcr.io',
  uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
  with: { registry: 'ghcr.io', username: '${{ github.actor }}', password: '${{ github.token }}' },
});

const build = new NormalJob('build', {
  'name': 'Build service',
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 60,
  'permissions': { contents: 'read', packages: 'write' },
  'outputs': { digest: '${{ steps.build.outputs.digest }}' },
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
      labels: '${{ steps.metadata.outputs.labels }}',
      provenance: false,
      outputs: `type=image,name=${IMAGE},push-by-digest=true,name-canonical=true,push=true`,
    },
  }),
]);

const scan = new NormalJob('scan', {
  'name': 'Scan service',
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 30,
  'permissions': { packages: 'read' },
}).needs([build]).addSteps([
  signIn,
  new Step({
    name: 'Scan the image for vulnerabilities',
    uses: 'aquasecurity/trivy-action@ed142fd0673e97e23eac54620cfb913e5ce36c25',
    with: { 'image-ref': CANDIDATE, 'exit-code': 1, 'severity': 'HIGH,CRITICAL', 'ignore-unfixed': true },
  }),
]);

const publish = new NormalJob('publish', {
  'name': 'Publish service',
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 30,
  'permissions': { packages: 'write' },
}).needs([build, scan]).addSteps([
  new Step({
    name: 'Compute tags',
    id: 'metadata',
    uses: METADATA,
    with: {
      images: IMAGE,
      flavor: 'latest=false',
      tags: ['type=raw,value=latest,enable={{is_default_branch}}', "type=sha,enable=${{ github.event_name == 'push' }}"].join('\n'),
    },
  }),
  signIn,
  new Step({
    name: 'Move the tags',
    env: { IMAGE: CANDIDATE, TAGS: '${{ steps.metadata.outputs.tags }}' },
    run: [
      'mapfile -t tags <<<"$TAGS"',
      'docker buildx imagetools create --prefer-index=false "${tags[@]/#/--tag=}" "$IMAGE"',
    ].join('\n'),
  }),
]);

const sign = new NormalJob('sign', {
  'name': 'Attest and sign service',
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 30,
  'permissions': { 'attestations': 'write', 'id-token': 'write', 'packages': 'write' },
}).needs([build, publish]).addSteps([
  signIn,
  new Step({ name: 'Install cosign', uses: 'sigstore/cosign-installer@6f9f17788090df1f26f669e9d70d6ae9567deba6' }),
  new Step({
    name: 'Attest the provenance',
    uses: 'actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6',
    with: {
      'subject-name': IMAGE,
      'subject-digest': '${{ needs.build.outputs.digest }}',
      'push-to-registry': true,
      'create-storage-record': false,
    },
  }),
  new Step({ name: 'Sign the image', env: { IMAGE: CANDIDATE }, run: 'cosign sign --yes "$IMAGE"' }),
]);

export const workflow = new Workflow('publish-service', {
  name: 'publish-service',
  on: { push: { branches: ['main'] }, workflow_dispatch: {} },
  permissions: {},
  concurrency: { 'group': 'publish-service', 'cancel-in-progress': false, 'queue': 'max' },
}).addJobs([build, scan, publish, sign]);
