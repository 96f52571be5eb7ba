import { newProject, synth } from './synth';
import { ImageMirror, ImageName, ImageTag, RegistryCredentials } from '../src';

const matrixOf = (workflow: any) => workflow.jobs['publish-mirrors'].strategy.matrix;

test('a mirror publishes each image under its path and tag, and one that fails stops no other', () => {
  const project = newProject();
  new ImageMirror(project, 'mirrors', { images: ['alpine:3.20', 'quay.io/prometheus/busybox:latest'], triggers: { schedule: ['17 3 * * *'] } });
  const workflow = synth(project, 'publish-mirrors');
  expect(workflow.jobs['publish-mirrors'].strategy['fail-fast']).toBe(false);
  expect(matrixOf(workflow).include).toEqual([
    { source: 'alpine:3.20', name: '${{ github.repository }}/alpine', tags: '3.20' },
    { source: 'quay.io/prometheus/busybox:latest', name: '${{ github.repository }}/prometheus/busybox', tags: 'latest' },
  ]);
});

test('an image can be called otherwise, and have tags that only the run knows', () => {
  const project = newProject();
  const mirror = new ImageMirror(project, 'mirrors', { images: ['alpine:3.20'] });
  mirror.addImage('debian:12', { name: ImageName.inOwner('base'), tags: [ImageTag.of('stable'), ImageTag.of('${{ github.sha }}')] });
  const workflow = synth(project, 'publish-mirrors');
  expect(matrixOf(workflow).include[1]).toEqual({ source: 'debian:12', name: '${{ github.repository_owner }}/base', tags: 'stable', texts: ['${{ github.sha }}'] });
  expect(workflow.jobs['publish-mirrors'].steps.find((step: any) => step.id === 'tags').env).toEqual({ FIXED: '${{ matrix.tags }}', TAG_1: '${{ matrix.texts[0] }}' });
});

test('the images can come from an earlier job', () => {
  const project = newProject();
  const mirror = new ImageMirror(project, 'mirrors', {
    imagesExpression: 'needs.prepare-mirrors.outputs.images',
    prepare: { steps: [{ id: 'list', run: 'echo \'images=["alpine:3.20"]\' >>"$GITHUB_OUTPUT"' }], outputs: { images: { stepId: 'list', outputName: 'images' } } },
  });
  expect(matrixOf(synth(project, 'publish-mirrors'))).toEqual({ source: '${{ fromJSON(needs.prepare-mirrors.outputs.images) }}' });
  expect(() => mirror.addImage('alpine:3.20')).toThrow(/come from `imagesExpression`/);
});

test('a source is signed in to only by the images that come from there', () => {
  const project = newProject();
  new ImageMirror(project, 'mirrors', {
    images: ['alpine:3.20', 'quay.io/acme/x:1'],
    credentials: { 'quay.io': RegistryCredentials.of({ username: 'acme', passwordSecret: 'QUAY' }) },
  });
  const { steps } = synth(project, 'publish-mirrors').jobs['publish-mirrors'];
  expect(steps.find((step: any) => step.name === 'Sign in to quay.io').if).toBe("startsWith(matrix.source, 'quay.io/')");
});

test('the 257th image, the same image twice and no image are refused', () => {
  const images = Array.from({ length: 257 }, (_, index) => `acme/i${index}:1`);
  expect(() => new ImageMirror(newProject(), 'mirrors', { images })).toThrow(/"acme\/i256:1": GitHub runs at most 256 jobs/);
  expect(() => new ImageMirror(newProject(), 'mirrors', { images: ['a:1', 'a:1'] })).toThrow(/publishes that already/);
  const empty = newProject();
  new ImageMirror(empty, 'mirrors', {});
  expect(() => empty.synth()).toThrow(/mirrors no image/);
});
