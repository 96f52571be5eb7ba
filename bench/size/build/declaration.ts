import { github } from 'projen';
import { BuildCache, GithubPackageImage, ImageSource, ImageTag } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'build' });

new GithubPackageImage(project, 'web', {
  source: ImageSource.fromDockerfile({ cache: BuildCache.registry() }),
  tags: [ImageTag.branch(), ImageTag.semver('{{version}}'), ImageTag.semver('{{major}}.{{minor}}')],
  triggers: { branches: ['main'], gitTags: ['v*'], pullRequests: true },
});

project.synth();
