import { rulesOf } from './csv';
import { CREDENTIALS, JOB, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { newProject, synth } from './synth';
import {
  BuildCache, GithubPackageImage, ImageBuilder, ImageCheck, ImageDestination,
  ImageMirror, ImageSource, ImageTag, ImageWorkflow, Platform, RegistryCredentials,
  type DockerfileOptions, type GithubPackageImageOptions,
} from '../src';

// Faults that were there once.
const token = RegistryCredentials.githubToken();
const pullRequests = { branches: ['main'], pullRequests: true };
const gitTags = { gitTags: ['v*'], inputs: { a: {} } };
const image = (options: DockerfileOptions, more = {}) => declaring({ source: ImageSource.fromDockerfile(options), ...more });
const jobOf = (options: GithubPackageImageOptions) => builtWorkflowOf(options).jobs['publish-x'];

describe('the token of the job is sent to no registry that is not GitHub\'s', () => {
  test('not to one that a build pulls from', () => {
    expect(() => ImageSource.fromDockerfile({ credentials: { 'quay.io': token } })).toThrow(/the token of the job/);
  });

  test('not to Docker Hub for Docker Build Cloud', () => {
    expect(() => ImageBuilder.cloud('acme/default', { credentials: token })).toThrow(/the token of the job/);
  });
});

describe('a pull request holds no secret', () => {
  test.each<[string, DockerfileOptions]>([
    ['a label', { labels: { a: '${{ secrets.A }}' } }],
    ['a named context', { buildContexts: { a: '${{ secrets.A }}' } }],
    ['a stage', { target: '${{ secrets.A }}' }],
  ])('in %s', (_, options) => {
    expect(() => ImageSource.fromDockerfile(options)).toThrow(/GitHub does not offer the context "secrets" there/);
  });

  test('in a cache', () => {
    const cache = BuildCache.of({ from: ['type=s3,secret_access_key=${{ secrets.A }}'] });
    const { 'check-x': check, 'publish-x': publish } = builtWorkflowOf({ source: ImageSource.fromDockerfile({ cache }), triggers: pullRequests }).jobs;
    expect(JSON.stringify(publish)).toContain('secrets.A');
    expect(JSON.stringify(check)).not.toContain('secrets.');
  });

  test('in a builder', () => {
    expect(() => ImageBuilder.remote('tcp://${{ secrets.A }}:1234')).toThrow(/GitHub does not offer the context "secrets" there/);
    expect(() => ImageBuilder.dockerContainer({ buildkitConfig: '${{ secrets.A }}' })).toThrow(/it is known at synth, without expressions/);
  });

  test('in the environment of its jobs', () => {
    expect(image({}, { env: { A: '${{ secrets.A }}' } })).toThrow(/env: A "\$\{\{ secrets\.A \}\}": jobs of pull requests have these variables too/);
  });
});

test.each(['${{ github.token }}', "${{ format('{0}}}', secrets.A) }}"])('a secret is no build argument: %s', value => {
  expect(() => ImageSource.fromDockerfile({ buildArgs: { A: value } })).toThrow(/a build argument can be read in the image/);
});

describe('a condition of a tag', () => {
  test('may hold quotes', () => {
    const when = 'github.ref_name == \'a"b\'';
    // GitHub evaluates the expression before the action reads the line, so that fromJSON('["push"]') is no JSON there
    expect(stepOf(jobOf({ tags: [ImageTag.sha({ when })] }), 'metadata').with.tags).toContain(when);
  });

  test('is made true or false for latest too, which is all that the action takes', () => {
    const [rule] = rulesOf(stepOf(jobOf({ tags: [ImageTag.latest({ when: 'inputs.a' })], triggers: gitTags }), 'metadata').with.tags);
    expect(rule.enable).toMatch(/^\$\{\{ !!\(.*\) \}\}$/);
  });
});

test.each([[ImageTag.match('v#(\\d+)', { group: 1 }), gitTags], [ImageTag.edge({ branch: 'fix#1' }), { branches: ['main'] }]])('a "#" in a rule of a tag is quoted, since it begins a comment: %#', (tag, triggers) => {
  expect(stepOf(jobOf({ tags: [tag], triggers }), 'metadata').with.tags).toMatch(/^"/);
});

test('platforms are joined under the names that an index has', () => {
  const { run } = stepOf(jobOf({ platforms: [Platform.LINUX_AMD64, Platform.of('linux/arm64/v8')] }), 'publish');
  expect(run).toContain('== "linux/amd64, linux/arm64"');
});

describe('a base image', () => {
  const declare = (base: GithubPackageImageOptions, other: GithubPackageImageOptions) => () => {
    const workflow = new ImageWorkflow(newProject(), 'images');
    const made = new GithubPackageImage(workflow, 'base', base);
    new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base: made } }), ...other });
  };
  test.each<[string, Platform[] | undefined, Platform[]]>([
    ['that of the runner for two', undefined, [Platform.LINUX_AMD64, Platform.LINUX_ARM64]],
    ['one for two', [Platform.LINUX_AMD64], [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()]],
    ['one for another', [Platform.LINUX_AMD64], [Platform.LINUX_ARM64]],
  ])('has the platforms of what is built from it: not %s', (_, base, others) => {
    expect(declare({ platforms: base }, { platforms: others })).toThrow(/it is built for .*, and this image for .*\. Give both the same `platforms`/);
  });

  test('that is mirrored by text of the run never stands in an input that an action parses', () => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers: pullRequests });
    const base = new GithubPackageImage(workflow, 'base', { source: ImageSource.fromRegistry('alpine:${{ github.head_ref }}'), tags: [ImageTag.of('1')] });
    expect(() => new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base } }) }))
      .toThrow(/only the run knows what it mirrors, and a pull request is built from that\. Name its source at synth/);
  });
});

test('a mirror is found by the id of its job, whatever its own', () => {
  const project = newProject();
  const mirror = new ImageMirror(new ImageWorkflow(project, 'images'), 'a/b', { images: ['alpine:3.20'] });
  mirror.addDownstreamJob('deploy', JOB);
  const workflow = mirror.workflow as unknown as { jobs: object };
  expect(Object.keys(workflow.jobs)).toContain(mirror.publishJobId);
});

test('a mirror without tags is refused', () => {
  expect(() => new ImageMirror(newProject(), 'm', { images: ['alpine:3.20'], tags: [], triggers: { manual: true } })).toThrow(/ImageMirror "m": tags "\[\]": an image is published under at least one tag/);
});

test('a sign-in that a build cannot use is refused', () => {
  expect(image({ credentials: { 'ghcr.io': CREDENTIALS } })).toThrow(/credentials "ghcr.io": docker keeps one sign-in for each registry/);
  const hub = [ImageDestination.ghcr(), ImageDestination.dockerHub('acme/x', CREDENTIALS)];
  const other = RegistryCredentials.of({ username: 'other', passwordSecret: 'OTHER' });
  expect(image({ builder: ImageBuilder.cloud('acme/default', { credentials: other }) }, { destinations: hub })).toThrow(/builder "acme\/default": docker keeps one sign-in/);
});

test('a called workflow asks for no secret of which only a script speaks', () => {
  const { on } = builtWorkflowOf({ preBuildSteps: [{ name: 'Read', run: 'cat secrets.json' }], triggers: { workflowCall: true } });
  expect(on.workflow_call).not.toHaveProperty('secrets');
});

test('attestations are refused where a registry holds none', () => {
  expect(image({ provenance: true }, { destinations: [ImageDestination.dockerPkg()] })).toThrow(/provenance true: docker\.pkg\.github\.com holds no attestations/);
  expect(image({ sbom: true }, { destinations: [ImageDestination.dockerPkg()] })).toThrow(/sbom true: docker\.pkg\.github\.com holds no attestations/);
});

test('an address is no context, nor mangled to a path', () => {
  expect(() => ImageSource.fromDockerfile({ context: 'https://github.com/acme/web.git#main' })).toThrow(/it is a path within the project/);
});

test('an expression in a path stays as it is', () => {
  const context = "${{ vars.A == 'a//b' && 'x' || 'y' }}";
  const { with: inputs } = stepOf(builtWorkflowOf({ source: ImageSource.fromDockerfile({ context }) }).jobs['publish-x'], 'build');
  expect(inputs.context).toBe(context);
});

test('a mirror refuses a runner that it would not use', () => {
  expect(declaring({ platforms: [Platform.LINUX_ARM64.onRunner('self-hosted')] })).toThrow(/a mirror builds nothing, so that no runner or emulation is needed/);
});

test('the engine holds one platform of an image', () => {
  expect(declaring({ source: ImageSource.fromDaemon('x'), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64.emulated()] })).toThrow(/the Docker engine of a runner has one of them/);
});

test('a preparation without outputs has no empty key', () => {
  const project = newProject();
  const { workflow } = new GithubPackageImage(project, 'x', { prepare: { steps: [{ name: 'A', run: 'true' }] } });
  expect((workflow.jobs as any)['prepare-x'].outputs ?? { a: 1 }).not.toEqual({});
});

test('a pull request signs in nowhere that it pulls nothing from', () => {
  const project = newProject();
  const workflow = new ImageWorkflow(project, 'images', { triggers: pullRequests });
  const base = new GithubPackageImage(workflow, 'base');
  new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base } }) });
  expect(stepNamesOf(synth(project, 'publish-images').jobs['check-x'])).not.toContain('Sign in to ghcr.io');
});

test('a scan after a check that signs in is a job of its own, and holds nothing', () => {
  const source = ImageSource.fromDockerfile({ credentials: { 'containers.acme.ghe.com': token } });
  const { jobs } = builtWorkflowOf({ source, triggers: pullRequests, checks: [ImageCheck.trivy()] });
  expect(stepNamesOf(jobs['check-x'])).toContain('Sign in to containers.acme.ghe.com');
  expect(stepNamesOf(jobs['check-x'])).not.toContain('Scan the image for vulnerabilities');
  expect(jobs['check-scan-x'].needs).toBe('check-x');
  expect(jobs['check-scan-x'].permissions).toEqual({});
  expect(stepNamesOf(jobs['check-scan-x'])).toEqual(['Take the image over', 'Scan the image for vulnerabilities']);
});

test.each([
  ['a base without a name', () => ImageSource.fromDockerfile({ baseImages: { 'Base Image': new GithubPackageImage(newProject(), 'base') } }), /baseImages "Base Image": a name there/],
  ['an option of a driver without a value', () => ImageBuilder.dockerContainer({ image: '' }), /driverOpts: image "": it is one line that is not empty/],
  ['an option of a driver without a name', () => ImageBuilder.kubernetes({ driverOpts: { 'a b': 'c' } }), /driverOpts "a b": the name of an option/],
  ['no file to ignore', () => ImageCheck.trivy({ ignoreFiles: [] }), /ignoreFiles "\[\]": each is the path of a file/],
  ['an absolute file to ignore', () => ImageCheck.trivy({ ignoreFiles: ['/etc/a'] }), /ignoreFiles "\/etc\/a": each is the path of a file/],
  ['an output of the name of ours', image({}, {
    checkout: { ref: 'a' }, prepare: { steps: [{ id: 'a', run: 'true' }], outputs: { commit: { stepId: 'a', outputName: 'b' } } },
  }), /prepare: outputs "commit": with `checkout` that job has an output of that name/],
])('refuses %s', (_, declare, message) => {
  expect(declare).toThrow(message);
});

test('a base in a registry that is published to at times only is pulled from there at any time', () => {
  const workflow = new ImageWorkflow(newProject(), 'images');
  const base = new GithubPackageImage(workflow, 'base');
  const destinations = [ImageDestination.registry('quay.io/acme/x', CREDENTIALS), ImageDestination.ghcr({ when: "github.event_name == 'push'" })];
  new GithubPackageImage(workflow, 'x', { source: ImageSource.fromDockerfile({ baseImages: { base } }), destinations });
  const job = (workflow.workflow.jobs as Record<string, any>)['publish-x'];
  expect(stepNamesOf(job).filter(name => name.includes('ghcr.io') && name.startsWith('Sign'))).toEqual(['Sign in to ghcr.io']);
  expect(stepOf(job, /^Sign in to ghcr/).if).toBeUndefined();
});
