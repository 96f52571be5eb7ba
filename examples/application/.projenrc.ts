// An application with a Dockerfile: built and checked in pull requests, rebuilt every day, released by git tags, signed.
import { github } from 'projen';
import { BuildCache, GithubPackageImage, ImageCheck, ImageName, ImageSigning, ImageSource, ImageTag } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'application' });

new GithubPackageImage(project, 'application', {
  name: ImageName.REPOSITORY,
  source: ImageSource.fromDockerfile({ cache: BuildCache.githubActions() }),
  tags: [ImageTag.schedule(), ImageTag.branch(), ImageTag.semver('{{version}}'), ImageTag.semver('{{major}}.{{minor}}'), ImageTag.latest()],
  triggers: { branches: ['main'], gitTags: ['v*.*.*'], schedule: ['38 4 * * *'], pullRequests: true },
  checks: [ImageCheck.command('node', '--version'), ImageCheck.trivy()],
  sign: ImageSigning.keyless(),
});

project.synth();
