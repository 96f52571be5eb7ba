import { ImageName, ImageSource, ImageTag } from 'projen-github-package-image';
import { build } from './build';
import { putShell } from './images';
import { ours, upstream } from './registries';
import { WRITES } from './registry';

const SCRATCH = { Dockerfile: 'FROM scratch\nCOPY file /file\n', file: 'content of the repository\n' };

test('a Dockerfile becomes an image under its tags, and the outputs and the summary page say so', async () => {
  const run = await build('x', { name: ImageName.of('build/one'), tags: [ImageTag.latest(), ImageTag.sha(), ImageTag.of('1')] }, SCRATCH);
  expect(run).toMatchObject({ result: 'success', filesWithSecrets: [] });
  const digest = await ours().digest('build/one', 'latest');
  const name = `${ours().host}/build/one`;
  expect(run.outputs).toEqual({ name, digest, tags: 'latest 1 sha-9f2c1a7' });
  for (const tag of ['1', 'sha-9f2c1a7']) {
    expect(await ours().digest('build/one', tag)).toBe(digest);
  }
  expect(await ours().tags('build/one')).toEqual(['1', 'latest', 'sha-9f2c1a7']);
  expect(await ours().files('build/one', digest)).toEqual({ file: 'content of the repository\n' });
  expect(run.summary.split('\n')).toEqual([
    `### ${name}`,
    '',
    '| | |',
    '|---|---|',
    '| Tags | latest 1 sha-9f2c1a7 |',
    `| Digest | \`${digest}\` |`,
    '| Platforms | linux/amd64 |',
    `| Pull | \`docker pull ${name}:latest\` |`,
    '',
  ]);
});

test('the image has the labels of OCI and those of its declaration', async () => {
  const run = await build('x', {
    name: ImageName.of('build/labels'),
    source: ImageSource.fromDockerfile({ labels: { 'com.acme.team': 'tools, and more', 'org.opencontainers.image.licenses': 'Apache-2.0' } }),
    tags: [ImageTag.of('1.2')],
  }, SCRATCH);
  expect(run).toMatchObject({ result: 'success' });
  expect((await ours().config('build/labels', '1.2')).config.Labels).toEqual({
    'com.acme.team': 'tools, and more',
    'org.opencontainers.image.title': 'Tools',
    'org.opencontainers.image.description': 'Tools of the "Acme" company',
    'org.opencontainers.image.url': 'https://github.com/Acme/Tools',
    'org.opencontainers.image.source': 'https://github.com/Acme/Tools',
    'org.opencontainers.image.version': '1.2',
    'org.opencontainers.image.created': expect.stringMatching(/^2\d{3}-/),
    'org.opencontainers.image.revision': '9f2c1a7be0d3f4a5968778695a4b3c2d1e0f9a8b',
    'org.opencontainers.image.licenses': 'Apache-2.0',
  });
});

test('an image of one platform is a manifest with its annotations, and without attestations', async () => {
  await build('x', {
    name: ImageName.of('build/annotations'),
    source: ImageSource.fromDockerfile({ annotations: { 'com.acme.note': 'a, b', 'com.acme.run': '${{ github.run_number }}' } }),
    tags: [ImageTag.of('1')],
  }, SCRATCH);
  const { content } = await ours().manifest('build/annotations', '1');
  expect(content.mediaType).toBe('application/vnd.oci.image.manifest.v1+json');
  expect(content.annotations).toEqual({ 'com.acme.note': 'a, b', 'com.acme.run': '7' });
});

test('an image with provenance is an index that holds it beside the image', async () => {
  const run = await build('x', {
    name: ImageName.of('build/provenance'), source: ImageSource.fromDockerfile({ provenance: true }), tags: [ImageTag.of('1')],
  }, SCRATCH);
  expect(run).toMatchObject({ result: 'success' });
  const { content, digest } = await ours().manifest('build/provenance', '1');
  expect(content.manifests!.map(({ platform }) => platform)).toEqual([
    { os: 'linux', architecture: 'amd64' }, { os: 'unknown', architecture: 'unknown' },
  ]);
  expect(run.outputs.digest).toBe(digest);
  expect(run.summary).toContain('| Platforms | linux/amd64 |');
});

test('context, Dockerfile, target, build arguments and further contexts of the project reach the build', async () => {
  await putShell(upstream(), 'source/shell-inputs');
  const run = await build('x', {
    name: ImageName.of('build/inputs'),
    source: ImageSource.fromDockerfile({
      context: 'services/web',
      dockerfile: 'docker/web.Dockerfile',
      target: 'wanted',
      buildArgs: { GREETING: 'hello', EMPTY: '' },
      buildContexts: { shared: './shared', tools: `docker-image://${upstream().host}/source/shell-inputs:1` },
    }),
    tags: [ImageTag.of('1')],
  }, {
    'services/web/page': 'the page\n',
    'shared/style': 'the style\n',
    'docker/web.Dockerfile': [
      'FROM tools AS wanted',
      'ARG GREETING EMPTY=not',
      'RUN echo "$GREETING$EMPTY" >/greeting',
      'COPY page /page',
      'COPY --from=shared style /style',
      'FROM wanted',
      'RUN echo >/unwanted',
    ].join('\n'),
  });
  expect(run).toMatchObject({ result: 'success' });
  const files = await ours().files('build/inputs', '1');
  expect(files).toMatchObject({ greeting: 'hello\n', page: 'the page\n', style: 'the style\n' });
  expect(files).not.toHaveProperty('unwanted');
});

test('a build that fails pushes nothing, and says why', async () => {
  const run = await build('x', { name: ImageName.of('build/broken') }, { Dockerfile: 'FROM scratch\nCOPY absent /\n' });
  expect(run).toMatchObject({ result: 'failure', outputs: {}, summary: '' });
  expect(run.log).toMatch(/"\/absent": not found/);
  expect(ours().exchanges('build/broken').filter(({ method }) => WRITES.includes(method))).toEqual([]);
});

test('an owner in upper case publishes what it builds under a name in lower case', async () => {
  const run = await build('upper-case-build', { tags: [ImageTag.of('1')] }, SCRATCH);
  expect(run).toMatchObject({ result: 'success', outputs: { name: `${ours().host}/acme/tools/upper-case-build` } });
  expect(run.outputs.digest).toBe(await ours().digest('acme/tools/upper-case-build', '1'));
});
