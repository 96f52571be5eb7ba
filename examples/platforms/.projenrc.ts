// Several platforms: two on native runners, one emulated, joined under one tag once all of them are there.
import { github } from 'projen';
import { BuildCache, GithubPackageImage, ImageSource, Platform } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'platforms' });

new GithubPackageImage(project, 'web', {
  source: ImageSource.fromDockerfile({ context: 'services/web', target: 'runtime', cache: BuildCache.registry() }),
  platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64, Platform.LINUX_ARM_V7],
  triggers: { branches: ['main'], pullRequests: true },
});

project.synth();
