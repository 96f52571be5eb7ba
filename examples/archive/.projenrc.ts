// An image that another builder makes: ko leaves an OCI layout, with all its platforms, and this publishes it by the same rules.
import { github } from 'projen';
import { GithubPackageImage, ImageCheck, ImageSource, Platform } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'archive' });

new GithubPackageImage(project, 'server', {
  source: ImageSource.fromArchive('dist/server'),
  preBuildSteps: [{
    name: 'Build with ko',
    run: 'go run github.com/google/ko@v0.18.0 build ./cmd/server --push=false --platform="$PLATFORMS" --oci-layout-path=dist/server',
    env: { KO_DOCKER_REPO: 'ko.local' },
  }],
  platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()],
  checks: [ImageCheck.command('--version')],
  triggers: { branches: ['main'], pullRequests: true },
});

project.synth();
