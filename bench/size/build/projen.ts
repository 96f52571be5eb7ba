import { github, JsonPatch } from 'projen';
import { JobPermission, JobStep } from 'projen/lib/github/workflows-model';

const IMAGE = 'ghcr.io/acme/shop/web';
const CACHE = `type=registry,ref=${IMAGE}:buildcache`;

const checkout: JobStep = {
  name: 'Check out the repository',
  uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
  with: { 'persist-credentials': false },
};
const setUp: JobStep = { name: 'Set up BuildKit', uses: 'docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e' };
const build: Partial<JobStep> = { uses: 'docker/build-push-action@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a' };

const project = new github.GitHubProject({ name: 'build' });

const workflow = new github.GithubWorkflow(project.github!, 'publish-web', {
  limitConcurrency: true,
  concurrencyOptions: { group: "publish-web${{ github.event_name == 'pull_request' && format('-{0}', github.run_id) || '' }}" },
});
workflow.file!.patch(JsonPatch.add('/permissions', {}), JsonPatch.add('/concurrency/queue', 'max'));
workflow.on({ push: { branches: ['main'], tags: ['v*'] }, pullRequest: {}, workflowDispatch: {} });
workflow.addJobs({
  check: {
    name: 'Check web',
    if: "github.event_name == 'pull_request'",
    concurrency: { 'group': 'publish-web-check-${{ github.ref }}', 'cancel-in-progress': true },
    runsOn: ['ubuntu-24.04'],
    timeoutMinutes: 60,
    permissions: { contents: JobPermission.READ },
    steps: [
      checkout,
      setUp,
      { ...build, name: 'Build the image', with: { 'context': '.', 'provenance': false, 'cache-from': CACHE } },
    ],
  },
  publish: {
    name: 'Publish web',
    if: "github.event_name != 'pull_request'",
    runsOn: ['ubuntu-24.04'],
    timeoutMinutes: 60,
    permissions: { contents: JobPermission.READ, packages: JobPermission.WRITE },
    steps: [
      checkout,
      {
        name: 'Compute tags and labels',
        id: 'metadata',
        uses: 'docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302',
        with: {
          images: IMAGE,
          flavor: 'latest=false',
          tags: ['type=ref,event=branch', 'type=semver,pattern={{version}}', 'type=semver,pattern={{major}}.{{minor}}'].join('\n'),
        },
      },
      {
        name: 'Sign in to ghcr.io',
        uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
        with: { registry: 'ghcr.io', username: '${{ github.actor }}', password: '${{ github.token }}' },
      },
      setUp,
      {
        ...build,
        name: 'Build and push the image',
        with: {
          'context': '.',
          'push': true,
          'provenance': false,
          'tags': '${{ steps.metadata.outputs.tags }}',
          'labels': '${{ steps.metadata.outputs.labels }}',
          'cache-from': CACHE,
          'cache-to': `${CACHE},mode=max,ignore-error=true`,
        },
      },
    ],
  },
});

project.synth();
