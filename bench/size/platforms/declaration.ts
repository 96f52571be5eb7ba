import { github } from 'projen';
import { GithubPackageImage, Platform } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'platforms' });

new GithubPackageImage(project, 'web', {
  platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64],
});

project.synth();
