import { NormalJob, Step, Workflow } from '@github-actions-workflow-ts/lib';

const publish = new NormalJob('publish', {
  'name': 'Publish hello-world',
  'runs-on': 'ubuntu-24.04',
  'timeout-minutes': 30,
  'permissions': { packages: 'write' },
}).addSteps([
  new Step({
    name: 'Sign in to docker.pkg.github.com',
    uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
    with: { registry: 'docker.pkg.github.com', username: '${{ github.actor }}', password: '${{ github.token }}' },
  }),
  new Step({
    name: 'Publish hello-world:latest',
    env: { SOURCE: 'hello-world:latest' },
    run: [
      'image=docker.pkg.github.com/${GITHUB_REPOSITORY,,}/hello-world:latest',
      'docker pull "$SOURCE"',
      'docker tag "$SOURCE" "$image"',
      'docker push "$image"',
    ].join('\n'),
  }),
]);

export const workflow = new Workflow('publish-hello-world', {
  name: 'publish-hello-world',
  on: { push: { branches: ['main'] } },
  permissions: {},
  concurrency: { 'group': 'publish-hello-world', 'cancel-in-progress': false, 'queue': 'max' },
}).addJob(publish);
