import { github, JsonPatch } from 'projen';
import { JobPermission, JobStep } from 'projen/lib/github/workflows-model';

const IMAGE = 'ghcr.io/acme/shop/web';

const metadata: JobStep = { id: 'metadata', uses: 'docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302' };
const signIn: JobStep = {
  name: 'Sign in to ghcr.io',
  uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
  with: { registry: 'ghcr.io', username: '${{ github.actor }}', password: '${{ github.token }}' },
};

const project = new github.GitHubProject({ name: 'platforms' });

const workflow = new github.GithubWorkflow(project.github!, 'publish-web', {
  limitConcurrency: true,
  concurrencyOptions: { group: 'publish-web' },
});
workflow.file!.patch(JsonPatch.add('/permissions', {}), JsonPatch.add('/concurrency/queue', 'max'));
workflow.on({ push: { branches: ['main'] }, workflowDispatch: {} });
workflow.addJobs({
  build: {
    name: 'Build web (${{ matrix.platform }})',
    strategy: {
      matrix: {
        include: [
          { platform: 'linux/amd64', runner: 'ubuntu-24.04', artifact: 'digest-amd64' },
          { platform: 'linux/arm64', runner: 'ubuntu-24.04-arm', artifact: 'digest-arm64' },
        ],
      },
    },
    runsOn: ['${{ matrix.runner }}'],
    timeoutMinutes: 60,
    permissions: { contents: JobPermission.READ, packages: JobPermission.WRITE },
    steps: [
      {
        name: 'Check out the repository',
        uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
        with: { 'persist-credentials': false },
      },
      { ...metadata, name: 'Compute labels', with: { images: IMAGE } },
      signIn,
      { name: 'Set up BuildKit', uses: 'docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e' },
      {
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
      },
      {
        name: 'Write the digest',
        env: { DIGEST: '${{ steps.build.outputs.digest }}' },
        run: [
          'mkdir -p "$RUNNER_TEMP/digests"',
          'touch "$RUNNER_TEMP/digests/${DIGEST#sha256:}"',
        ].join('\n'),
      },
      {
        name: 'Hand the digest over',
        uses: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
        with: {
          'name': '${{ matrix.artifact }}',
          'path': '${{ runner.temp }}/digests/*',
          'if-no-files-found': 'error',
          'retention-days': 1,
        },
      },
    ],
  },
  publish: {
    name: 'Publish web',
    needs: ['build'],
    runsOn: ['ubuntu-24.04'],
    timeoutMinutes: 30,
    permissions: { packages: JobPermission.WRITE },
    steps: [
      {
        name: 'Take the digests over',
        uses: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
        with: { 'path': '${{ runner.temp }}/digests', 'pattern': 'digest-*', 'merge-multiple': true },
      },
      {
        ...metadata,
        name: 'Compute tags and annotations',
        with: {
          images: IMAGE,
          flavor: 'latest=false',
          tags: ['type=raw,value=latest,enable={{is_default_branch}}', "type=sha,enable=${{ github.event_name == 'push' }}"].join('\n'),
        },
        env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'index' },
      },
      signIn,
      {
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
      },
    ],
  },
});

project.synth();
