import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOB, stepNamesOf, stepOf } from './declare';
import { inFolder, synth } from './synth';
import { GithubPackageImage, ImageCheck, ImageName, ImageProject, ImageSource, type ImageProjectOptions } from '../src';

const projectOf = (options: Partial<ImageProjectOptions> = {}) => new ImageProject({ ...inFolder(), ...options });
const workflowOf = (options: Partial<ImageProjectOptions> = {}) => synth(projectOf(options), 'publish-scratch');

/** The text of a file of the project; undefined where there is none. */
function textOf(project: ImageProject, file: string): string | undefined {
  const path = join(project.outdir, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

describe('the image of an ImageProject', () => {
  test('is that of the repository, built from its Dockerfile', () => {
    const job = workflowOf().jobs['publish-scratch'];
    expect(stepOf(job, 'publish').env.IMAGE).toBe('ghcr.io/${{ github.repository }}');
    expect(stepOf(job, 'build').with.context).toBe('.');
  });

  test('is published on every push to main and by hand, and built in pull requests', () => {
    const { on, jobs } = workflowOf();
    expect(on).toEqual({ push: { branches: ['main'] }, pull_request: {}, workflow_dispatch: {} });
    expect(Object.keys(jobs)).toEqual(['check-scratch', 'publish-scratch']);
  });

  test('must run the command that the project names, in pull requests too', () => {
    const { jobs } = workflowOf({ checkCommand: ['node', '--version'] });
    for (const job of Object.values<any>(jobs)) {
      expect(stepOf(job, /^Check node --version$/).run).toBe('docker run --rm "$IMAGE" node --version');
    }
  });

  test('can be built and checked on this machine', () => {
    expect(projectOf({ checkCommand: ['true'] }).tasks.all.map(({ name }) => name)).toEqual(expect.arrayContaining(['image:scratch', 'image:scratch:check']));
  });

  test('need run nothing', () => {
    expect(stepNamesOf(workflowOf().jobs['publish-scratch']).filter(name => name.startsWith('Check '))).toEqual(['Check out the repository']);
  });

  test('is whatever else its options say, with the checks of both', () => {
    const checks = [ImageCheck.script('test -n "$IMAGE"')];
    const { on, jobs } = workflowOf({
      checkCommand: ['true'],
      imageOptions: { name: ImageName.inOwner('web'), source: ImageSource.fromDockerfile({ context: 'web' }), triggers: { gitTags: ['v*'] }, checks },
    });
    expect(on).toEqual({ push: { tags: ['v*'] }, workflow_dispatch: {} });
    const job = jobs['publish-scratch'];
    expect(stepOf(job, 'publish').env.IMAGE).toBe('ghcr.io/${{ github.repository_owner }}/web');
    expect(stepOf(job, 'build').with.context).toBe('web');
    expect(job.steps.map((step: any) => step.run)).toEqual(expect.arrayContaining(['docker run --rm "$IMAGE" true', 'test -n "$IMAGE"']));
  });

  test('can be deployed, and have others beside it', () => {
    const project = projectOf();
    new GithubPackageImage(project, 'worker', { source: ImageSource.fromDockerfile({ context: 'worker' }) });
    project.image.addDownstreamJob('deploy', {
      ...JOB,
      steps: [{ name: 'Deploy', run: 'echo "$IMAGE"', env: { IMAGE: project.image.referenceExpression } }],
    });
    expect(synth(project, 'publish-scratch').jobs.deploy.needs).toBe('publish-scratch');
    expect(stepOf(synth(project, 'publish-worker').jobs['publish-worker'], 'publish').env.IMAGE).toBe('ghcr.io/${{ github.repository }}/worker');
  });
});

describe('the Dockerfile of an ImageProject', () => {
  test('is there to begin with, beside what it cannot copy and a README that names the workflow', () => {
    const project = projectOf();
    project.synth();
    expect(textOf(project, 'Dockerfile')).toMatch(/^FROM busybox:/m);
    expect(textOf(project, '.dockerignore')!.split('\n')).toEqual(expect.arrayContaining(['.git*', 'node_modules']));
    expect(textOf(project, 'README.md')).toMatch(/^# scratch\n[^]*\[publish-scratch\]\(\.github\/workflows\/publish-scratch\.yml\)/);
  });

  test.each(['Dockerfile', '.dockerignore', 'README.md'])('belongs to the user: %s is never overwritten', file => {
    const project = projectOf();
    writeFileSync(join(project.outdir, file), 'mine');
    project.synth();
    expect(textOf(project, file)).toBe('mine');
  });

  test('is not made where the source is another', () => {
    const project = projectOf({ imageOptions: { source: ImageSource.fromDockerfile({ context: 'web' }) } });
    project.synth();
    expect(['Dockerfile', '.dockerignore', 'README.md'].filter(file => textOf(project, file))).toEqual([]);
  });
});
