import { GithubPackageImage, ImageMirror, ImageSource, ImageTag, type GithubPackageImageOptions } from '../../src';
import { JOB, SOURCE, declaring, foreignWorkflow } from '../declare';
import { newProject } from '../synth';

const source = ImageSource.fromDockerfile();
const prepare = { steps: [{ id: 'v', name: 'V', run: 'true' }], outputs: { version: { stepId: 'v', outputName: 'v' } } };

/** What synthesizes a project with an image, `x`. */
const synthesizing = (options: GithubPackageImageOptions, change: (image: GithubPackageImage) => void = () => {}) => () => {
  const project = newProject();
  change(new GithubPackageImage(project, 'x', options));
  project.synth();
};

describe('a step is refused', () => {
  test('that does nothing, or two things', () => {
    expect(declaring({ setupSteps: [{ name: 'Idle' }] })).toThrow('The job "publish-x": step "Idle": a step has either `run` or `uses`, and this one has neither. Give it one of them.');
    expect(declaring({ setupSteps: [{}] })).toThrow('The job "publish-x": step {}: a step has either');
    expect(declaring({ setupSteps: [{ id: 'both', run: 'true', uses: 'actions/checkout@v4' }] })).toThrow('The job "publish-x": step "both": a step has either `run` or `uses`, and this one has both.');
  });

  test.each(['metadata', 'tags', 'build', 'publish'])('that has the id "%s" of one of ours', id => {
    const postPublishSteps = [{ id, name: 'Mine', run: 'true' }];
    expect(declaring({ source, postPublishSteps })).toThrow(`The job "publish-x": step "${id}": two steps have that id in the workflow "publish-x". Give yours another.`);
  });

  test('that looks at one that does not run before it', () => {
    const setupSteps = [{ name: 'Early', run: 'true', env: { A: '${{ steps.build.outputs.digest }}' } }];
    expect(declaring({ source, setupSteps })).toThrow(/^The job "publish-x": the step "Early" looks at "build": no step of that id runs before it\. There are: none\.$/);
    expect(declaring({ setupSteps: [{ id: 'a', run: 'true' }, { run: 'true', if: "steps.b.outcome == 'success'" }] })).toThrow(/^The job "publish-x": the step "without a name" looks at "b": .* There are: a\.$/);
  });

  test.each(["${{ steps['nobody'].outputs.a }}", "x ${{ format('{0}', steps.nobody.outputs.a) }}"])('that looks at nobody: %s', text => {
    expect(declaring({ source, postPublishSteps: [{ name: 'Late', run: 'true', env: { A: text } }] })).toThrow(/the step "Late" looks at "nobody": no step of that id runs before it\. There are: .*publish/);
  });

  test('but not one that looks at ours, or at one of its own', () => {
    const postPublishSteps = [{ id: 'a', name: 'A', run: 'echo "steps.nobody"', env: { A: '${{ steps.publish.outputs.digest }}' } }, { name: 'B', run: 'true', if: "steps.a.outcome == 'success'" }];
    expect(synthesizing({ source, postPublishSteps })).not.toThrow();
  });
});

describe('when the project is synthesized, an image is refused', () => {
  test.each<[string, () => void, RegExp]>([
    ['that looks at a job for which it does not wait', synthesizing({ source, env: { A: '${{ needs.test.outputs.a }}' } }), /^The job "publish-x" of the workflow "publish-x" looks at "needs\.test": it waits for no job\. Add the job to `needs`\.$/],
    ['that looks at a job in its condition for which it does not wait', synthesizing({ source, condition: "needs.test.result == 'success'", prepare }), /^The job "prepare-x" .* looks at "needs\.test": it waits for no job/],
    ['that looks at an output which a job does not have', synthesizing({ source, prepare, tags: [ImageTag.of('${{ needs.prepare-x.outputs.versoin }}')] }), /^The job "publish-x" of the workflow "publish-x" looks at "needs\.prepare-x\.outputs\.versoin": that job has the outputs version\. Name one of them, or declare it there\.$/],
    ['that looks at an output of a job that has none', synthesizing({ source, needs: ['test'], tags: [ImageTag.of("${{ needs['test'].outputs.a }}")] }, image => image.workflow.addJob('test', JOB)), /looks at "needs\.test\.outputs\.a": that job has no outputs\./],
    ['that looks at an input which the workflow does not have', synthesizing({ source, tags: [ImageTag.of('${{ inputs.versoin }}')], triggers: { inputs: { version: {} } } }), /^The job "publish-x" .* looks at "inputs\.versoin": the workflow has the inputs version\. Declare it in `triggers\.inputs`\.$/],
    ['that looks at an input of a workflow that has none', synthesizing({ source, tags: [ImageTag.of('${{ inputs.version }}')] }), /looks at "inputs\.version": the workflow has no inputs\./],
    ['that waits for itself', synthesizing({ source, needs: ['publish-x'] }), /^The job "publish-x" of the workflow "publish-x" waits for itself by way of "publish-x": jobs run one after another\. Leave one of these `needs` out\.$/],
    ['that waits for itself by way of others', synthesizing({ source, needs: ['a'] }, image => {
      image.workflow.addJob('a', { ...JOB, needs: ['b'] });
      image.workflow.addJob('b', { ...JOB, needs: ['publish-x'] });
    }), /waits for itself by way of "a, b, publish-x"/],
    ['whose job was replaced', synthesizing({ source }, image => image.workflow.updateJob('publish-x', JOB)), /^The job "publish-x": an image has a job of that id in the workflow "publish-x", and another was added in its place\. Give that one another id\.$/],
    ['whose job was removed', synthesizing({ source }, image => image.workflow.removeJob('publish-x')), /^The job "publish-x": an image has a job of that id/],
  ])('%s', (_, synthesize, message) => {
    expect(synthesize).toThrow(message);
  });

  test('in a workflow of the user whose triggers give it no tag', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project);
    new GithubPackageImage(project, 'x', { source, workflow, tags: [ImageTag.gitTag()] });
    workflow.on({ push: { branches: ['main'] } });
    expect(() => project.synth()).toThrow(/^GithubPackageImage "x": tags "for a git tag": none of the tags could be published by the trigger `branches`/);
  });

  test('in a workflow of the user in which its job was replaced', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project, { push: {} });
    new GithubPackageImage(project, 'x', { source: SOURCE, workflow });
    workflow.updateJob('publish-x', JOB);
    expect(() => project.synth()).toThrow(/^The job "publish-x": an image has a job of that id in the workflow "mine", and another was added in its place/);
  });

  test('not for what only others look at', () => {
    const project = newProject();
    const image = new GithubPackageImage(project, 'x', { source, tags: [ImageTag.of('${{ inputs.VERSION }}')], triggers: { inputs: { version: {} } } });
    image.addDownstreamJob('deploy', { ...JOB, env: { A: '${{ inputs.other }}' } });
    expect(() => project.synth()).not.toThrow();
  });

  test('not for an input of a workflow of the user, which may have it from elsewhere', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project, { workflowDispatch: { inputs: { a: { description: 'A' } } } });
    new ImageMirror(project, 'x', { workflow, images: ['alpine:3.20'], condition: 'inputs.a' });
    expect(() => project.synth()).not.toThrow();
  });
});
