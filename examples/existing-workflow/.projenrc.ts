// An image as one job of a workflow that is there already, after its tests and before its deployment.
import { JsonPatch, github } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';
import { GithubPackageImage } from 'projen-github-package-image';

const project = new github.GitHubProject({ name: 'existing-workflow' });

const workflow = new github.GithubWorkflow(project.github!, 'ci', { fileName: 'ci.yml', limitConcurrency: true });
workflow.file?.patch(JsonPatch.add('/permissions', {}));
workflow.on({ push: { branches: ['main'] }, pullRequest: {} });
workflow.addJob('test', {
  name: 'Test',
  runsOn: ['ubuntu-24.04'],
  timeoutMinutes: 10,
  permissions: { contents: JobPermission.READ },
  steps: [{ id: 'test', name: 'Test', run: 'make test' }],
});

const image = new GithubPackageImage(project, 'web', { workflow, needs: ['test'] });
image.addDownstreamJob('deploy', {
  name: 'Deploy',
  if: "github.event_name == 'push'",
  runsOn: ['ubuntu-24.04'],
  timeoutMinutes: 10,
  permissions: {},
  steps: [{ id: 'deploy', name: 'Deploy', run: 'echo "deploy $IMAGE"', env: { IMAGE: image.referenceExpression } }],
});

project.synth();
