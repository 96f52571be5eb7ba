import { ImageName, ImageSource, ImageTag, Platform } from 'projen-github-package-image';
import { build } from './build';
import { putShell } from './images';
import { startedWith, takes } from './publish';
import { ours, upstream } from './registries';
import { TEXTS, texts } from './texts';

const inputs = texts(index => TEXTS[index]);
const expressions = texts(index => `\${{ inputs.T${index} }}`);

test('text that is known at run time only arrives in build arguments as it is, and runs nothing', async () => {
  await putShell(upstream(), 'source/shell-text');
  const run = await build('x', { name: ImageName.of('text/args'), source: ImageSource.fromDockerfile({ buildArgs: expressions }), tags: [ImageTag.of('1')], triggers: takes(inputs) }, {
    Dockerfile: [
      `FROM ${upstream().host}/source/shell-text:1`,
      ...TEXTS.map((_, index) => `ARG T${index}=default`),
      `ENV ${TEXTS.map((_, index) => `T${index}=$T${index}`).join(' ')}`,
    ].join('\n'),
  }, startedWith(inputs));
  expect(run).toMatchObject({ result: 'success' });
  const { Env } = (await ours().config('text/args', '1')).config;
  expect(Object.fromEntries(Env!.map(entry => [entry.split('=')[0], entry.slice(entry.indexOf('=') + 1)]))).toMatchObject(inputs);
  expect(run.jobs['publish-x'].legs[0].files.filter(path => path.endsWith('pwned'))).toEqual([]);
});

test('text that is known at run time only arrives in labels and annotations as it is', async () => {
  const run = await build('x', {
    name: ImageName.of('text/labels'), source: ImageSource.fromDockerfile({ labels: expressions, annotations: expressions }), tags: [ImageTag.of('1')], triggers: takes(inputs),
  }, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' }, startedWith(inputs));
  expect(run).toMatchObject({ result: 'success' });
  expect((await ours().config('text/labels', '1')).config.Labels).toMatchObject(inputs);
  expect((await ours().manifest('text/labels', '1')).content.annotations).toMatchObject(inputs);
  expect(run.jobs['publish-x'].legs[0].files.filter(path => path.endsWith('pwned'))).toEqual([]);
});

test('of several platforms the index has such text too', async () => {
  const run = await build('x', {
    name: ImageName.of('text/index'),
    source: ImageSource.fromDockerfile({ labels: expressions }),
    platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64],
    tags: [ImageTag.of('1')],
    triggers: takes(inputs),
  }, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' }, startedWith(inputs));
  expect(run).toMatchObject({ result: 'success' });
  expect((await ours().manifest('text/index', '1')).content.annotations).toMatchObject(inputs);
});

test('text that is known when the workflow is generated arrives as it is', async () => {
  // metadata-action fills in what stands in braces, and hands labels on line by line
  const literal = Object.fromEntries(Object.entries(inputs).filter(([, text]) => !/\{\{|\n/.test(text)));
  const run = await build('x', {
    name: ImageName.of('text/literal'),
    source: ImageSource.fromDockerfile({ labels: literal, annotations: literal, buildArgs: literal }),
    tags: [ImageTag.of('1')],
  }, { Dockerfile: `FROM scratch\nCOPY Dockerfile /\n${Object.keys(literal).map(name => `ARG ${name}\nENV ${name}=$${name}\n`).join('')}` });
  expect(run).toMatchObject({ result: 'success' });
  const { Labels, Env } = (await ours().config('text/literal', '1')).config;
  expect(Labels).toMatchObject(literal);
  expect((await ours().manifest('text/literal', '1')).content.annotations).toMatchObject(literal);
  expect(Object.fromEntries(Env!.map(entry => [entry.split('=')[0], entry.slice(entry.indexOf('=') + 1)]))).toMatchObject(literal);
});
