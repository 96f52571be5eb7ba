// The same image for ghcr.io: a copy with all its platforms and its digest.
import { github } from 'projen';
import { GithubPackageImage, ImageSource } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'mirror' });

new GithubPackageImage(project, 'hello-world', {
  source: ImageSource.fromRegistry('hello-world:latest'),
});

project.synth();
