import { github, JsonPatch } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';

const project = new github.GitHubProject({ name: 'mirror' });

const workflow = new github.GithubWorkflow(project.github!, 'publish-hello-world', {
  limitConcurrency: true,
  concurrencyOptions: { group: 'publish-hello-world' },
});
workflow.file!.patch(JsonPatch.add('/permissions', {}), JsonPatch.add('/concurrency/queue', 'max'));
workflow.on({ push: { branches: ['main'] } });
workflow.addJob('publish', {
  name: 'Publish hello-world',
  runsOn: ['ubuntu-24.04'],
  timeoutMinutes: 30,
  permissions: { packages: JobPermission.WRITE },
  steps: [
    {
      name: 'Sign in to docker.pkg.github.com',
      uses: 'docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121',
      with: { registry: 'docker.pkg.github.com', username: '${{ github.actor }}', password: '${{ github.token }}' },
    },
    {
      name: 'Publish hello-world:latest',
      env: { SOURCE: 'hello-world:latest' },
      run: [
        'image=docker.pkg.github.com/${GITHUB_REPOSITORY,,}/hello-world:latest',
        'docker pull "$SOURCE"',
        'docker tag "$SOURCE" "$image"',
        'docker push "$image"',
      ].join('\n'),
    },
  ],
});

project.synth();
