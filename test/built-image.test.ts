import { CREDENTIALS, builtWorkflowOf, stepNamesOf, stepOf } from './declare';
import { newProject, synth, synthText } from './synth';
import { GithubPackageImage, ImageCheck, ImageDestination, ImageName, ImageSource, ImageTag, ImageWorkflow, Platform, type GithubPackageImageOptions } from '../src';

const MAY_PUBLISH = 'contains(fromJSON(\'["push","schedule","release","workflow_dispatch","repository_dispatch"]\'), github.event_name)';
const pullRequests = { branches: ['main'], pullRequests: true };
const platforms = [Platform.LINUX_AMD64, Platform.LINUX_ARM64];
const prepare = { steps: [{ id: 'a', name: 'A', run: 'echo "v=1" >>"$GITHUB_OUTPUT"' }], outputs: { v: { stepId: 'a', outputName: 'v' } } };
const jobsOf = (options?: GithubPackageImageOptions) => builtWorkflowOf(options).jobs;

describe('an image of which nothing is said', () => {
  const project = newProject();
  const image = new GithubPackageImage(project, 'api');

  test('is built from the Dockerfile of the project, checked out, and published by one job', () => {
    const { jobs } = synth(project, 'publish-api');
    expect(Object.keys(jobs)).toEqual([image.publishJobId]);
    expect(stepNamesOf(jobs['publish-api'])).toEqual([
      'Check out the repository', 'Compute tags and labels', 'Compute the tags', 'Sign in to ghcr.io', 'Set up BuildKit', 'Build the image', 'Publish api to ghcr.io', 'Show what was published',
    ]);
    expect(jobs['publish-api']).toMatchObject({ 'name': 'Publish api', 'runs-on': 'ubuntu-24.04', 'timeout-minutes': 60, 'permissions': { contents: 'read', packages: 'write' } });
    for (const key of ['if', 'needs', 'strategy', 'concurrency', 'environment', 'env']) {
      expect(jobs['publish-api']).not.toHaveProperty(key);
    }
  });

  test('says what its permissions are for', () => {
    const text = synthText(project, 'publish-api');
    expect(text).toMatch(/^ {6}contents: read # check out the repository$/m);
    expect(text).toMatch(/^ {6}packages: write # push to ghcr\.io$/m);
  });

  test('publishes what it has built, and nothing that a registry holds', () => {
    const { env, run } = stepOf(synth(project, 'publish-api').jobs['publish-api'], 'publish');
    expect(env).toMatchObject({ IMAGE: 'ghcr.io/${{ github.repository }}/api', LAYOUT: '${{ runner.temp }}/image', TAGS: '${{ steps.tags.outputs.tags }}' });
    expect(run).toContain('skopeo copy --all --preserve-digests "oci:$LAYOUT" "docker://$image@$digest"');
    expect(run.indexOf('"docker://$image@$digest"')).toBeLessThan(run.indexOf('"docker://$image:$tag"'));
  });
});

describe('an image for several runners', () => {
  test('is built on each, pushed by digest, and joined by a job that moves the tags', () => {
    const { 'build-x': build, 'publish-x': publish, ...others } = jobsOf({ platforms });
    expect(others).toEqual({});
    expect(build).toMatchObject({ 'name': 'Build x (${{ matrix.platforms }})', 'runs-on': '${{ matrix.runner }}', 'permissions': { contents: 'read', packages: 'write' } });
    expect(build.outputs).toEqual({ 'tags': '${{ steps.tags.outputs.tags }}', 'linux-amd64': '${{ steps.push.outputs.linux-amd64 }}', 'linux-arm64': '${{ steps.push.outputs.linux-arm64 }}' });
    expect(stepOf(build, 'push').env.OUTPUT).toBe('${{ matrix.leg }}');
    expect(publish).toMatchObject({ 'needs': 'build-x', 'runs-on': 'ubuntu-24.04', 'permissions': { packages: 'write' } });
    expect(publish).not.toHaveProperty('strategy');
    expect(stepOf(publish, 'publish').env).toMatchObject({ DIGESTS: '${{ needs.build-x.outputs.linux-amd64 }} ${{ needs.build-x.outputs.linux-arm64 }}', TAGS: '${{ needs.build-x.outputs.tags }}' });
  });

  test('moves tags in the publish job only, which neither checks out nor builds', () => {
    const { 'build-x': build, 'publish-x': publish } = jobsOf({ platforms });
    expect(stepNamesOf(publish)).toEqual(['Compute annotations', 'Sign in to ghcr.io', 'Publish x to ghcr.io', 'Show what was published']);
    expect(JSON.stringify(build)).not.toMatch(/\$image:\$tag|\$TAGS/);
    expect(stepOf(publish, 'publish').run).toContain('join --tag "$image:$tag"');
  });

  test('must have all of its platforms before a tag moves', () => {
    const { run } = stepOf(jobsOf({ platforms: [...platforms, Platform.LINUX_ARM_V7] })['publish-x'], 'publish');
    expect(run.indexOf('"linux/amd64, linux/arm/v7, linux/arm64"')).toBeGreaterThan(0);
    expect(run.indexOf('"linux/amd64, linux/arm/v7, linux/arm64"')).toBeLessThan(run.indexOf('--tag'));
  });

  test('needs no tags of a job where they are known', () => {
    const { 'build-x': build, 'publish-x': publish } = jobsOf({ platforms, source: ImageSource.fromArchive('a'), tags: [ImageTag.of('1'), ImageTag.of('2')] });
    expect(build.outputs).not.toHaveProperty('tags');
    expect(stepOf(publish, 'publish').env.TAGS).toBe('1 2');
  });

  test('is pushed to all destinations by digest before any tag moves', () => {
    const destinations = [ImageDestination.ghcr(), ImageDestination.dockerHub('acme/x', CREDENTIALS)];
    const { 'build-x': build, 'publish-x': publish } = jobsOf({ platforms, destinations });
    expect(stepOf(build, 'push').env).toMatchObject({ IMAGE: 'ghcr.io/${{ github.repository }}/x', IMAGE_2: 'docker.io/acme/x' });
    expect(stepNamesOf(build).filter(name => /^Sign in/.test(name))).toEqual(['Sign in to ghcr.io', 'Sign in to docker.io']);
    expect(stepNamesOf(publish).filter(name => /^Sign in/.test(name))).toEqual(['Sign in to ghcr.io', 'Sign in to docker.io']);
  });
});

describe('an image that is checked in pull requests', () => {
  test('has a job for them, and the one that publishes does not run', () => {
    const { 'check-x': check, 'publish-x': publish } = jobsOf({ triggers: pullRequests });
    expect([check.if, publish.if]).toEqual([`!${MAY_PUBLISH}`, MAY_PUBLISH]);
    expect(check).toMatchObject({ name: 'Check x', permissions: { contents: 'read' } });
    expect(stepNamesOf(check)).toEqual(['Check out the repository', 'Compute labels', 'Set up BuildKit', 'Build the image']);
    expect(check).not.toHaveProperty('outputs');
    expect(publish).not.toHaveProperty('needs');
  });

  test('cancels the run before it of the same branch and runner, and waits for none that publishes', () => {
    const one = builtWorkflowOf({ triggers: pullRequests });
    expect(one.jobs['check-x'].concurrency).toEqual({ 'group': 'publish-x-check-x-${{ github.ref }}', 'cancel-in-progress': true });
    expect(one.concurrency).toEqual({ 'group': `publish-x\${{ !${MAY_PUBLISH} && format('-{0}', github.run_id) || '' }}`, 'cancel-in-progress': false, 'queue': 'max' });
    expect(jobsOf({ triggers: pullRequests, platforms })['check-x'].concurrency.group).toBe('publish-x-check-x-${{ github.ref }}-${{ matrix.leg }}');
  });

  test('is built for every platform, and pushed nowhere', () => {
    const { 'check-x': check } = jobsOf({ triggers: pullRequests, platforms });
    expect(check.strategy.matrix.include).toHaveLength(2);
    expect(JSON.stringify(check)).not.toMatch(/docker login|docker:\/\/|push"|secrets\.|github\.token/);
  });

  test('is checked in merge queues the same way', () => {
    expect(jobsOf({ triggers: { branches: ['main'], mergeGroup: true } })['check-x'].if).toBe(`!${MAY_PUBLISH}`);
  });
});

describe('conditions', () => {
  test('of publication leave a job that builds and checks where nothing is published', () => {
    const publishWhen = "vars.A == '1' || vars.B == '1'";
    const { 'check-x': check, 'publish-x': publish } = jobsOf({ publishWhen });
    expect([check.if, publish.if]).toEqual([`!(${publishWhen})`, publishWhen]);
    const both = jobsOf({ publishWhen, triggers: pullRequests, platforms });
    expect([both['check-x'].if, both['build-x'].if, both['publish-x'].if]).toEqual([
      `!(${MAY_PUBLISH} && (${publishWhen}))`, `${MAY_PUBLISH} && (${publishWhen})`, `${MAY_PUBLISH} && (${publishWhen})`,
    ]);
  });

  test('of the whole image, and its repository, stand before every job', () => {
    const checks = [ImageCheck.trivy()];
    const jobs = jobsOf({ condition: "github.actor != 'bot'", onlyInRepository: 'acme', triggers: pullRequests, platforms, checks, prepare });
    expect(Object.keys(jobs).sort()).toEqual(['build-x', 'check-x', 'prepare-x', 'publish-x', 'scan-x']);
    for (const job of Object.values<any>(jobs)) {
      expect(job.if).toMatch(/^github\.repository_owner == 'acme'( && .*)? && github\.actor != 'bot'$/);
    }
  });
});

describe('every job', () => {
  const needs = ['test'];
  const env = { A: 'b' };
  const setupSteps = [{ name: 'Harden', run: 'true' }];
  const options = { needs, env, setupSteps, platforms, checks: [ImageCheck.trivy()], prepare, timeoutMinutes: 9 };

  test('waits for the jobs that the image needs, has its environment and time, and begins with its steps', () => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers: pullRequests });
    workflow.workflow.addJob('test', { name: 'Test', runsOn: ['ubuntu-24.04'], timeoutMinutes: 5, permissions: {}, steps: [{ name: 'Test', run: 'true' }] });
    new GithubPackageImage(workflow, 'x', options);
    const { test: _, ...jobs } = synth(project, 'publish-images').jobs;
    const needsOf = Object.fromEntries(Object.entries<any>(jobs).map(([id, job]) => [id, [job.needs].flat()]));
    expect(needsOf).toEqual({
      'prepare-x': ['test'],
      'check-x': ['test', 'prepare-x'],
      'build-x': ['test', 'prepare-x'],
      'scan-x': ['test', 'build-x'],
      'publish-x': ['test', 'prepare-x', 'build-x', 'scan-x'],
    });
    for (const job of Object.values<any>(jobs)) {
      expect(job).toMatchObject({ env, 'timeout-minutes': 9 });
      expect(job.steps[0].name).toBe('Harden');
    }
  });

  test('of the publish job only has its environment and the steps after it', () => {
    const jobs = jobsOf({ platforms, environment: 'production', postPublishSteps: [{ name: 'Tell', run: 'true' }] });
    expect(jobs['publish-x'].environment).toBe('production');
    expect(jobs['build-x']).not.toHaveProperty('environment');
    expect(stepNamesOf(jobs['publish-x']).at(-1)).toBe('Tell');
    expect(stepNamesOf(jobs['build-x'])).not.toContain('Tell');
  });

  test('that builds runs the steps before a build, after the checkout and before any sign-in', () => {
    const preBuildSteps = [{ id: 'v', name: 'Find', run: 'true', env: { B: 'c' } }];
    const jobs = jobsOf({ preBuildSteps, triggers: pullRequests });
    for (const job of Object.values<any>(jobs)) {
      const names = stepNamesOf(job);
      expect(names.indexOf('Find')).toBeGreaterThan(names.indexOf('Check out the repository'));
      expect(names.indexOf('Find')).toBeLessThan(names.findIndex(name => /^(Sign in|Set up BuildKit)/.test(name)));
      expect(stepOf(job, 'v').env.B).toBe('c');
    }
  });
});

test('outputs what was published, however it was built', () => {
  for (const options of [{}, { platforms }, { checks: [ImageCheck.trivy()] }, { source: ImageSource.fromDaemon('a') }]) {
    expect(jobsOf(options)['publish-x'].outputs).toEqual({
      name: '${{ steps.publish.outputs.name }}', digest: '${{ steps.publish.outputs.digest }}', tags: '${{ steps.publish.outputs.tags }}',
    });
  }
});

test('two projects do not know of each other', () => {
  const name = ImageName.of('acme/x');
  const texts = [newProject(), newProject()].map(project => {
    new GithubPackageImage(project, 'x', { name });
    return synthText(project, 'publish-x');
  });
  expect(texts[0]).toBe(texts[1]);
});
