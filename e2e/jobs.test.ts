import { GithubPackageImage, ImageName, ImageTag, ImageWorkflow } from 'projen-github-package-image';
import type { github } from 'projen';
import { putImage } from './images';
import { synthesize } from './project';
import { SECRETS, fromUpstream, publishing, toOurs } from './publish';
import { ours, upstream } from './registries';
import { withRepository } from './repository';
import { runWorkflow } from './workflow';

function jobThatShows(image: GithubPackageImage): github.workflows.Job {
  const env = { REFERENCE: image.referenceExpression, TAGS: image.tagsExpression };
  return { runsOn: ['ubuntu-24.04'], permissions: {}, steps: [{ run: 'echo "deploying $REFERENCE ($TAGS)"', env }] };
}

test.each([
  ['known when the workflow is generated', ImageName.of('downstream/literal'), 'downstream/literal'],
  ['known at run time', ImageName.inOwner('downstream-runtime'), 'acme/downstream-runtime'],
])('a job after an image whose name is %s sees what was published', async (_, name, path) => {
  const digest = await putImage(upstream(), 'source/downstream');
  const yaml = synthesize('publish-x', project => {
    const image = new GithubPackageImage(project, 'x', { source: fromUpstream('source/downstream:1'), destinations: [toOurs()], name });
    image.addDownstreamJob('deploy', jobThatShows(image));
  });
  const { result, jobs } = await runWorkflow(yaml, { secrets: SECRETS });
  expect(result).toBe('success');
  expect(jobs.deploy.legs[0].log).toContain(`deploying ${ours().host}/${path}@${digest} (1)\n`);
});

test('a job before the image computes its tag from the repository\'s files', async () => {
  const digest = await putImage(upstream(), 'source/prepared');
  const yaml = publishing('x', {
    source: fromUpstream('source/prepared:1'),
    name: ImageName.of('downstream/prepared'),
    tags: [ImageTag.of('${{ needs.prepare-x.outputs.version }}', { prefix: 'v' })],
    prepare: {
      steps: [{ id: 'version', run: 'echo "version=$(cat VERSION)" >>"$GITHUB_OUTPUT"' }],
      outputs: { version: { stepId: 'version', outputName: 'version' } },
    },
  });
  const { result } = await withRepository({ VERSION: '1.4.2\n' }, async checkout => runWorkflow(yaml, { secrets: SECRETS, checkout }));
  expect(result).toBe('success');
  expect(await ours().tags('downstream/prepared')).toEqual(['v1.4.2']);
  expect(await ours().digest('downstream/prepared', 'v1.4.2')).toBe(digest);
});

test('a job after an image that fails does not run', async () => {
  const yaml = synthesize('publish-x', project => {
    const image = new GithubPackageImage(project, 'x', { source: fromUpstream('source/nowhere:1'), destinations: [toOurs()] });
    image.addDownstreamJob('deploy', jobThatShows(image));
  });
  const { result, jobs } = await runWorkflow(yaml, { secrets: SECRETS });
  expect(result).toBe('failure');
  expect(jobs.deploy).toMatchObject({ result: 'skipped', legs: [] });
});

test('a job after a workflow of several images sees all of them', async () => {
  const digests = [await putImage(upstream(), 'source/one'), await putImage(upstream(), 'source/other')];
  const yaml = synthesize('publish-all', project => {
    const workflow = new ImageWorkflow(project, 'all');
    const images = ['one', 'other'].map(id => new GithubPackageImage(workflow, id, {
      source: fromUpstream(`source/${id}:1`), destinations: [toOurs()], name: ImageName.inOwner(`downstream-${id}`),
    }));
    workflow.addDownstreamJob('deploy', {
      runsOn: ['ubuntu-24.04'],
      permissions: {},
      steps: images.map(image => ({ run: 'echo "deploying $REFERENCE"', env: { REFERENCE: image.referenceExpression } })),
    });
  });
  const { result, jobs } = await runWorkflow(yaml, { secrets: SECRETS });
  expect(result).toBe('success');
  for (const [index, id] of ['one', 'other'].entries()) {
    expect(jobs.deploy.legs[0].log).toContain(`deploying ${ours().host}/acme/downstream-${id}@${digests[index]}\n`);
  }
});

test('an image is not published where `publishWhen` does not hold, and nothing after it runs', async () => {
  const yaml = synthesize('publish-x', project => {
    const image = new GithubPackageImage(project, 'x', {
      source: fromUpstream('source/unwanted:1'), destinations: [toOurs()], publishWhen: "github.ref == 'refs/heads/release'",
    });
    image.addDownstreamJob('deploy', jobThatShows(image));
  });
  const { result, jobs } = await runWorkflow(yaml, { secrets: SECRETS });
  expect(result).toBe('success');
  expect([jobs['publish-x'].result, jobs.deploy.result]).toEqual(['skipped', 'skipped']);
});
