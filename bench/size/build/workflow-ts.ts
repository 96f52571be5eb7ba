import { NormalJob, Step, Workflow } from '@github-actions-workflow-ts/lib';

const IMAGE = 'ghcr.io/acme/shop/web';
const CACHE = `type=registry,ref=${IMAGE}:buildcache`;
const BUILD_PUSH = 'docker/build-push-action@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a';

const checkout = new Step({
  name: 'Check out the repository',
  uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
  with: { 'persist-credentials': false },
});
const setUp = new Step({ name: 'Set up BuildKit', uses: 'docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e' });

const check = new NormalJob('check', {
  'name': 'Check web',
  'if': "github.event_name == 'pull_request'",
  'concurrency': { 'group': 'publish-web-check-${{ github.ref }}', 'cancel-in-progress': true },
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 60,
  'permissions': { contents: 'read' },
}).addSteps([
  checkout,
  setUp,
  new Step({ name: 'Build the image', uses: BUILD_PUSH, with: { 'context': '.', 'provenance': false, 'cache-from': CACHE } }),
]);

const publish = new NormalJob('publish', {
  'name': 'Publish web',
  'if': "github.event_name != 'pull_request'",
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 60,
  'permissions': { contents: 'read', packages: 'write' },
}).addSteps([
  checkout,
  new Step({
    name: 'Compute tags and labels',
    id: 'metadata',
    uses: 'docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302',
    with: {
      images: IMAGE,
      flavor: 'latest=false',
      tags: ['type=ref,event=branch', 'type=semver,pattern={{version}}', 'type=semver,pattern={{major}}.{{minor}}'].join('\n'),
    },
  }),
  new Step({
    name: 'Sign in to ghcr.io',
    uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
    with: { registry: 'ghcr.io', username: '${{ github.actor }}', password: '${{ github.token }}' },
  }),
  setUp,
  new Step({
    name: 'Build and push the image',
    uses: BUILD_PUSH,
    with: {
      'context': '.',
      'push': true,
      'provenance': false,
      'tags': '${{ steps.metadata.outputs.tags }}',
      'labels': '${{ steps.metadata.outputs.labels }}',
      'cache-from': CACHE,
      'cache-to': `${CACHE},mode=max,ignore-error=true`,
    },
  }),
]);

export const workflow = new Workflow('publish-web', {
  name: 'publish-web',
  on: { push: { branches: ['main'], tags: ['v*'] }, pull_request: {}, workflow_dispatch: {} },
  permissions: {},
  concurrency: {
    'group': "publish-web${{ github.event_name == 'pull_request' && format('-{0}', github.run_id) || '' }}",
    'cancel-in-progress': false,
    'queue': 'max',
  },
}).addJobs([check, publish]);
