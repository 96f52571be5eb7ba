import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, synth } from './synth';
import { ImageMirrorProject, ImageName, type ImageMirrorProjectOptions } from '../src';

const images = ['alpine:3.22', 'quay.io/prometheus/busybox:latest'];
const projectOf = (options: Partial<ImageMirrorProjectOptions> = {}) => new ImageMirrorProject({ ...inFolder(), ...options });
const workflowOf = (options: Partial<ImageMirrorProjectOptions>) => synth(projectOf(options), 'publish-scratch');
const mirroredIn = (workflow: any) => workflow.jobs['publish-scratch'].strategy.matrix.include.map(({ source, name }: any) => [source, name]);

describe('the mirror of an ImageMirrorProject', () => {
  test('publishes each image of the list under its path', () => {
    expect(mirroredIn(workflowOf({ images }))).toEqual([
      ['alpine:3.22', '${{ github.repository }}/alpine'],
      ['quay.io/prometheus/busybox:latest', '${{ github.repository }}/prometheus/busybox'],
    ]);
  });

  test('runs every night, on every push to main and by hand', () => {
    expect(workflowOf({ images }).on).toEqual({ push: { branches: ['main'] }, schedule: [{ cron: '17 3 * * *' }], workflow_dispatch: {} });
  });

  test('runs when the project says', () => {
    expect(workflowOf({ images, schedule: ['5 */6 * * *', '5 1 * * 0'] }).on.schedule).toEqual([{ cron: '5 */6 * * *' }, { cron: '5 1 * * 0' }]);
    expect(workflowOf({ images, mirrorOptions: { triggers: { repositoryDispatch: ['released'] } } }).on).toEqual({ repository_dispatch: { types: ['released'] }, workflow_dispatch: {} });
  });

  test('takes images of its options and of addImage beside those of the list', () => {
    const project = projectOf({ images: ['alpine:3.22'], mirrorOptions: { images: ['debian:12'] } });
    project.mirror.addImage('node:22', { name: ImageName.inOwner('node') });
    expect(mirroredIn(synth(project, 'publish-scratch')).map(([source]: string[]) => source)).toEqual(['alpine:3.22', 'debian:12', 'node:22']);
    expect(mirroredIn(workflowOf({ mirrorOptions: { images } }))).toHaveLength(2);
  });

  test('is explained by a README that names its workflow', () => {
    const project = projectOf({ images });
    project.synth();
    expect(readFileSync(join(project.outdir, 'README.md'), 'utf8')).toMatch(/^# scratch\n[^]*\[publish-scratch\]\(\.github\/workflows\/publish-scratch\.yml\)/);
  });

  test('is refused where two options name its times, or where it has no image', () => {
    expect(() => projectOf({ images, schedule: ['5 1 * * *'], mirrorOptions: { triggers: { branches: ['main'] } } }))
      .toThrow('ImageMirrorProject: schedule "5 1 * * *": the `triggers` of `mirrorOptions` stand instead of it. Name the times in their `schedule`.');
    const empty = projectOf();
    expect(() => empty.synth()).toThrow(/^ImageMirror "scratch" "\[\]": it mirrors no image/);
  });
});
