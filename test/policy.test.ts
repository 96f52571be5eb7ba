import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CREDENTIALS, DIGEST, SOURCE } from './declare';
import { RULES, findingsOf } from './policy';
import { newProject, synthText } from './synth';
import { EXAMPLES } from '../examples/synth';
import {
  BuildCache, GithubPackageImage, ImageBuilder, ImageCheck, ImageDestination, ImageMirror, ImageSigning, ImageSource, ImageTag,
  ImageWorkflow, Platform, RegistryCredentials, type DockerfileOptions, type GithubPackageImageOptions,
} from '../src';

const folder = join(__dirname, '..', 'examples');
const examples = EXAMPLES.flatMap(name => readdirSync(join(folder, name, '.github', 'workflows')).map(file => [`${name}: ${file}`, join(folder, name, '.github', 'workflows', file)]));

test.each(examples)('the workflow of the example %s keeps every rule', (_, path) => {
  expect(findingsOf(readFileSync(path, 'utf8'))).toEqual([]);
});

const triggers = { branches: ['main'], schedule: ['17 3 * * *'], pullRequests: true, mergeGroup: true, inputs: { a: {}, b: {} } };
const everyTrigger = { ...triggers, gitTags: ['v*'], releases: true, repositoryDispatch: ['r'] };
const tags = [
  ImageTag.latest(), ImageTag.sha(), ImageTag.branch({ prefix: '${{ inputs.a }}' }), ImageTag.gitTag(), ImageTag.semver('{{version}}', { value: '${{ inputs.a }}', suffix: '-${{ inputs.b }}' }),
  ImageTag.match('v(\\d{1,3})', { group: 1 }), ImageTag.schedule(), ImageTag.edge(), ImageTag.of('${{ inputs.a }}'), ImageTag.list('${{ inputs.b }}'), ImageTag.pep440('{{version}}', { when: 'inputs.a' }),
];
const platforms = [Platform.LINUX_AMD64, Platform.LINUX_ARM64, Platform.LINUX_ARM_V7];
const hub = ImageDestination.dockerHub('acme/x', CREDENTIALS, { when: "github.ref_type == 'tag'" });
const full: DockerfileOptions = {
  context: 'a',
  dockerfile: 'a/b',
  target: '${{ inputs.a }}',
  buildArgs: { A: '1', B: '${{ inputs.a }}' },
  buildContexts: { c: './c', d: '${{ vars.D }}' },
  secrets: { s: 'S' },
  labels: { l: '1', m: '${{ inputs.a }}' },
  annotations: { n: '1', o: '${{ inputs.a }}' },
  cache: BuildCache.registry(),
  pull: true,
  provenance: true,
  sbom: true,
  credentials: { 'quay.io': CREDENTIALS, 'ghcr.io': RegistryCredentials.githubToken() },
};
const steps = { setupSteps: [{ name: 'A', run: 'true' }], preBuildSteps: [{ name: 'B', run: 'true' }], postPublishSteps: [{ name: 'C', run: 'true' }] };

describe('the workflow of a declaration keeps every rule:', () => {
  test.each<[string, GithubPackageImageOptions]>([
    ['the least', {}],
    ['every trigger and every tag', { triggers: everyTrigger, tags }],
    ['every trigger and every tag, for several runners', { triggers: everyTrigger, tags, platforms }],
    ['every option of a Dockerfile', { triggers, source: ImageSource.fromDockerfile(full) }],
    ['every option of a Dockerfile, for several runners', { triggers, source: ImageSource.fromDockerfile(full), platforms, destinations: [ImageDestination.ghcr(), hub] }],
    ['every check', { triggers, checks: [ImageCheck.command('a'), ImageCheck.script('b'), ImageCheck.trivy({ ignoreFiles: ['c'] })] }],
    ['every check, for several runners', { triggers, platforms, checks: [ImageCheck.command('a'), ImageCheck.trivy()] }],
    ['a signature', { triggers, sign: ImageSigning.keyless(), platforms, checks: [ImageCheck.trivy()] }],
    ['another commit', { triggers, checkout: { ref: '${{ inputs.a }}', submodules: true }, tags: [ImageTag.sha()] }],
    ['another commit, for several runners', { triggers, checkout: { ref: '${{ inputs.a }}' }, tags: [ImageTag.sha({ long: true })], platforms }],
    ['steps of the user', { triggers, ...steps, prepare: { steps: [{ id: 'p', name: 'P', run: 'true' }], outputs: { o: { stepId: 'p', outputName: 'o' } } } }],
    ['a call', { triggers: { workflowCall: true, inputs: { a: {} } }, source: ImageSource.fromDockerfile({ secrets: { s: 'S' }, cache: BuildCache.githubActions() }) }],
    ['conditions', { triggers, condition: "vars.A == '1' || vars.B == '1'", publishWhen: 'inputs.a || inputs.b', onlyInRepository: 'acme', platforms }],
    ['an archive', { triggers, source: ImageSource.fromArchive('a'), platforms }],
    ['an image of the engine', { triggers, source: ImageSource.fromDaemon('a'), checks: [ImageCheck.trivy()] }],
    ['a builder with secrets', { triggers, source: ImageSource.fromDockerfile({ builder: ImageBuilder.remote('tcp://a', { caCertSecret: 'A', certSecret: 'B', keySecret: 'C' }), cache: BuildCache.inline() }) }],
    ['Docker Build Cloud', { triggers, source: ImageSource.fromDockerfile({ builder: ImageBuilder.cloud('acme/default', { credentials: CREDENTIALS }) }) }],
    ['the former registry', { triggers, destinations: [ImageDestination.dockerPkg()] }],
    ['a server', { triggers, destinations: [ImageDestination.enterpriseServer('github.acme.com')], runsOn: ['self-hosted'] }],
    ['a mirror', { source: SOURCE }],
    ['a mirror of one platform, with tags of the run', { source: SOURCE, platforms: [Platform.LINUX_ARM64], tags, triggers: { ...everyTrigger, pullRequests: false, mergeGroup: false } }],
    ['a mirror that is pulled and pushed', { source: ImageSource.fromRegistry(`quay.io/a@${DIGEST}`, { credentials: CREDENTIALS }), tags: [ImageTag.of('1')], destinations: [ImageDestination.dockerPkg(), hub] }],
  ])('%s', (_, options) => {
    const project = newProject();
    new GithubPackageImage(project, 'x', options);
    expect(findingsOf(synthText(project, 'publish-x'))).toEqual([]);
  });

  test.each<[string, GithubPackageImageOptions]>([['one platform', {}], ['several runners', { platforms }]])('images that are built from others, for %s', (_, options) => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers });
    const base = new GithubPackageImage(workflow, 'base', options);
    const mirror = new GithubPackageImage(workflow, 'mirror', { source: SOURCE });
    new GithubPackageImage(workflow, 'x', { ...options, source: ImageSource.fromDockerfile({ baseImages: { base, mirror } }) });
    expect(findingsOf(synthText(project, 'publish-images'))).toEqual([]);
  });

  test('a mirror of many images', () => {
    const project = newProject();
    const mirror = new ImageMirror(project, 'm', { images: ['alpine:3.20', 'quay.io/a/b:1'], credentials: { 'quay.io': CREDENTIALS }, triggers: { schedule: ['17 3 * * *'] } });
    mirror.addImage('debian:12', { tags: [ImageTag.of('${{ vars.A }}'), ImageTag.schedule()] });
    expect(findingsOf(synthText(project, 'publish-m'))).toEqual([]);
  });
});

const SHA = '0123456789'.repeat(4);
const good = `
on:
  push: {}
  pull_request: {}
permissions: {}
jobs:
  check-x:
    name: Check
    timeout-minutes: 5
    permissions:
      contents: read # check out
    steps:
      - name: Check out
        uses: actions/checkout@${SHA} # v1.2.3
        with:
          persist-credentials: false
      - name: Build
        uses: docker/build-push-action@${SHA} # v1.2.3
        with:
          outputs: type=oci,dest=a
  publish-x:
    name: Publish
    if: contains(fromJSON('["push","schedule","release","workflow_dispatch","repository_dispatch"]'), github.event_name)
    timeout-minutes: 5
    permissions:
      packages: write # push
    steps:
      - name: Compute
        uses: docker/metadata-action@${SHA} # v1.2.3
        with:
          tags: type=sha
      - name: Publish
        env:
          PASSWORD: \${{ secrets.A }}
        run: docker push "$image:$tag"
`;

describe('a rule', () => {
  test('passes a good workflow', () => {
    expect(findingsOf(good)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['a workflow permits nothing by itself', 'permissions: {}', 'permissions: { contents: read }'],
    ['a workflow permits nothing by itself', 'permissions: {}\n', ''],
    ['no event runs the code of others with rights', 'pull_request:', 'pull_request_target:'],
    ['a job has a name, an end and permissions', '    timeout-minutes: 5\n', ''],
    ['a job has a name, an end and permissions', '    name: Check\n', ''],
    ['a job has a name, an end and permissions', '    permissions:\n      packages: write # push\n', ''],
    ['a step has a name', 'name: Build\n        uses', 'uses'],
    ['an action is pinned to a commit, and says which version that is', `build-push-action@${SHA}`, 'build-push-action@v1'],
    ['an action is pinned to a commit, and says which version that is', `checkout@${SHA} # v1.2.3`, `checkout@${SHA}`],
    ['an action is pinned to a commit, and says which version that is', `checkout@${SHA} # v1.2.3`, `"checkout@${SHA} # v1.2.3"`],
    ['a permission says what it is for', 'write # push', 'write'],
    ['no script holds an expression', 'docker push', 'echo ${{ github.ref }}; docker push'],
    ['a checkout keeps no credentials', 'persist-credentials: false', 'persist-credentials: true'],
    ['a checkout keeps no credentials', 'persist-credentials: false', 'fetch-depth: 0'],
    ['a job for pull requests may write nothing', 'contents: read # check out', 'contents: write # check out'],
    ['a job for pull requests may write nothing', /    if: .*\n/.exec(good)![0], ''],
    ['a job for pull requests has no secrets, and pushes nothing', 'outputs: type=oci,dest=a', 'outputs: type=oci,dest=${{ secrets.A }}'],
    ['a job for pull requests has no secrets, and pushes nothing', 'outputs: type=oci,dest=a', 'outputs: type=oci,dest=a\n          cache-to: type=gha'],
    ['only the publish job moves tags', 'publish-x', 'build-x'],
    ['a build pushes nothing by itself', 'outputs: type=oci,dest=a', 'outputs: type=registry'],
    ['a build pushes nothing by itself', 'outputs: type=oci,dest=a', 'outputs: type=oci,dest=a\n          push: true'],
    ['text of the run is no rule of a tag', 'type=sha', 'type=raw,value=${{ inputs.a }}'],
    ['text of the run is no rule of a tag', 'type=sha', 'type=sha,suffix=${{ github.ref }}'],
    ['the identity of the workflow is not where code is checked out or built', 'contents: read # check out', 'contents: read # check out\n      id-token: write # sign'],
    ['no key is empty', 'outputs: type=oci,dest=a', 'outputs: ""'],
    ['no key is empty', 'tags: type=sha', '{}'],
    ['no key is empty', '    timeout-minutes: 5\n', '    timeout-minutes: 5\n    env: {}\n'],
    ['no key is empty', '    timeout-minutes: 5\n', '    timeout-minutes: 5\n    needs: []\n'],
  ])('fails where it is broken: %s, with %j for %j', (name, before, after) => {
    const bad = good.replace(before, after);
    expect(bad).not.toBe(good);
    expect(findingsOf(bad).filter(finding => finding.startsWith(name))).not.toEqual([]);
  });

  test('is each one that some workflow above breaks', () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
  });
});
