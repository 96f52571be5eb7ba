// A package of the repository by the rules of GitHub's former Docker registry: sign in, docker pull, docker tag, docker push.
import { github } from 'projen';
import { GithubPackageImage, ImageDestination, ImageSource } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'legacy' });

new GithubPackageImage(project, 'hello-world', {
  source: ImageSource.fromRegistry('hello-world:latest'),
  destinations: [ImageDestination.dockerPkg()],
  triggers: { branches: ['main'], manual: false },
});

project.synth();
