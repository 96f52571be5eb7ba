import { github, JsonPatch } from 'projen';
import { JobPermission, JobStep } from 'projen/lib/github/workflows-model';

const IMAGE = 'ghcr.io/acme/shop/service';
const CANDIDATE = `${IMAGE}@\${{ needs.build.outputs.digest }}`;

const metadata: JobStep = { id: 'metadata', uses: 'docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302' };
const signIn: JobStep = {
  name: 'Sign in to ghcr.io',
  uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
  with: { registry: 'ghcr.io', username: '${{ github.actor }}', password: '${{ github.token }}' },
};

const project = new github.GitHubProject({ name: 'supply-chain' });

const workflow = new github.GithubWorkflow(project.github!, 'publish-service', {
  limitConcurrency: true,
  concurrencyOptions: { group: 'publish-service' },
});
workflow.file!.patch(JsonPatch.add('/permissions', {}), JsonPatch.add('/concurrency/queue', 'max'));
workflow.on({ push: { branches: ['main'] }, workflowDispatch: {} });
workflow.addJobs({
  build: {
    name: 'Build service',
    runsOn: ['ubuntu-24.04'],
    timeoutMinutes: 60,
    permissions: { contents: JobPermission.READ, packages: JobPermission.WRITE },
    outputs: { digest: { stepId: 'build', outputName: 'digest' } },
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
          labels: '${{ steps.metadata.outputs.labels }}',
          provenance: false,
          outputs: `type=image,name=${IMAGE},push-by-digest=true,name-canonical=true,push=true`,
        },
      },
    ],
  },
  scan: {
    name: 'Scan service',
    needs: ['build'],
    runsOn: ['ubuntu-24.04'],
    timeoutMinutes: 30,
    permissions: { packages: JobPermission.READ },
    steps: [
      signIn,
      {
        name: 'Scan the image for vulnerabilities',
        uses: 'aquasecurity/trivy-action@ed142fd0673e97e23eac54620cfb913e5ce36c25',
        with: { 'image-ref': CANDIDATE, 'exit-code': 1, 'severity': 'HIGH,CRITICAL', 'ignore-unfixed': true },
      },
    ],
  },
  publish: {
    name: 'Publish service',
    needs: ['build', 'scan'],
    runsOn: ['ubuntu-24.04'],
    timeoutMinutes: 30,
    permissions: { packages: JobPermission.WRITE },
    steps: [
      {
        ...metadata,
        name: 'Compute tags',
        with: {
          images: IMAGE,
          flavor: 'latest=false',
          tags: ['type=raw,value=latest,enable={{is_default_branch}}', "type=sha,enable=${{ github.event_name == 'push' }}"].join('\n'),
        },
      },
      signIn,
      {
        name: 'Move the tags',
        env: { IMAGE: CANDIDATE, TAGS: '${{ steps.metadata.outputs.tags }}' },
        run: [
          'mapfile -t tags <<<"$TAGS"',
          'docker buildx imagetools create --prefer-index=false "${tags[@]/#/--tag=}" "$IMAGE"',
        ].join('\n'),
      },
    ],
  },
  sign: {
    name: 'Attest and sign service',
    needs: ['build', 'publish'],
    runsOn: ['ubuntu-24.04'],
    timeoutMinutes: 30,
    permissions: { attestations: JobPermission.WRITE, idToken: JobPermission.WRITE, packages: JobPermission.WRITE },
    steps: [
      signIn,
      { name: 'Install cosign', uses: 'sigstore/cosign-installer@6f9f17788090df1f26f669e9d70d6ae9567deba6' },
      {
        name: 'Attest the provenance',
        uses: 'actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6',
        with: {
          'subject-name': IMAGE,
          'subject-digest': '${{ needs.build.outputs.digest }}',
          'push-to-registry': true,
          'create-storage-record': false,
        },
      },
      { name: 'Sign the image', env: { IMAGE: CANDIDATE }, run: 'cosign sign --yes "$IMAGE"' },
    ],
  },
});

project.synth();
