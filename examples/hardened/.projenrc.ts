// A service that whoever pulls can verify: its base is copied only if it is signed, and what is built on that is checked, attested
// and signed.
import { github } from 'projen';
import {
  AttestWhen, GithubPackageImage, ImageCheck, ImageName, ImageSigning, ImageSource, ImageVerification, ImageWorkflow, Platform,
} from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'hardened' });

const workflow = new ImageWorkflow(project, 'service', { triggers: { branches: ['main'], gitTags: ['v*'], pullRequests: true } });

const base = new GithubPackageImage(workflow, 'base', {
  source: ImageSource.fromRegistry('cgr.dev/chainguard/static:latest', {
    verify: ImageVerification.cosign({ identity: 'https://github.com/chainguard-images/images/.github/workflows/release.yaml@refs/heads/main' }),
    referrers: true,
  }),
});

new GithubPackageImage(workflow, 'service', {
  name: ImageName.REPOSITORY,
  source: ImageSource.fromDockerfile({ baseImages: { base }, provenance: true, sbom: true }),
  platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64],
  checks: [ImageCheck.command('/service', '--version'), ImageCheck.trivy()],
  attest: AttestWhen.PUBLIC_REPOSITORY,
  sign: ImageSigning.keyless(),
});

project.synth();
