import { github, Project } from 'projen';
import { CREDENTIALS, JOB, SOURCE, foreignWorkflow, publishJobOf, stepOf, workflowOf } from './declare';
import { newProject, synth, synthText } from './synth';
import { GithubPackageImage, ImageDestination, ImageMirror, ImageName, ImageTag } from '../src';

const PUBLISHING = ['push', 'schedule', 'release', 'workflow_dispatch', 'repository_dispatch'];

describe('an image', () => {
  test('has a workflow of its own, which permits nothing by itself, and one job, which may only push', () => {
    const project = newProject();
    new GithubPackageImage(project, 'hello-world', { source: SOURCE });
    expect(synthText(project, 'publish-hello-world')).toMatch(/^permissions: \{\}$/m);
    const { jobs } = synth(project, 'publish-hello-world');
    expect(Object.keys(jobs)).toEqual(['publish-hello-world']);
    expect(jobs['publish-hello-world']).toMatchObject({ name: 'Publish hello-world', permissions: { packages: 'write' } });
  });

  test('is published by steps whose names read as a log', () => {
    expect(publishJobOf().steps.map((step: any) => step.name)).toEqual(['Sign in to ghcr.io', 'Publish hello-world:latest to ghcr.io', 'Show what was published']);
  });

  test('is published by one run after another, and none is dropped', () => {
    expect(workflowOf().concurrency).toEqual({ 'group': 'publish-x', 'cancel-in-progress': false, 'queue': 'max' });
  });

  test('needs no action, no checkout and no expression in a script', () => {
    for (const step of publishJobOf().steps) {
      expect(step.uses).toBeUndefined();
      expect(step.run).not.toContain('${{');
    }
  });

  test('outputs its name, digest and tags, and shows them with the command that pulls it', () => {
    const job = publishJobOf();
    expect(job.outputs).toEqual({
      name: '${{ steps.publish.outputs.name }}', digest: '${{ steps.publish.outputs.digest }}', tags: '${{ steps.publish.outputs.tags }}',
    });
    const { env, run } = stepOf(job, /^Show/);
    expect(run).toContain('$GITHUB_STEP_SUMMARY');
    expect(run).toMatch(/docker pull \$NAME/);
    expect(env).toMatchObject({ NAME: job.outputs.name, DIGEST: job.outputs.digest, TAGS: job.outputs.tags });
  });

  test('is declared the same way twice with the same bytes', () => {
    const once = () => {
      const project = newProject();
      new GithubPackageImage(project, 'x', {
        source: SOURCE,
        tags: [ImageTag.of('a'), ImageTag.schedule()],
        triggers: { schedule: ['17 3 * * *'], branches: ['main'] },
        destinations: [ImageDestination.ghcr(), ImageDestination.registry('quay.io', CREDENTIALS)],
      });
      return synthText(project, 'publish-x');
    };
    expect(once()).toBe(once());
  });

  test('is declared twice with the same values, and neither changes the other', () => {
    const options = { source: SOURCE, destinations: [ImageDestination.ghcr()], tags: [ImageTag.of('1')] };
    const project = newProject();
    const one = new GithubPackageImage(project, 'a', options);
    const other = new GithubPackageImage(project, 'b', options);
    expect([one.nameExpression, other.nameExpression]).toEqual(['${{ needs.publish-a.outputs.name }}', '${{ needs.publish-b.outputs.name }}']);
    expect(stepOf(synth(project, 'publish-a').jobs['publish-a'], 'publish').env.IMAGE).toBe('ghcr.io/${{ github.repository }}/a');
    expect(stepOf(synth(project, 'publish-b').jobs['publish-b'], 'publish').env.IMAGE).toBe('ghcr.io/${{ github.repository }}/b');
  });

  test('of a subproject is published by a workflow of the root', () => {
    const project = newProject();
    new GithubPackageImage(new Project({ name: 'sub', parent: project, outdir: 'packages/sub' }), 'x', { source: SOURCE });
    const publish = synth(project, 'publish-sub-x').jobs['publish-sub-x'];
    expect(stepOf(publish, 'publish').env.IMAGE).toBe('ghcr.io/${{ github.repository }}/sub-x');
  });

  test('of a subproject may be called as another one of another is, or as its own', () => {
    const project = newProject();
    const sub = (name: string, parent: Project = project) => new Project({ name, parent, outdir: `packages/${name.replace(/\W/g, '-')}` });
    const api = sub('@acme/Api');
    for (const [scope, id] of [[api, 'web'], [sub('shop'), 'web'], [sub('web'), 'web'], [sub('deep', api), 'web'], [project, 'shop']] as const) {
      new GithubPackageImage(scope, id, { source: SOURCE });
    }
    new ImageMirror(sub('mirrors'), 'web', { images: ['alpine:3.20'] });
    project.synth();
    for (const key of ['acme-api-web', 'shop-web', 'web', 'acme-api-deep-web', 'shop']) {
      const { env } = stepOf(synth(project, `publish-${key}`).jobs[`publish-${key}`], 'publish');
      expect(env.IMAGE).toBe(`ghcr.io/\${{ github.repository }}/${key}`);
    }
    expect(synth(project, 'publish-mirrors-web').jobs).toHaveProperty('publish-mirrors-web');
  });

  test('has an id that a job can have', () => {
    const image = new GithubPackageImage(newProject(), 'web.v2', { source: SOURCE });
    expect(image.publishJobId).toBe('publish-web-v2');
  });
});

describe('a job after an image', () => {
  test('waits for it, and sees what was published', () => {
    const project = newProject();
    const image = new GithubPackageImage(project, 'x', { source: SOURCE });
    const env = { NAME: image.nameExpression, DIGEST: image.digestExpression, TAGS: image.tagsExpression, REF: image.referenceExpression };
    image.addDownstreamJob('deploy', { ...JOB, env });
    const { deploy } = synth(project, 'publish-x').jobs;
    expect(deploy.needs).toBe('publish-x');
    expect(deploy.env).toEqual({
      NAME: '${{ needs.publish-x.outputs.name }}',
      DIGEST: '${{ needs.publish-x.outputs.digest }}',
      TAGS: '${{ needs.publish-x.outputs.tags }}',
      REF: '${{ needs.publish-x.outputs.name }}@${{ needs.publish-x.outputs.digest }}',
    });
  });

  test('sees a name that is known at synth as plain text, which no secret can make GitHub drop', () => {
    const image = new GithubPackageImage(newProject(), 'x', { source: SOURCE, name: ImageName.of('acme/x') });
    expect(image.nameExpression).toBe('ghcr.io/acme/x');
    expect(image.referenceExpression).toBe('ghcr.io/acme/x@${{ needs.publish-x.outputs.digest }}');
  });

  test('keeps what it needs besides', () => {
    const project = newProject();
    const image = new GithubPackageImage(project, 'x', { source: SOURCE });
    image.workflow.addJob('test', JOB);
    image.addDownstreamJob('deploy', { ...JOB, needs: ['test', 'publish-x'] });
    expect(synth(project, 'publish-x').jobs.deploy.needs).toEqual(['test', 'publish-x']);
  });
});

describe('an image in a workflow of the user', () => {
  test('waits for the jobs that it needs, and is published on events that may', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project, { push: {}, pullRequest: {} });
    new GithubPackageImage(project, 'x', { source: SOURCE, workflow, needs: ['test'] });
    const job = synth(project, 'mine').jobs['publish-x'];
    expect(job.needs).toBe('test');
    expect(job.if).toBe(`contains(fromJSON('${JSON.stringify(PUBLISHING)}'), github.event_name)`);
  });

  test('leaves its triggers and its concurrency alone', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project, { push: { branches: ['trunk'] } });
    new GithubPackageImage(project, 'x', { source: SOURCE, workflow });
    const { on, concurrency } = synth(project, 'mine');
    expect(on).toEqual({ push: { branches: ['trunk'] } });
    expect(concurrency).toEqual({ 'group': 'mine', 'cancel-in-progress': false });
  });

  test('may come before its triggers and before the jobs that it needs', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project);
    new GithubPackageImage(project, 'x', { source: SOURCE, workflow, needs: ['later'] });
    workflow.on({ workflowDispatch: {} });
    workflow.addJob('later', JOB);
    expect(synth(project, 'mine').jobs['publish-x'].needs).toBe('later');
  });
});

describe('an image is refused', () => {
  const image = (project: github.GitHubProject, id: string, options: object = {}) =>
    () => new GithubPackageImage(project, id, { source: SOURCE, ...options });

  test.each(['Web', '', 'a b', '-a', 'é'])('for the id %j, which is no name', id => {
    expect(image(newProject(), id)).toThrow(`ImageName ${JSON.stringify(id)}: an image name is lower case`);
  });

  test('for an id that no job could be called by', () => {
    const options = { name: ImageName.of('a/b'), workflowName: 'w' };
    const noName = 'the jobs are called so, in one line and without expressions. Give it a name that is known at synth.';
    for (const id of ['${{ github.event.x }}', 'a\nb', 'a\tb']) {
      expect(image(newProject(), id, options)).toThrow(`GithubPackageImage: id ${JSON.stringify(id)}: ${noName}`);
      expect(() => new ImageMirror(newProject(), id, { images: ['a:1'], workflowName: 'w' })).toThrow(`ImageMirror: id ${JSON.stringify(id)}: ${noName}`);
    }
    expect(image(newProject(), 'x'.repeat(89))).toThrow(/^GithubPackageImage: id "x{89}": the ids of the jobs are made of it, and GitHub takes none of 100 characters\. It may have 88: shorten it\.$/);
    expect(image(newProject(), 'x'.repeat(88))).not.toThrow();
  });

  test('for the id of a file', () => {
    expect(image(newProject(), 'a/b')).toThrow(/^workflowName "publish-a\/b": the name of a workflow is its file's name too/);
  });

  test('in a project without GitHub, or without workflows', () => {
    expect(image(newProject({ github: false }), 'x')).toThrow(/the project has no GitHub component to add a workflow to\. Switch on its option `github`\.$/);
    expect(image(newProject({ githubOptions: { workflows: false } }), 'x')).toThrow(/the workflows of the project are turned off\. Leave out `workflows: false`/);
  });

  test('for the name of a workflow that is there', () => {
    const project = newProject();
    foreignWorkflow(project, { push: {} });
    expect(image(project, 'x', { workflowName: 'mine' })).toThrow(/^workflowName "mine": the project has a workflow of that name\. Give this one another with `workflowName`, or join that one with `workflow`\.$/);
  });

  test('for triggers or a name of a workflow that has its own', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project, { push: {} });
    expect(image(project, 'x', { workflow, triggers: {} })).toThrow(/^GithubPackageImage "x": triggers "\{\}": the workflow "mine" has its own\. Leave the option out, or give the image no workflow\.$/);
    expect(image(project, 'y', { workflow, workflowName: 'a' })).toThrow(/^GithubPackageImage "y": workflowName .*: the workflow "mine" has its own/);
  });

  test('in a workflow that is never written', () => {
    const off = newProject({ githubOptions: { workflows: false } });
    const workflow = new github.GithubWorkflow(off.github!, 'mine');
    expect(image(newProject(), 'x', { workflow })).toThrow(/^GithubPackageImage "x": workflow "mine": the workflow is never written, since the workflows of its project are turned off\.$/);
  });

  test('in a workflow of another project', () => {
    const workflow = foreignWorkflow(newProject(), { push: {} });
    expect(image(newProject(), 'x', { workflow })).toThrow(/^GithubPackageImage "x": workflow "mine": it belongs to another project\. Name a workflow of the image's own project\.$/);
  });

  test('in a workflow that never publishes, when the project is synthesized', () => {
    for (const [on, events] of [[{}, 'nothing'], [{ pullRequest: {} }, 'pull_request'], [{ pullRequestTarget: {}, mergeGroup: {} }, 'pull_request_target, merge_group']] as const) {
      const project = newProject();
      image(project, 'x', { workflow: foreignWorkflow(project, on) })();
      expect(() => project.synth()).toThrow(`GithubPackageImage "x": workflow "mine": it is triggered by ${events}, and an image is published on ${PUBLISHING.join(', ')} or workflow_call only. Add one of them, or give the image no workflow.`);
    }
  });

  test('for a job whose id is taken', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project, { push: {} });
    workflow.addJob('publish-x', JOB);
    expect(image(project, 'x', { workflow })).toThrow(/^The job "publish-x": the workflow "mine" has a job of that id\. Give the image another id\.$/);
  });

  test('for a job after it whose id is taken', () => {
    const declared = image(newProject(), 'x')();
    expect(() => declared.addDownstreamJob('publish-x', JOB)).toThrow(/^addDownstreamJob "publish-x": the workflow "publish-x" has a job of that id\. Give yours another\.$/);
  });

  test('for what another image publishes', () => {
    const project = newProject();
    image(project, 'x', { name: ImageName.of('acme/a'), tags: [ImageTag.of('1'), ImageTag.of('2')] })();
    image(project, 'y', { name: ImageName.of('acme/a'), tags: [ImageTag.of('3')] })();
    expect(image(project, 'z', { name: ImageName.of('acme/a'), tags: [ImageTag.of('2')] })).toThrow(
      /^GithubPackageImage "z" "ghcr\.io\/acme\/a:2": GithubPackageImage "x" publishes that already\. Give one of them another name or another tag\.$/,
    );
  });

  test('not for what another image publishes under another condition, or another project', () => {
    const project = newProject();
    const name = ImageName.of('acme/a');
    image(project, 'x', { name, condition: "github.ref == 'refs/heads/a'" })();
    expect(image(project, 'y', { name, condition: "github.ref == 'refs/heads/b'" })).not.toThrow();
    expect(image(newProject(), 'x', { name, condition: "github.ref == 'refs/heads/a'" })).not.toThrow();
  });
});
