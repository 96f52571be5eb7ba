import { newProject, synthText } from './synth';
import { findingsOfActionlint, findingsOfGithub } from './validate';
import { GithubPackageImage, ImageDestination, ImageMirror, ImageSource, ImageTag, RegistryCredentials } from '../src';

const source = ImageSource.fromRegistry('hello-world:latest');
const good = `
on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
`;

describe("GitHub's own validation", () => {
  test('passes a good workflow', async () => {
    expect(await findingsOfGithub(good)).toEqual([]);
  });

  test.each([
    ['an unknown key', good.replace('runs-on:', 'runs-off:'), /runs-off|runs-on/],
    ['an unknown input of an action', good.replace('persist-credentials', 'keep-credentials'), /keep-credentials/],
    ['an unknown context', good.replace('false', '${{ nobody.x }}'), /nobody/],
    ['a needed job that is not there', good.replace('runs-on:', 'needs: b\n    runs-on:'), /b/],
  ])('finds %s', async (_, yaml, message) => {
    const findings = await findingsOfGithub(yaml);
    expect(findings.join('\n')).toMatch(message);
  });
});

test('actionlint passes a good workflow, and finds a shell that does not exist', () => {
  expect(findingsOfActionlint(good)).toEqual([]);
  expect(findingsOfActionlint(`${good}      - run: 'true'\n        shell: fish\n`).join()).toMatch(/shell name "fish" is invalid/);
});

describe('a generated workflow is valid', () => {
  const hub = RegistryCredentials.of({ username: 'acme', passwordSecret: 'HUB' });
  test.each<[string, object]>([
    ['a copy', {}],
    ['a pull and push', { destinations: [ImageDestination.dockerPkg()] }],
    ['several destinations', { destinations: [ImageDestination.ghcr(), ImageDestination.dockerHub('acme/x', hub, { when: "github.event_name == 'push'" })] }],
    ['an enterprise server', { destinations: [ImageDestination.enterpriseServer('github.acme.com')], runsOn: ['self-hosted'] }],
    ['tags of the run', { tags: [ImageTag.of('${{ inputs.tag }}', { prefix: 'v' }), ImageTag.list('${{ inputs.tags }}')], triggers: { inputs: { tag: {}, tags: {} } } }],
    ['a call', { destinations: [ImageDestination.ghcr({ credentials: hub })], triggers: { workflowCall: true, inputs: { a: { required: true } } } }],
    ['all triggers', { triggers: { branches: ['main'], gitTags: ['v*'], paths: ['src/**'], schedule: ['17 3 * * *'], releases: true, repositoryDispatch: ['bump'] } }],
    ['prepared', {
      prepare: { steps: [{ id: 'v', run: 'echo "v=1" >>"$GITHUB_OUTPUT"' }], outputs: { v: { stepId: 'v', outputName: 'v' } } },
      tags: [ImageTag.of('${{ needs.prepare-x.outputs.v }}')],
      condition: "github.ref == 'refs/heads/main'",
      onlyInRepository: 'acme/x',
    }],
  ])('%s', async (_, options) => {
    const project = newProject();
    new GithubPackageImage(project, 'x', { source, ...options });
    const text = synthText(project, 'publish-x');
    expect(await findingsOfGithub(text)).toEqual([]);
    expect(findingsOfActionlint(text)).toEqual([]);
  });

  test('a mirror', async () => {
    const project = newProject();
    const mirror = new ImageMirror(project, 'mirrors', { images: ['alpine:3.20', 'quay.io/a/b:1'], credentials: { 'quay.io': hub } });
    mirror.addImage('debian:12', { tags: [ImageTag.of('${{ github.sha }}')] });
    const text = synthText(project, 'publish-mirrors');
    expect(await findingsOfGithub(text)).toEqual([]);
    expect(findingsOfActionlint(text)).toEqual([]);
  });
});
