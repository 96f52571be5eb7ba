// Docker Hub beside ghcr.io: the content goes to both before a tag moves in either.
import { github } from 'projen';
import { GithubPackageImage, ImageDestination, ImageTag, RegistryCredentials } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'docker-hub' });

new GithubPackageImage(project, 'web', {
  tags: [ImageTag.gitTag(), ImageTag.latest()],
  triggers: { gitTags: ['v*'] },
  destinations: [
    ImageDestination.ghcr(),
    ImageDestination.dockerHub('acme/web', RegistryCredentials.of({ username: 'acme', passwordSecret: 'DOCKERHUB_TOKEN' })),
  ],
});

project.synth();
