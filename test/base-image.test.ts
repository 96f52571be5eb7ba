import { CREDENTIALS, SOURCE, foreignWorkflow, stepNamesOf, stepOf } from './declare';
import { newProject, synth } from './synth';
import { GithubPackageImage, ImageDestination, ImageName, ImageSource, ImageWorkflow, Platform, type GithubPackageImageOptions } from '../src';

const triggers = { branches: ['main'], pullRequests: true };
const platforms = [Platform.LINUX_AMD64, Platform.LINUX_ARM64];

/** The jobs of a workflow with an image, `base`, and one that is built from it, `x`. */
function jobsOf(base: GithubPackageImageOptions, image: GithubPackageImageOptions = {}): any {
  const project = newProject();
  const workflow = new ImageWorkflow(project, 'images', { triggers });
  const made = new GithubPackageImage(workflow, 'base', base);
  new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base: made } }), ...image });
  return synth(project, 'publish-images').jobs;
}
const contextOf = (job: any) => stepOf(job, 'build').with['build-contexts'];

describe('an image that is built from another one of its workflow', () => {
  test('waits until that is published, and is built from exactly that digest', () => {
    const { 'publish-x': job } = jobsOf({});
    expect(job.needs).toBe('publish-base');
    expect(contextOf(job)).toBe('base=docker-image://${{ needs.publish-base.outputs.name }}@${{ needs.publish-base.outputs.digest }}');
  });

  test('is built in pull requests from what that has built there', () => {
    const { 'check-x': check, 'check-base': base } = jobsOf({});
    expect(check.needs).toBe('check-base');
    expect(base.outputs).toBeUndefined();
    const folder = '${{ runner.temp }}/base-base';
    expect(stepOf(check, /^Take/).with).toEqual({ name: stepOf(base, /^Hand/).with.name, path: folder });
    expect(stepOf(check, 'base-base').env).toEqual({ LAYOUT: folder });
    expect(contextOf(check)).toBe('base=${{ steps.base-base.outputs.context }}');
  });

  test('for several platforms is built from that of the same platform', () => {
    const jobs = jobsOf({ platforms }, { platforms });
    expect(jobs['build-x'].needs).toBe('publish-base');
    expect(stepOf(jobs['check-base'], /^Hand/).with.name).toBe('image-base-${{ matrix.leg }}');
    expect(stepOf(jobs['check-x'], /^Take/).with.name).toBe('image-base-${{ matrix.leg }}');
    expect(contextOf(jobs['check-x'])).toBe('base=${{ steps.base-base.outputs.context }}');
    expect(contextOf(jobs['build-x'])).toContain('docker-image://${{ needs.publish-base.outputs.name }}@');
  });

  test('that is a mirror, is built in pull requests from what that copies', () => {
    const jobs = jobsOf({ source: SOURCE });
    expect(jobs).not.toHaveProperty('check-base');
    expect(jobs['check-x']).not.toHaveProperty('needs');
    expect(contextOf(jobs['check-x'])).toBe('base=docker-image://hello-world:latest');
    expect(jobs['publish-x'].needs).toBe('publish-base');
  });

  test('that is made otherwise, is built from that too', () => {
    const jobs = jobsOf({ source: ImageSource.fromArchive('a') });
    expect(stepNamesOf(jobs['check-base'])).toEqual(expect.arrayContaining(['Read the archive', 'Hand the image over']));
    expect(contextOf(jobs['publish-x'])).toContain('base=docker-image://');
  });

  test('has the name of that as text where it is known', () => {
    expect(contextOf(jobsOf({ name: ImageName.of('acme/base') })['publish-x'])).toBe('base=docker-image://ghcr.io/acme/base@${{ needs.publish-base.outputs.digest }}');
  });

  test('signs in where that was published', () => {
    const { 'publish-x': job, 'check-x': check } = jobsOf({ destinations: [ImageDestination.registry('quay.io/acme/base', CREDENTIALS)] });
    expect(stepNamesOf(job).filter(name => /^Sign in/.test(name))).toEqual(['Sign in to quay.io', 'Sign in to ghcr.io']);
    expect(JSON.stringify(check)).not.toMatch(/secrets\.|docker login quay/);
  });

  test('hands nothing over where nothing else is built from it', () => {
    const { 'check-x': check } = jobsOf({});
    expect(check).not.toHaveProperty('outputs');
    expect(stepNamesOf(check)).not.toContain('Hand the image over');
  });

  test('may be built from several, and be a base itself', () => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers });
    const one = new GithubPackageImage(workflow, 'one');
    const two = new GithubPackageImage(workflow, 'two', { source: ImageSource.fromDockerfile({ baseImages: { one } }) });
    new GithubPackageImage(workflow, 'three', { source: ImageSource.fromDockerfile({ baseImages: { one, two }, buildContexts: { a: '.' } }) });
    const { jobs } = synth(project, 'publish-images');
    expect(jobs['publish-three'].needs).toEqual(['publish-one', 'publish-two']);
    expect(jobs['check-three'].needs).toEqual(['check-one', 'check-two']);
    expect(contextOf(jobs['publish-three']).split('\n').map((line: string) => line.split('=')[0])).toEqual(['a', 'one', 'two']);
    expect(stepNamesOf(jobs['check-two'])).toContain('Hand the image over');
  });

  test('may stand in a workflow of the user', () => {
    const project = newProject();
    const workflow = foreignWorkflow(project);
    const base = new GithubPackageImage(project, 'base', { workflow });
    new GithubPackageImage(project, 'x', { workflow, source: ImageSource.fromDockerfile({ baseImages: { base } }) });
    workflow.on({ push: {}, pullRequest: {} });
    const { jobs } = synth(project, 'mine');
    expect(jobs['check-x'].needs).toBe('check-base');
    expect(jobs['publish-x'].needs).toBe('publish-base');
  });
});

describe('a base image is refused', () => {
  const declare = (base: GithubPackageImageOptions, image: GithubPackageImageOptions = {}) => () => {
    const workflow = new ImageWorkflow(newProject(), 'images');
    const made = new GithubPackageImage(workflow, 'base', base);
    new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base: made } }), ...image });
  };

  test('of another workflow', () => {
    const project = newProject();
    const base = new GithubPackageImage(project, 'base');
    expect(() => new GithubPackageImage(project, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base } }) })).toThrow(
      /^GithubPackageImage "x": baseImages: base "GithubPackageImage \\"base\\"": it is an image of another workflow\. Declare both in one ImageWorkflow\.$/,
    );
  });

  test('that is published where nothing has a digest', () => {
    expect(declare({ destinations: [ImageDestination.dockerPkg()] })).toThrow(
      /^GithubPackageImage "x": baseImages: base ".*": it is published to docker\.pkg\.github\.com, where nothing can be pulled by its digest\. Name ImageDestination\.ghcr\(\) first there\.$/,
    );
  });

  test.each(['condition', 'publishWhen', 'onlyInRepository'])('with another `%s`', option => {
    const rule = `it has another \`${option}\`, so that one could be built where the other is not. Give both the same.`;
    expect(declare({ [option]: 'true' })).toThrow(rule);
    expect(declare({}, { [option]: 'true' })).toThrow(rule);
    expect(declare({ [option]: 'true' }, { [option]: 'true' })).not.toThrow();
  });

  test.each<[string, Platform[] | undefined]>([
    ['one of its platforms', [Platform.LINUX_AMD64]], ['that of each', [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()]],
  ])('for other runners than %s', (_, others) => {
    expect(declare({ platforms }, { platforms: others })).toThrow(/^GithubPackageImage "x": baseImages: base ".*": it is built for other platforms or on other runners\. Give both the same `platforms`\.$/);
  });

  test.each<[string, Platform[] | undefined]>([
    ['the platform of the runner', undefined], ['more platforms', [...platforms, Platform.LINUX_ARM_V7]],
  ])('that lacks %s', (_, others) => {
    expect(declare({ platforms }, { platforms: others })).toThrow(/^GithubPackageImage "x": baseImages: base ".*": it is built for linux\/amd64, linux\/arm64, and this image for .*\. Give both the same `platforms`\.$/);
  });
});
