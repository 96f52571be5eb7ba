import { JsonPatch, github, javascript, release, type YamlFile } from 'projen';
import { CREDENTIALS, JOB, SOURCE } from './declare';
import { newProject, synth, synthChanged, synthText } from './synth';
import { GithubPackageImage, ImageDestination, ImageMirror, ImageTag, ImageWorkflow, type ImageWorkflowOptions } from '../src';

/** A workflow, `images`, of two images. */
function declare(options: ImageWorkflowOptions = {}) {
  const project = newProject();
  const workflow = new ImageWorkflow(project, 'images', options);
  new GithubPackageImage(workflow, 'a', { source: SOURCE });
  new GithubPackageImage(workflow, 'b', { source: SOURCE });
  return { project, workflow };
}

describe('a workflow of images', () => {
  test('has the jobs of all of them, and permits nothing by itself', () => {
    const { project } = declare();
    expect(synthText(project, 'publish-images')).toMatch(/^permissions: \{\}$/m);
    const workflow = synth(project, 'publish-images');
    expect(workflow.name).toBe('publish-images');
    expect(Object.keys(workflow.jobs)).toEqual(['publish-a', 'publish-b']);
  });

  test('publishes one run after another, and drops none', () => {
    expect(synth(declare().project, 'publish-images').concurrency).toEqual({ 'group': 'publish-images', 'cancel-in-progress': false, 'queue': 'max' });
  });

  test('has a group for each ref where a server runs it, which knows no queue', () => {
    const { project, workflow } = declare();
    new GithubPackageImage(workflow, 'c', { source: SOURCE, destinations: [ImageDestination.enterpriseServer('github.acme.com')], runsOn: ['self-hosted'] });
    expect(synth(project, 'publish-images').concurrency).toEqual({ 'group': 'publish-images-${{ github.ref }}', 'cancel-in-progress': false });
  });

  test('has its keys in the order in which a reader looks for them', () => {
    expect(Object.keys(synth(declare().project, 'publish-images'))).toEqual(['name', 'on', 'permissions', 'concurrency', 'jobs']);
  });

  test.each<[string, (file: YamlFile) => void]>([
    ['an override', file => file.addOverride('permissions.contents', 'read')],
    ['a patch', file => file.patch(JsonPatch.add('/permissions/contents', 'read'))],
    ['a patch of all of them', file => file.patch(JsonPatch.replace('/permissions', { contents: 'read' }))],
  ])('takes the permissions that %s gives it', (_, change) => {
    const { project, workflow: { workflow } } = declare();
    change(workflow.file!);
    expect(synthChanged(project, 'publish-images').permissions).toEqual({ contents: 'read' });
  });

  test('takes triggers that are set later', () => {
    const { project, workflow: { workflow } } = declare();
    workflow.on({ push: { branches: ['trunk'] }, repositoryDispatch: { types: ['now'] } });
    const { on } = synthChanged(project, 'publish-images');
    expect(on).toEqual({ push: { branches: ['trunk'] }, workflow_dispatch: {}, repository_dispatch: { types: ['now'] } });
  });

  test('checks pull requests where that trigger is set later', () => {
    const project = newProject();
    new GithubPackageImage(project, 'web').workflow.on({ pullRequest: {} });
    expect(Object.keys(synthChanged(project, 'publish-web').jobs).sort()).toEqual(['check-web', 'publish-web']);
  });

  test('gives its caller what each image published where that trigger is set later', () => {
    const { project, workflow: { workflow } } = declare();
    workflow.on({ workflowCall: {} });
    expect(Object.keys(synthChanged(project, 'publish-images').on.workflow_call.outputs)).toContain('a-digest');
  });

  test('spells inputs as they are given, also those that are set later', () => {
    const { project, workflow: { workflow } } = declare({ triggers: { inputs: { 'dry-run': {} } } });
    workflow.on({ workflowCall: { inputs: { theTag: { type: 'string' } } } });
    const { on } = synthChanged(project, 'publish-images');
    expect(Object.keys(on.workflow_dispatch.inputs)).toEqual(['dry-run']);
    expect(Object.keys(on.workflow_call.inputs)).toEqual(['theTag']);
  });

  test('has the name that it is given, and its file is called so', () => {
    const { project, workflow } = declare({ workflowName: 'Publish Images' });
    expect(workflow.workflow.name).toBe('Publish Images');
    expect(synth(project, 'publish-images').name).toBe('Publish Images');
  });

  test('has a job after all images, those included that are declared later', () => {
    const { project, workflow } = declare();
    workflow.addDownstreamJob('deploy', JOB);
    new ImageMirror(workflow, 'c', { images: ['alpine:3.20'] });
    expect(synth(project, 'publish-images').jobs.deploy.needs).toEqual(['publish-a', 'publish-b', 'publish-c']);
  });

  test('keeps what a job after its images needs besides', () => {
    const { project, workflow } = declare();
    workflow.workflow.addJob('test', JOB);
    workflow.addDownstreamJob('deploy', { ...JOB, needs: ['test'] });
    expect(synth(project, 'publish-images').jobs.deploy.needs).toEqual(['test', 'publish-a', 'publish-b']);
  });
});

describe('a workflow of images that are built', () => {
  const build = (triggers: object) => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers });
    new GithubPackageImage(workflow, 'a');
    new ImageMirror(workflow, 'b', { images: ['alpine:3.20'] });
    return synth(project, 'publish-images');
  };

  test('is checked in pull requests, where mirrors do nothing', () => {
    const { jobs } = build({ branches: ['main'], pullRequests: true });
    expect(Object.keys(jobs)).toEqual(['check-a', 'publish-a', 'publish-b']);
    expect(jobs['publish-b'].if).toBe(jobs['publish-a'].if);
    expect(jobs['check-a'].concurrency.group).toBe('publish-images-check-a-${{ github.ref }}');
  });

  test('leaves what runs of a call cancel to its callers', () => {
    const { jobs, concurrency } = build({ workflowCall: true });
    expect(jobs['check-a']).not.toHaveProperty('concurrency');
    expect(concurrency.group).toMatch(/^publish-images\$\{\{ /);
  });
});

describe('a workflow that others call', () => {
  const call = { triggers: { workflowCall: true } };

  test('declares the secrets that its jobs use', () => {
    const { project, workflow } = declare(call);
    new GithubPackageImage(workflow, 'c', { source: SOURCE, destinations: [ImageDestination.registry('quay.io', CREDENTIALS)], env: { PROXY: '${{ secrets.PROXY }}' } });
    expect(synth(project, 'publish-images').on.workflow_call.secrets).toEqual({ PROXY: { required: true }, REGISTRY_TOKEN: { required: true } });
  });

  test('declares no secrets where the token of the job is enough', () => {
    expect(synth(declare(call).project, 'publish-images').on.workflow_call).not.toHaveProperty('secrets');
  });

  test('gives its caller what each image published', () => {
    const { outputs } = synth(declare(call).project, 'publish-images').on.workflow_call;
    expect(Object.keys(outputs).sort()).toEqual(['a-digest', 'a-name', 'a-tags', 'b-digest', 'b-name', 'b-tags']);
    expect(outputs['b-digest']).toEqual({ value: '${{ jobs.publish-b.outputs.digest }}' });
  });

  test('calls the outputs of a single image by their plain names', () => {
    const project = newProject();
    new GithubPackageImage(new ImageWorkflow(project, 'images', call), 'a', { source: SOURCE });
    expect(Object.keys(synth(project, 'publish-images').on.workflow_call.outputs).sort()).toEqual(['digest', 'name', 'tags']);
  });

  test('publishes only on events of its caller that may', () => {
    const { jobs } = synth(declare(call).project, 'publish-images');
    expect(jobs['publish-a'].if).toContain('"push"');
    expect(jobs['publish-a'].if).not.toContain('pull_request');
  });
});

describe('a workflow of images is refused', () => {
  const named = (workflowName: string) => () => new ImageWorkflow(newProject(), 'images', { workflowName });
  test.each(['', ' ', 'a/b', '../a', '.a', ' a', 'a.', 'a ', 'é', 'x'.repeat(201), '${{ github.ref }}'])('for %j as its name', name => {
    expect(named(name)).toThrow(`workflowName "${name}": the name of a workflow is its file's name too: letters, digits, " ", ".", "_" and "-", at most 200 of them, and neither " " nor "." at its end.`);
  });

  test('for merge queues where none of its images is built, when the project is synthesized', () => {
    const { project } = declare({ triggers: { branches: ['main'], mergeGroup: true } });
    expect(() => project.synth()).toThrow(/^ImageWorkflow "images": triggers "mergeGroup": none of its images is built/);
  });

  test.each(['', 'a b', '1a', '-a', 'a.b', 'é'])('for a job after it with the id %j', id => {
    expect(() => declare().workflow.addDownstreamJob(id, JOB)).toThrow(
      `addDownstreamJob ${JSON.stringify(id)}: the id of a job is made of letters, digits, "_" and "-", and begins with a letter or "_".`,
    );
  });

  test('for a job after it with a longer id than GitHub takes', () => {
    const add = (id: string) => () => new ImageWorkflow(newProject(), 'w').addDownstreamJob(id, JOB);
    expect(add('x'.repeat(99))).not.toThrow();
    expect(add('x'.repeat(100))).toThrow(`addDownstreamJob "${'x'.repeat(100)}": GitHub takes at most 99 characters for the id of a job. Shorten it.`);
  });

  describe('for releases, where projen makes them', () => {
    const made = /^ImageWorkflow "images": triggers: releases true: projen makes the releases of this project with GITHUB_TOKEN, and what that token does triggers no workflow\. Set `projenRelease` instead, which publishes inside of them, or let a person make the releases\.$/;
    const app = (releaseTrigger?: release.ReleaseTrigger) =>
      new javascript.NodeProject({ name: 'app', outdir: newProject().outdir, defaultReleaseBranch: 'main', release: true, releaseTrigger });
    test('as a project with `release` does', () => {
      expect(() => new ImageWorkflow(app(), 'images', { triggers: { releases: true } })).toThrow(made);
    });

    test('but not where a person starts them', () => {
      const { workflow } = new ImageWorkflow(app(release.ReleaseTrigger.manual()), 'images', { triggers: { releases: true } });
      expect(workflow.name).toBe('publish-images');
    });
  });

  const taken = /^workflowName "publish-images": the project has a workflow of that name\. Give this one another with `workflowName`, or join that one with `workflow`\.$/;
  test('for the name of a workflow of projen', () => {
    const project = newProject();
    new github.GithubWorkflow(project.github!, 'publish-images');
    expect(() => new ImageWorkflow(project, 'images')).toThrow(taken);
  });

  test('for a name that differs from that of another in case and blanks only', () => {
    const project = newProject();
    new ImageWorkflow(project, 'other', { workflowName: 'Publish Images' });
    expect(() => new ImageWorkflow(project, 'images')).toThrow(taken);
  });

  test('in a project without GitHub, or without workflows', () => {
    expect(() => new ImageWorkflow(newProject({ github: false }), 'images')).toThrow(
      /^ImageWorkflow "images" in the project "scratch": the project has no GitHub component to add a workflow to\. Switch on its option `github`\.$/,
    );
    expect(() => new ImageWorkflow(newProject({ githubOptions: { workflows: false } }), 'images')).toThrow(
      /the workflows of the project are turned off\. Leave out `workflows: false` of `githubOptions`\.$/,
    );
  });

  test('without an image, when the project is synthesized', () => {
    const project = newProject();
    new ImageWorkflow(project, 'images').workflow.addJob('test', JOB);
    expect(() => project.synth()).toThrow(/^ImageWorkflow "images": no image has this workflow as its scope, and GitHub refuses a workflow without jobs\. Declare an image in it, or leave it out\.$/);
  });

  test('for pull requests where none of its images is built, when the project is synthesized', () => {
    const { project } = declare({ triggers: { branches: ['main'], pullRequests: true } });
    expect(() => project.synth()).toThrow(/^ImageWorkflow "images": triggers ".*": none of its images is built, so that there is nothing to check\. Leave the trigger out\.$/);
  });

  test('for a second job of the same id', () => {
    const { workflow } = declare();
    workflow.addDownstreamJob('deploy', JOB);
    for (const id of ['deploy', 'publish-a']) {
      expect(() => workflow.addDownstreamJob(id, JOB)).toThrow(`addDownstreamJob "${id}": the workflow "publish-images" has a job of that id. Give yours another.`);
    }
  });

  test('for images whose jobs would have the same id', () => {
    const workflow = new ImageWorkflow(newProject(), 'images');
    new GithubPackageImage(workflow, 'a.b', { source: SOURCE });
    expect(() => new GithubPackageImage(workflow, 'a-b', { source: SOURCE })).toThrow(
      /^The job "publish-a-b": the workflow "publish-images" has a job of that id\. Give the image another id\.$/,
    );
  });

  test('for triggers, a name or a workflow of an image that it has itself', () => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images');
    const other = new github.GithubWorkflow(project.github!, 'other');
    const image = (options: object) => () => new GithubPackageImage(workflow, `x${workflow.node.children.length}`, { source: SOURCE, ...options });
    expect(image({ triggers: {} })).toThrow(/: triggers "\{\}": the workflow "publish-images" has its own\. Leave the option out, or give the image no workflow\.$/);
    expect(image({ workflowName: 'a' })).toThrow(/: workflowName ".*a.*": the workflow "publish-images" has its own/);
    expect(image({ workflow: other })).toThrow(/: workflow "other": the image is declared in the workflow "publish-images"\. Leave the option out, or declare it in the project\.$/);
  });

  test('for a trigger under which an image has no tag', () => {
    const workflow = new ImageWorkflow(newProject(), 'images', { triggers: { branches: ['main'], schedule: ['17 3 * * *'] } });
    expect(() => new GithubPackageImage(workflow, 'a', { source: SOURCE, tags: [ImageTag.schedule()] })).toThrow(/^GithubPackageImage "a": tags ".*": none of the tags could be published by the trigger `branches`/);
  });
});
