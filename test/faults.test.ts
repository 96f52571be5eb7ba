import { rulesOf } from './csv';
import { CREDENTIALS, JOB, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { newProject, synth } from './synth';
import {
  BuildCache, GithubPackageImage, ImageBuilder, ImageDestination, ImageMirror, ImageSource, ImageTag, ImageWorkflow, Platform, RegistryCredentials,
  type DockerfileOptions, type GithubPackageImageOptions,
} from '../src';

// Known faults. Each of these tests says what should hold and does not yet: who mends one makes it an ordinary test.
const token = RegistryCredentials.githubToken();
const pullRequests = { branches: ['main'], pullRequests: true };
const gitTags = { gitTags: ['v*'], inputs: { a: {} } };
const image = (options: DockerfileOptions, more = {}) => declaring({ source: ImageSource.fromDockerfile(options), ...more });
const jobOf = (options: GithubPackageImageOptions) => builtWorkflowOf(options).jobs['publish-x'];

describe('the token of the job is sent to no registry that is not GitHub\'s', () => {
  test.failing('not to one that a build pulls from', () => {
    expect(() => ImageSource.fromDockerfile({ credentials: { 'quay.io': token } })).toThrow(/the token of the job/);
  });

  test.failing('not to Docker Hub for Docker Build Cloud', () => {
    expect(() => ImageBuilder.cloud('acme/default', { credentials: token })).toThrow(/the token of the job/);
  });
});

describe('a pull request holds no secret', () => {
  test.failing.each<[string, DockerfileOptions]>([
    ['a label', { labels: { a: '${{ secrets.A }}' } }],
    ['a named context', { buildContexts: { a: '${{ secrets.A }}' } }],
    ['a stage', { target: '${{ secrets.A }}' }],
    ['a cache', { cache: BuildCache.of({ from: ['type=s3,secret_access_key=${{ secrets.A }}'] }) }],
    ['a builder', { builder: ImageBuilder.remote('tcp://${{ secrets.A }}:1234') }],
    ['the configuration of a builder', { builder: ImageBuilder.dockerContainer({ buildkitConfig: '${{ secrets.A }}' }) }],
  ])('in %s', (_, options) => {
    const { 'check-x': check } = builtWorkflowOf({ source: ImageSource.fromDockerfile(options), triggers: pullRequests }).jobs;
    expect(JSON.stringify(check)).not.toContain('secrets.');
  });
});

test.failing.each(['${{ github.token }}', "${{ format('{0}}}', secrets.A) }}"])('a secret is no build argument: %s', value => {
  expect(() => ImageSource.fromDockerfile({ buildArgs: { A: value } })).toThrow(/a build argument can be read in the image/);
});

describe('a condition of a tag', () => {
  test.failing('may hold quotes', () => {
    const when = 'github.ref_name == \'a"b\'';
    // GitHub evaluates the expression before the action reads the line, so that fromJSON('["push"]') is no JSON there
    expect(stepOf(jobOf({ tags: [ImageTag.sha({ when })] }), 'metadata').with.tags).toContain(when);
  });

  test.failing('is made true or false for latest too, which is all that the action takes', () => {
    const [rule] = rulesOf(stepOf(jobOf({ tags: [ImageTag.latest({ when: 'inputs.a' })], triggers: gitTags }), 'metadata').with.tags);
    expect(rule.enable).toMatch(/^\$\{\{ !!\(.*\) \}\}$/);
  });
});

test.failing.each([[ImageTag.match('v#(\\d+)', { group: 1 }), gitTags], [ImageTag.edge({ branch: 'fix#1' }), { branches: ['main'] }]])('a "#" in a rule of a tag is quoted, since it begins a comment: %#', (tag, triggers) => {
  expect(stepOf(jobOf({ tags: [tag], triggers }), 'metadata').with.tags).toMatch(/^"/);
});

test.failing('platforms are joined under the names that an index has', () => {
  const { run } = stepOf(jobOf({ platforms: [Platform.LINUX_AMD64, Platform.of('linux/arm64/v8')] }), 'publish');
  expect(run).toContain('== "linux/amd64, linux/arm64"');
});

describe('a base image', () => {
  const declare = (base: GithubPackageImageOptions, other: GithubPackageImageOptions) => () => {
    const workflow = new ImageWorkflow(newProject(), 'images');
    const made = new GithubPackageImage(workflow, 'base', base);
    new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base: made } }), ...other });
  };
  test.failing.each<[string, Platform[] | undefined, Platform[]]>([
    ['that of the runner for two', undefined, [Platform.LINUX_AMD64, Platform.LINUX_ARM64]],
    ['one for two', [Platform.LINUX_AMD64], [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()]],
    ['one for another', [Platform.LINUX_AMD64], [Platform.LINUX_ARM64]],
  ])('has the platforms of what is built from it: not %s', (_, base, others) => {
    expect(declare({ platforms: base }, { platforms: others })).toThrow(/it is built for other platforms/);
  });

  test.failing('that is mirrored by text of the run never stands in an input that an action parses', () => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers: pullRequests });
    const base = new GithubPackageImage(workflow, 'base', { source: ImageSource.fromRegistry('alpine:${{ github.head_ref }}'), tags: [ImageTag.of('1')] });
    new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base } }) });
    const build = stepOf(synth(project, 'publish-images').jobs['check-x'], 'build');
    expect(build.with['build-contexts']).not.toContain('github.head_ref');
  });
});

test.failing('a mirror is found by the id of its job, whatever its own', () => {
  const project = newProject();
  const mirror = new ImageMirror(new ImageWorkflow(project, 'images'), 'a/b', { images: ['alpine:3.20'] });
  mirror.addDownstreamJob('deploy', JOB);
  const workflow = mirror.workflow as unknown as { jobs: object };
  expect(Object.keys(workflow.jobs)).toContain(mirror.publishJobId);
});

test.failing('a mirror without tags is refused', () => {
  expect(() => new ImageMirror(newProject(), 'm', { images: ['alpine:3.20'], tags: [], triggers: { manual: true } })).toThrow();
});

test.failing('a sign-in that a build cannot use is refused', () => {
  expect(image({ credentials: { 'ghcr.io': CREDENTIALS } })).toThrow();
});

test.failing('a called workflow asks for no secret of which only a script speaks', () => {
  const { on } = builtWorkflowOf({ preBuildSteps: [{ name: 'Read', run: 'cat secrets.json' }], triggers: { workflowCall: true } });
  expect(on.workflow_call).not.toHaveProperty('secrets');
});

test.failing('attestations are refused where a registry holds none', () => {
  expect(image({ provenance: true }, { destinations: [ImageDestination.dockerPkg()] })).toThrow();
  expect(image({ sbom: true }, { destinations: [ImageDestination.dockerPkg()] })).toThrow();
});

test.failing('an address is no context, nor mangled to a path', () => {
  expect(image({ context: 'https://github.com/acme/web.git#main' })).toThrow();
});

test.failing('an expression in a path stays as it is', () => {
  const context = "${{ vars.A == 'a//b' && 'x' || 'y' }}";
  const { with: inputs } = stepOf(builtWorkflowOf({ source: ImageSource.fromDockerfile({ context }) }).jobs['publish-x'], 'build');
  expect(inputs.context).toBe(context);
});

test.failing('a mirror refuses a runner that it would not use', () => {
  expect(declaring({ platforms: [Platform.LINUX_ARM64.onRunner('self-hosted')] })).toThrow();
});

test.failing('the engine holds one platform of an image', () => {
  expect(declaring({ source: ImageSource.fromDaemon('x'), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()] })).toThrow();
});

test.failing('a preparation without outputs has no empty key', () => {
  const project = newProject();
  const { workflow } = new GithubPackageImage(project, 'x', { prepare: { steps: [{ name: 'A', run: 'true' }] } });
  expect((workflow.jobs as any)['prepare-x'].outputs ?? { a: 1 }).not.toEqual({});
});

test.failing('a pull request signs in nowhere that it pulls nothing from', () => {
  const project = newProject();
  const workflow = new ImageWorkflow(project, 'images', { triggers: pullRequests });
  const base = new GithubPackageImage(workflow, 'base');
  new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base } }) });
  expect(stepNamesOf(synth(project, 'publish-images').jobs['check-x'])).not.toContain('Sign in to ghcr.io');
});
