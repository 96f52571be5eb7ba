import { github } from 'projen';
import { newProject, synth, synthText } from './synth';
import { GithubPackageImage, ImageDestination, ImageName, ImageSource, ImageTag, ImageTransfer, ImageWorkflow, RegistryCredentials } from '../src';

const source = ImageSource.fromRegistry('hello-world:latest');
const job = { permissions: {}, runsOn: ['ubuntu-24.04'], steps: [{ run: 'true' }] };
const stepOf = (workflow: any, jobId: string, name: RegExp | string) =>
  workflow.jobs[jobId].steps.find((step: any) => typeof name === 'string' ? step.id === name : name.test(step.name));

describe('the workflow of an image', () => {
  test('permits nothing by itself, and its job only to push, and says why', () => {
    const project = newProject();
    new GithubPackageImage(project, 'hello-world', { source });
    const text = synthText(project, 'publish-hello-world');
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(text).toMatch(/^ {6}packages: write # push to ghcr.io$/m);
  });

  test('publishes on a push to the default branch and by hand, one run after another', () => {
    const project = newProject();
    new GithubPackageImage(project, 'hello-world', { source });
    const workflow = synth(project, 'publish-hello-world');
    expect(workflow.on).toEqual({ push: { branches: ['main'] }, workflow_dispatch: {} });
    expect(workflow.concurrency).toEqual({ 'group': 'publish-hello-world', 'cancel-in-progress': false, 'queue': 'max' });
  });

  test('holds no expression in a script, and checks nothing out', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', { source, tags: [ImageTag.of('${{ inputs.tag }}'), ImageTag.list('${{ inputs.tags }}')] });
    for (const step of synth(project, 'publish-x').jobs['publish-x'].steps) {
      expect(step.uses).toBeUndefined();
      expect(step.run).not.toContain('${{');
    }
  });

  test('is the same in every synthesis', () => {
    const once = () => {
      const project = newProject();
      new GithubPackageImage(project, 'x', { source, tags: [ImageTag.of('a'), ImageTag.schedule()], triggers: { schedule: ['17 3 * * *'] } });
      return synthText(project, 'publish-x');
    };
    expect(once()).toBe(once());
  });

  test('keeps the names of inputs as they are written', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', { source, triggers: { inputs: { myTag: { required: true } } } });
    expect(synth(project, 'publish-x').on).toEqual({ workflow_dispatch: { inputs: { myTag: { type: 'string', required: true } } } });
  });

  test('declares the secrets and outputs of its call', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', {
      source,
      destinations: [ImageDestination.ghcr({ credentials: RegistryCredentials.of({ passwordSecret: 'GHCR_TOKEN' }) })],
      triggers: { workflowCall: true },
    });
    const workflow = synth(project, 'publish-x');
    expect(workflow.on.workflow_call.secrets).toEqual({ GHCR_TOKEN: { required: true } });
    expect(workflow.on.workflow_call.outputs.digest).toEqual({ value: '${{ jobs.publish-x.outputs.digest }}' });
    expect(workflow.on).not.toHaveProperty('workflow_dispatch');
    expect(workflow.jobs['publish-x'].if).toContain('github.event_name');
    expect(workflow.jobs['publish-x'].permissions).toEqual({});
  });
});

describe('the transfer', () => {
  test('copies between registries where the destination knows platforms', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', { source });
    const { run } = stepOf(synth(project, 'publish-x'), 'publish-x', 'publish');
    expect(run).toContain('skopeo copy --all --preserve-digests');
    expect(run).not.toContain('docker pull');
  });

  test('pulls, tags and pushes where it does not', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', { source, destinations: [ImageDestination.dockerPkg()] });
    const step = stepOf(synth(project, 'publish-x'), 'publish-x', 'publish');
    expect(step.run).toMatch(/docker pull[^]*docker tag[^]*docker push|docker pull[^]*docker push[^]*docker tag/);
    expect(step.run).not.toContain('skopeo');
    expect(step.env).toMatchObject({ IMAGE: 'docker.pkg.github.com/${{ github.repository }}/x', SOURCE: 'hello-world:latest', TAGS: 'latest' });
  });

  test('can be forced to pull and push', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', { source: ImageSource.fromRegistry('a/b:1', { transfer: ImageTransfer.PULL_AND_PUSH }) });
    expect(stepOf(synth(project, 'publish-x'), 'publish-x', 'publish').run).toContain('docker pull');
  });

  test('signs in to each registry once, and to the source in a folder of its own where both share a host', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', {
      source: ImageSource.fromRegistry('ghcr.io/other/x:1', { credentials: RegistryCredentials.of({ username: 'o', passwordSecret: 'OTHER' }) }),
    });
    const workflow = synth(project, 'publish-x');
    expect(stepOf(workflow, 'publish-x', /as the source/).env.DOCKER_CONFIG).toBe('${{ runner.temp }}/docker-source');
    expect(stepOf(workflow, 'publish-x', 'publish').run).toContain('--src-authfile "$SOURCE_DOCKER_CONFIG/config.json"');
  });

  test('takes the digest, and the tag as the default tag, of a source with both', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const project = newProject();
    new GithubPackageImage(project, 'x', { source: ImageSource.fromRegistry(`alpine:3.20@${digest}`) });
    expect(stepOf(synth(project, 'publish-x'), 'publish-x', 'publish').env).toMatchObject({ SOURCE: `alpine@${digest}`, TAGS: '3.20' });
  });

  test('switches a further destination off by its condition, sign-in included', () => {
    const project = newProject();
    const hub = ImageDestination.dockerHub('acme/x', RegistryCredentials.of({ username: 'acme', passwordSecret: 'HUB' }), { when: "github.ref == 'refs/heads/main'" });
    new GithubPackageImage(project, 'x', { source, destinations: [ImageDestination.ghcr(), hub] });
    const workflow = synth(project, 'publish-x');
    expect(stepOf(workflow, 'publish-x', /docker\.io$/).if).toBe("github.ref == 'refs/heads/main'");
    expect(stepOf(workflow, 'publish-x', 'publish').env.IMAGE_2).toBe("${{ (github.ref == 'refs/heads/main') && 'docker.io/acme/x' || '' }}");
  });
});

describe('an image among other jobs', () => {
  test('joins a workflow, and publishes on events that may only', () => {
    const project = newProject();
    const workflow = new github.GithubWorkflow(project.github!, 'mine');
    workflow.on({ push: {}, pullRequest: {} });
    workflow.addJob('test', job as never);
    const image = new GithubPackageImage(project, 'x', { source, workflow, needs: ['test'] });
    image.addDownstreamJob('deploy', { ...job, env: { REF: image.referenceExpression } } as never);
    const { jobs } = synth(project, 'mine');
    expect(jobs['publish-x'].needs).toBe('test');
    expect(jobs['publish-x'].if).toBe('contains(fromJSON(\'["push","schedule","release","workflow_dispatch","repository_dispatch"]\'), github.event_name)');
    expect(jobs.deploy.needs).toBe('publish-x');
    expect(jobs.deploy.env.REF).toBe('${{ needs.publish-x.outputs.name }}@${{ needs.publish-x.outputs.digest }}');
  });

  test('has a plain name where it is known at synth', () => {
    const image = new GithubPackageImage(newProject(), 'x', { source, name: ImageName.of('acme/x') });
    expect(image.nameExpression).toBe('ghcr.io/acme/x');
  });

  test('prepares in a job of its own, which the publish job waits for', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', {
      source,
      tags: [ImageTag.of('${{ needs.prepare-x.outputs.version }}')],
      prepare: { steps: [{ id: 'v', run: 'echo "v=1" >>"$GITHUB_OUTPUT"' }], outputs: { version: { stepId: 'v', outputName: 'v' } } },
      postPublishSteps: [{ run: 'echo "$IMAGE"' }],
    });
    const text = synthText(project, 'publish-x');
    expect(text).toContain('contents: read # check out the repository');
    expect(text).toMatch(/uses: actions\/checkout@[0-9a-f]{40} # v7\.0\.1/);
    expect(text).toContain('needs: prepare-x');
  });

  test('shares a workflow, after whose images a job can run', () => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers: { branches: ['main'] } });
    new GithubPackageImage(workflow, 'a', { source });
    workflow.addDownstreamJob('deploy', job as never);
    new GithubPackageImage(workflow, 'b', { source });
    expect(synth(project, 'publish-images').jobs.deploy.needs).toEqual(['publish-a', 'publish-b']);
  });
});

describe('what is refused', () => {
  const image = (options: object, id = 'x') => () => new GithubPackageImage(newProject(), id, { source, ...options });
  test.each([
    ['an id that is no name', image({}, 'Web'), /ImageName "Web": an image name is lower case.*Try "web"/],
    ['a tag that breaks the grammar', () => ImageTag.of('my tag'), /ImageTag "my tag": a tag may hold letters.*Try "my-tag"/],
    ['a tag that is too long', () => ImageTag.of('a'.repeat(129)), /at most 128/],
    ['a reference that breaks the grammar', () => ImageSource.fromRegistry('Alpine:3'), /"Alpine": an image name is lower case/],
    ['a digest that is none', () => ImageSource.fromRegistry('alpine@sha256:1'), /64 hexadecimal digits/],
    ['a source by digest alone, without tags', image({ source: ImageSource.fromRegistry(`alpine@sha256:${'a'.repeat(64)}`) }), /option `tags`/],
    ['a personal access token for docker.pkg.github.com', () => ImageDestination.dockerPkg({ credentials: RegistryCredentials.of({ passwordSecret: 'PAT' }) }), /the token of the job only/],
    ['owner/image for docker.pkg.github.com', image({ name: ImageName.inOwner('x'), destinations: [ImageDestination.dockerPkg()] }), /"owner\/repo\/image", exactly/],
    ['the token of the job for a foreign registry', () => ImageDestination.registry('quay.io/a/b', RegistryCredentials.githubToken()), /must not be sent to another/],
    ['GitHub\'s registry as any other', () => ImageDestination.registry('ghcr.io/a/b'), /that registry is GitHub's/],
    ['an enterprise server without runners', image({ destinations: [ImageDestination.enterpriseServer('github.acme.com')] }), /`runsOn`/],
    ['a copy to a registry that takes none', image({ source: ImageSource.fromRegistry('a:1', { transfer: ImageTransfer.COPY }), destinations: [ImageDestination.dockerPkg()] }), /takes no copy/],
    ['a trigger under which no tag exists', image({ tags: [ImageTag.schedule()], triggers: { branches: ['main'] } }), /no tag could be published on the event "push"/],
    ['a malformed cron', image({ triggers: { schedule: ['every day'] } }), /five fields of POSIX cron/],
    ['paths without a branch', image({ triggers: { gitTags: ['v*'], paths: ['src/**'] } }), /paths filter pushes to branches/],
    ['inputs that nobody can give', image({ triggers: { branches: ['main'], manual: false, inputs: { a: {} } } }), /run by neither/],
    ['the same tag twice', image({ tags: [ImageTag.of('a'), ImageTag.of('a')] }), /publishes that already/],
    ['a switched-off primary', image({ destinations: [ImageDestination.ghcr({ when: 'false' })] }), /the first destination is the primary/],
    ['secrets in a condition', image({ condition: "secrets.X != ''" }), /GitHub does not offer the context "secrets" there/],
    ['an expression with braces in a condition', image({ condition: '${{ true }}' }), /written bare/],
    ['a step that cannot be seen', image({ name: ImageName.of('${{ steps.a.outputs.b }}') }), /no step "a" can be seen there/],
    ['a value for the name of a secret', () => RegistryCredentials.of({ passwordSecret: '${{ secrets.X }}' }), /the name of a secret/],
    ['a list without an expression', () => ImageTag.list('needs.x.outputs.tags'), /text with a GitHub expression/],
    ['an output of no step', image({ prepare: { steps: [{ run: 'true' }], outputs: { a: { stepId: 'b', outputName: 'c' } } } }), /no step of `prepare` has that id/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });

  test('a project without GitHub, or without workflows', () => {
    expect(() => new GithubPackageImage(newProject({ github: false }), 'x', { source })).toThrow(/no GitHub component/);
    expect(() => new GithubPackageImage(newProject({ githubOptions: { workflows: false } }), 'x', { source })).toThrow(/turned off/);
  });

  test('the name of another workflow, and triggers for one that has its own', () => {
    const project = newProject();
    const workflow = new github.GithubWorkflow(project.github!, 'mine');
    expect(() => new GithubPackageImage(project, 'x', { source, workflowName: 'mine' })).toThrow(/has a workflow of that name/);
    expect(() => new GithubPackageImage(project, 'y', { source, workflow, triggers: {} })).toThrow(/has its own/);
  });

  test('a needed job that never comes, and a workflow that never publishes, when the project is synthesized', () => {
    const project = newProject();
    new GithubPackageImage(project, 'x', { source, needs: ['nobody'] });
    expect(() => project.synth()).toThrow(/needs "nobody": the workflow "publish-x" has no such job/);
    const other = newProject();
    const workflow = new github.GithubWorkflow(other.github!, 'mine');
    workflow.on({ pullRequest: {} });
    new GithubPackageImage(other, 'x', { source, workflow });
    expect(() => other.synth()).toThrow(/triggered by pull_request/);
  });
});
