import { JsonPatch, github } from 'projen';
import { newProject, synth } from './synth';
import { GithubPackageImage, ImageMirror, ImageSource, RegistryCredentials, type GithubPackageImageOptions, type ImageMirrorOptions } from '../src';

/** A source for tests that are not about it. */
export const SOURCE = ImageSource.fromRegistry('hello-world:latest');

/** Credentials for tests that are not about them. */
export const CREDENTIALS = RegistryCredentials.of({ username: 'acme', passwordSecret: 'REGISTRY_TOKEN' });

/** A digest of some image. */
export const DIGEST = `sha256:${'a'.repeat(64)}`;

/** A job of the user's own, such that validators find nothing in it. */
export const JOB: github.workflows.Job = {
  name: 'Do what the user wants',
  permissions: {},
  runsOn: ['ubuntu-24.04'],
  timeoutMinutes: 5,
  steps: [{ name: 'Say hello', run: 'echo hello' }],
};

/** A workflow of the user's own, such that validators find nothing in it. */
export function foreignWorkflow(project: github.GitHubProject, on: github.workflows.Triggers = {}): github.GithubWorkflow {
  const workflow = new github.GithubWorkflow(project.github!, 'mine', {
    limitConcurrency: true, concurrencyOptions: { group: 'mine', cancelInProgress: false },
  });
  workflow.file!.patch(JsonPatch.add('/permissions', {}));
  workflow.on(on);
  workflow.addJob('test', JOB);
  return workflow;
}

/** The workflow of an image, `x`, in a project of its own. */
export function workflowOf(options: Partial<GithubPackageImageOptions> = {}): any {
  const project = newProject();
  new GithubPackageImage(project, 'x', { source: SOURCE, ...options });
  return synth(project, 'publish-x');
}

/** The job of that workflow that publishes. */
export function publishJobOf(options: Partial<GithubPackageImageOptions> = {}): any {
  return workflowOf(options).jobs['publish-x'];
}

/** The workflow of an image, `x`, that is built from a Dockerfile unless the options say otherwise. */
export function builtWorkflowOf(options: GithubPackageImageOptions = {}): any {
  return workflowOf({ source: ImageSource.fromDockerfile(), ...options });
}

/** The job of that workflow that does this: `publish`, `check`, `build`, `scan` or `prepare`. */
export function builtJobOf(options: GithubPackageImageOptions = {}, kind: string = 'publish'): any {
  return builtWorkflowOf(options).jobs[`${kind}-x`];
}

/** The workflow of a mirror, `mirrors`, in a project of its own. */
export function mirrorWorkflowOf(options: ImageMirrorOptions): any {
  const project = newProject();
  new ImageMirror(project, 'mirrors', options);
  return synth(project, 'publish-mirrors');
}

/** What declares an image, for tests of what is refused. */
export function declaring(options: Partial<GithubPackageImageOptions>): () => GithubPackageImage {
  return () => new GithubPackageImage(newProject(), 'x', { source: SOURCE, ...options });
}

/** The step of a job that has this id, or a name like this. */
export function stepOf(job: any, idOrName: string | RegExp): any {
  const step = job.steps.find((one: any) => typeof idOrName === 'string' ? one.id === idOrName : idOrName.test(one.name));
  if (!step) {
    throw new Error(`no step ${idOrName} among ${job.steps.map((one: any) => one.name ?? one.id).join(', ')}`);
  }
  return step;
}

/** The names of a job's steps. */
export function stepNamesOf(job: any): string[] {
  return job.steps.map((step: any) => step.name);
}

/** The environment of the step that publishes: what is moved to where, under which tags. */
export function publicationOf(options: Partial<GithubPackageImageOptions> = {}): Record<string, string> {
  return stepOf(publishJobOf(options), 'publish').env;
}
