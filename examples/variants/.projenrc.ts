// Variants of one image: a plain loop, the same name, other tags.
import { github } from 'projen';
import { GithubPackageImage, ImageName, ImageSource, ImageTag, ImageWorkflow } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'variants' });

const images = new ImageWorkflow(project, 'tool', { triggers: { branches: ['main'], gitTags: ['v*'] } });
for (const [distribution, suffix] of [['debian', ''], ['alpine', '-alpine']]) {
  new GithubPackageImage(images, `tool-${distribution}`, {
    name: ImageName.inRepository('tool'),
    source: ImageSource.fromDockerfile({ dockerfile: `Dockerfile.${distribution}`, buildArgs: { DISTRIBUTION: distribution } }),
    tags: [ImageTag.semver('{{version}}', { suffix }), ImageTag.latest({ suffix }), ImageTag.sha({ suffix })],
  });
}

project.synth();
