import { github } from 'projen';
import { GithubPackageImage, ImageDestination, ImageSource } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'mirror' });

new GithubPackageImage(project, 'hello-world', {
  source: ImageSource.fromRegistry('hello-world:latest'),
  destinations: [ImageDestination.dockerPkg()],
  triggers: { branches: ['main'], manual: false },
});

project.synth();
