// Images of one repository in one workflow, two of them built from the third: from exactly the digest that it published.
import { github } from 'projen';
import { GithubPackageImage, ImageSource, ImageWorkflow } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'monorepo' });

const images = new ImageWorkflow(project, 'images', { triggers: { branches: ['main'], pullRequests: true } });
const base = new GithubPackageImage(images, 'base', { source: ImageSource.fromDockerfile({ context: 'base' }) });
for (const service of ['api', 'worker']) {
  new GithubPackageImage(images, service, {
    source: ImageSource.fromDockerfile({ context: `services/${service}`, baseImages: { base } }),
  });
}

project.synth();
