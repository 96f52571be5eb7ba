import { Project } from 'projen';
import { entriesOf } from './csv';
import { CREDENTIALS, builtWorkflowOf, stepNamesOf, stepOf } from './declare';
import { runStep } from './run-step';
import { newProject, synth } from './synth';
import { GithubPackageImage, ImageDestination, ImageSource, Platform, RegistryCredentials, type DockerfileOptions, type GithubPackageImageOptions } from '../src';

const triggers = { branches: ['main'], pullRequests: true };
function jobsOf(dockerfile: DockerfileOptions, options: GithubPackageImageOptions = {}): any {
  return builtWorkflowOf({ source: ImageSource.fromDockerfile(dockerfile), ...options }).jobs;
}
const buildOf = (dockerfile: DockerfileOptions) => stepOf(jobsOf(dockerfile)['publish-x'], 'build').with;

describe('a Dockerfile', () => {
  test('is built in the folder of the project, with labels, and nothing that nobody asked for', () => {
    expect(buildOf({})).toEqual({
      context: '.',
      labels: '${{ steps.metadata.outputs.labels }}',
      provenance: false,
      outputs: 'type=oci,dest=${{ runner.temp }}/image,tar=false',
    });
  });

  test.each<[string, DockerfileOptions, object]>([
    ['its context', { context: 'services/web' }, { context: 'services/web' }],
    ['another context written otherwise', { context: './services//web/' }, { context: 'services/web' }],
    ['its file', { context: 'a', dockerfile: 'docker/web.Dockerfile' }, { context: 'a', file: 'docker/web.Dockerfile' }],
    ['its stage', { target: 'runtime' }, { target: 'runtime' }],
    ['text that only the run knows', { context: '${{ vars.DIR }}', target: '${{ vars.STAGE }}' }, { context: '${{ vars.DIR }}', target: '${{ vars.STAGE }}' }],
    ['base images looked up anew', { pull: true }, { pull: true }],
    ['every step run anew', { noCache: true }, { 'no-cache': true }],
    ['provenance', { provenance: true }, { provenance: 'mode=max' }],
    ['a list of what is in it', { sbom: true }, { sbom: true }],
  ])('is built with %s', (_, options, inputs) => {
    expect(buildOf(options)).toMatchObject(inputs);
  });

  test.each(['pull', 'noCache', 'sbom', 'provenance'] as const)('is built as by default where `%s` is false', option => {
    expect(buildOf({ [option]: false })).toEqual(buildOf({}));
  });

  test('is that of a subproject, whose paths are its own, in a workflow of the repository', () => {
    const project = newProject();
    const sub = new Project({ name: 'sub', parent: project, outdir: 'packages/sub' });
    new GithubPackageImage(sub, 'x');
    new GithubPackageImage(sub, 'y', { source: ImageSource.fromDockerfile({ context: '../shared', dockerfile: 'a/Dockerfile', buildContexts: { own: '.', root: '../..', image: 'docker-image://alpine:3.20' } }) });
    expect(stepOf(synth(project, 'publish-sub-x').jobs['publish-sub-x'], 'build').with.context).toBe('packages/sub');
    const { context, file, 'build-contexts': contexts } = stepOf(synth(project, 'publish-sub-y').jobs['publish-sub-y'], 'build').with;
    expect({ context, file }).toEqual({ context: 'packages/shared', file: 'packages/sub/a/Dockerfile' });
    expect(entriesOf(contexts)).toEqual(['own=packages/sub', 'root=.', 'image=docker-image://alpine:3.20']);
  });

  test('is given named contexts: folders, images and addresses', () => {
    const buildContexts = { 'shared': './shared', 'up': 'a/../b', 'alpine': 'docker-image://alpine:3.20', 'docker.io/library/debian:12': 'https://example.com/a.git#main' };
    expect(entriesOf(buildOf({ buildContexts })['build-contexts'])).toEqual(['shared=shared', 'up=b', 'alpine=docker-image://alpine:3.20', 'docker.io/library/debian:12=https://example.com/a.git#main']);
  });
});

const HOSTILE = ['a,b', 'say "hi"', '"', '#1', 'x\nB=y', "it's $(id) `id` ${HOME}", '', '=', 'x'.repeat(10_000)];

describe('arguments, labels and annotations', () => {
  test.each(HOSTILE)('arguments reach the build as they are: %j', value => {
    expect(entriesOf(buildOf({ buildArgs: { A: value } })['build-args'])).toEqual([`A=${value}`]);
  });

  test.each(HOSTILE.filter(value => !value.includes('\n')))('labels and annotations do too: %j', value => {
    const job = jobsOf({ labels: { 'a.b/c-d': value }, annotations: { e: value } })['publish-x'];
    expect(entriesOf(stepOf(job, 'metadata').with.labels)).toEqual([`a.b/c-d=${value}`]);
    expect(entriesOf(stepOf(job, 'build').with.annotations)).toEqual([`e=${value}`]);
  });

  test('those that docker/metadata-action would part go to the build without it', () => {
    const texts = { labels: { a: '1', b: 'x,"y' }, annotations: { c: 'x,"z' } };
    const alone = jobsOf(texts)['publish-x'];
    expect(stepOf(alone, 'metadata').with.labels).toBe('a=1');
    expect(entriesOf(stepOf(alone, 'build').with.labels)).toEqual(['${{ steps.metadata.outputs.labels }}', 'b=x,"y']);
    expect(entriesOf(stepOf(alone, 'build').with.annotations)).toEqual(['c=x,"z']);
    const index = jobsOf(texts, { platforms: [Platform.LINUX_AMD64, Platform.LINUX_386] })['publish-x'];
    expect(stepOf(index, 'metadata').with.annotations).toBe('a=1');
    expect(entriesOf(stepOf(index, 'build').with.annotations)).toEqual(['${{ steps.metadata.outputs.annotations }}', 'index:b=x,"y', 'index:c=x,"z', 'c=x,"z']);
    const joined = jobsOf(texts, { platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] });
    expect(entriesOf(stepOf(joined['build-x'], 'build').with.labels)).toEqual(['${{ steps.metadata.outputs.labels }}', 'b=x,"y']);
    // there they are read by line
    expect(entriesOf(stepOf(joined['publish-x'], 'metadata').with.annotations)).toEqual(['a=1', 'b=x,"y', 'c=x,"z']);
  });

  test('a context is never read as an option', () => {
    expect(buildOf({ context: '-x' }).context).toBe('./-x');
  });

  test('of an image of several platforms are annotations of its index, which is what ghcr.io shows', () => {
    const { 'publish-x': job } = jobsOf({ labels: { a: '1' }, annotations: { b: '2' } }, { platforms: [Platform.LINUX_AMD64, Platform.LINUX_386] });
    expect(stepOf(job, 'metadata')).toMatchObject({ env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'index' }, with: { labels: 'a=1', annotations: 'a=1\nb=2' } });
    expect(entriesOf(stepOf(job, 'build').with.annotations)).toEqual(['${{ steps.metadata.outputs.annotations }}', 'b=2']);
  });

  test('of an image that several runners build are added where it is joined', () => {
    const { 'publish-x': job } = jobsOf({ labels: { a: '1', r: '${{ github.ref }}' }, annotations: { b: '2' } }, { platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] });
    expect(stepOf(job, 'metadata')).toMatchObject({ env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'index' }, with: { annotations: 'a=1\nb=2' } });
    expect(stepOf(job, 'publish').env).toMatchObject({ ANNOTATIONS: '${{ steps.metadata.outputs.annotations }}', LABEL_1: '${{ github.ref }}' });
    expect(stepOf(job, 'publish').run).toContain('--annotation "index:r=$LABEL_1"');
  });
});

describe('text that only the run knows', () => {
  const runtime: DockerfileOptions = {
    buildArgs: { FIXED: '1', A: '${{ github.ref_name }}' }, labels: { l: '${{ vars.L }}' }, annotations: { n: '${{ vars.N }}' }, buildContexts: { c: './${{ vars.C }}', d: '${{ vars.D }}' },
  };

  test('never stands in an input that an action parses', () => {
    const job = jobsOf(runtime)['publish-x'];
    const { with: inputs } = stepOf(job, 'build');
    expect(inputs).toMatchObject({
      'build-args': 'FIXED=1\n${{ steps.inputs.outputs.build-args }}',
      'build-contexts': '${{ steps.inputs.outputs.build-contexts }}',
      'labels': '${{ steps.metadata.outputs.labels }}\n${{ steps.inputs.outputs.labels }}',
      'annotations': '${{ steps.inputs.outputs.annotations }}',
    });
    expect(Object.values(stepOf(job, 'inputs').env)).toEqual(['${{ github.ref_name }}', './${{ vars.C }}', '${{ vars.D }}', '${{ vars.L }}', '${{ vars.N }}']);
  });

  test.each(HOSTILE)('reaches the build as it is: %j', value => {
    const { outputs } = runStep(stepOf(jobsOf(runtime)['publish-x'], 'inputs'), { ARG_1: value, LABEL_1: value, ANNOTATION_1: value, CONTEXT_1: value, CONTEXT_2: 'b' });
    expect(entriesOf(outputs['build-args'])).toEqual([`A=${value}`]);
    expect(entriesOf(outputs.labels)).toEqual([`l=${value}`]);
    expect(entriesOf(outputs.annotations)).toEqual([`n=${value}`]);
    expect(entriesOf(outputs['build-contexts'])).toEqual([`c=${value}`, 'd=b']);
  });

  test('annotates the index where one build makes it', () => {
    const job = jobsOf({ labels: runtime.labels, annotations: runtime.annotations }, { platforms: [Platform.LINUX_AMD64, Platform.LINUX_386] })['publish-x'];
    const { outputs } = runStep(stepOf(job, 'inputs'), { LABEL_1: 'a,b', ANNOTATION_1: 'c' });
    expect(entriesOf(outputs.annotations)).toEqual(['n=c', 'index:l=a,b', 'index:n=c']);
    expect(entriesOf(outputs.labels)).toEqual(['l=a,b']);
  });

  test('needs no such step where there is none', () => {
    expect(stepNamesOf(jobsOf({ buildArgs: { A: '1' } })['publish-x'])).not.toContain('Quote what only this run knows');
  });
});

describe('a secret of a build', () => {
  test('is a variable of the step that builds, and of no other', () => {
    const job = jobsOf({ secrets: { 'npm.token': 'NPM_TOKEN', 'pip-conf': 'PIP' } })['publish-x'];
    const step = stepOf(job, 'build');
    expect(step.env).toMatchObject({ SECRET_1: '${{ secrets.NPM_TOKEN }}', SECRET_2: '${{ secrets.PIP }}' });
    expect(step.with['secret-envs']).toBe('npm.token=SECRET_1\npip-conf=SECRET_2');
    expect(JSON.stringify(job).match(/secrets\./g)).toHaveLength(2);
  });

  test('is not there for pull requests', () => {
    const { 'check-x': check, 'publish-x': publish } = jobsOf({ secrets: { npm: 'NPM_TOKEN' } }, { triggers });
    expect(JSON.stringify(publish)).toContain('secrets.NPM_TOKEN');
    expect(JSON.stringify(check)).not.toMatch(/secrets\.|secret-envs/);
  });
});

describe('a sign-in to what a build pulls', () => {
  const credentials = { 'quay.io': CREDENTIALS, 'ghcr.io': RegistryCredentials.githubToken() };
  test('comes before the build, which looks where it is kept', () => {
    const job = jobsOf({ credentials: { 'quay.io': CREDENTIALS } })['publish-x'];
    const names = stepNamesOf(job);
    expect(names.indexOf('Sign in to quay.io')).toBeLessThan(names.indexOf('Set up BuildKit'));
    const folder = stepOf(job, /^Sign in to quay\.io$/).env.DOCKER_CONFIG;
    expect([stepOf(job, /^Set up BuildKit$/), stepOf(job, 'build'), stepOf(job, 'publish')].map(step => step.env.DOCKER_CONFIG)).toEqual([folder, folder, folder]);
  });

  test('is the one to the destination where they share registry and credentials', () => {
    expect(stepNamesOf(jobsOf({ credentials })['publish-x']).filter(name => /^Sign in/.test(name))).toEqual(['Sign in to quay.io', 'Sign in to ghcr.io']);
  });

  test('is with the token of the job, to read, or not at all in pull requests', () => {
    const check = jobsOf({ credentials }, { triggers })['check-x'];
    expect(stepNamesOf(check).filter(name => /^Sign in/.test(name))).toEqual(['Sign in to ghcr.io']);
    expect(check.permissions).toEqual({ contents: 'read', packages: 'read' });
    expect(stepOf(check, 'build').env).toEqual({ DOCKER_CONFIG: '${{ runner.temp }}/.docker' });
  });

  test('is not needed for a registry without one', () => {
    const job = jobsOf({}, { destinations: [ImageDestination.registry('localhost:5000/x')] })['publish-x'];
    expect(stepOf(job, 'build')).not.toHaveProperty('env');
    expect(job.permissions).toEqual({ contents: 'read' });
  });
});
