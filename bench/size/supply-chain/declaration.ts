import { github } from 'projen';
import { AttestWhen, GithubPackageImage, ImageCheck, ImageSigning } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'supply-chain' });

new GithubPackageImage(project, 'service', {
  checks: [ImageCheck.trivy()],
  attest: AttestWhen.ALWAYS,
  sign: ImageSigning.keyless(),
});

project.synth();
