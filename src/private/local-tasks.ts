import type { Project, Task } from 'projen';
import type { DockerfileOptions } from '../dockerfile';
import type { ImageCheck } from '../image-check';
import type { Base } from './base-image';
import { hasExpression } from './expression';
import { refusal } from './refusal';

/** An image that a developer builds on a machine of theirs. */
interface LocalImage {
  readonly project: Project;
  readonly subject: string;
  readonly id: string;
  readonly dockerfile: DockerfileOptions;
  readonly checks: readonly ImageCheck[];
  readonly bases: ReadonlyArray<Pick<Base, 'name' | 'id' | 'mirrored'>>;
}

/** What the Docker engine calls an image that was built locally: its id, as far as a repository can be called so. */
function localReference(id: string): string {
  return `${id.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'image'}:local`;
}

/** Adds the tasks that build and check an image locally, as its jobs do. */
export function addLocalTasks(image: LocalImage): void {
  const { project, id, checks, bases } = image;
  const build = addTask(image, `image:${id}`, `Build the image ${id} for this machine, as ${localReference(id)}`);
  for (const base of bases.filter(({ mirrored }) => mirrored === undefined)) {
    const task = project.tasks.tryFind(`image:${base.id}`);
    // a base that is not built from a Dockerfile is there already, or is pulled
    task && build.spawn(task);
  }
  build.exec(buildCommand(image), { receiveArgs: true });
  if (checks.length > 0) {
    const check = addTask(image, `image:${id}:check`, `Build and check the image ${id}`);
    check.spawn(build);
    checks.forEach(one => check.exec(checkCommand(one, localReference(id)), { env: { IMAGE: localReference(id) } }));
  }
}

function addTask({ project, subject }: LocalImage, name: string, description: string): Task {
  if (project.tasks.tryFind(name)) {
    throw refusal(`${subject}: localTasks`, name, 'the project has a task of that name. Give the image another id, or set `localTasks: false`.');
  }
  return project.addTask(name, { description });
}

/** The command that builds with the context, target, arguments and contexts of the jobs. */
function buildCommand({ dockerfile, id, bases }: LocalImage): string {
  const { context = '.', target, buildArgs = {}, buildContexts = {}, secrets = {} } = dockerfile;
  const option = (name: string, value: string | undefined, variable: string) => value === undefined ? [] : [`--${name}`, known(value, variable)];
  const baseContexts = bases.map(({ name, id: base, mirrored }) => [name, `docker-image://${mirrored ?? localReference(base)}`]);
  return [
    'docker buildx build --load',
    ...option('tag', localReference(id), 'TAG'),
    ...option('file', dockerfile.dockerfile, 'DOCKERFILE'),
    ...option('target', target, 'TARGET'),
    // of an argument that only a run knows docker takes the variable of that name, or else the Dockerfile's own default
    ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', word(hasExpression(value) ? name : `${name}=${value}`)]),
    ...[...Object.entries(buildContexts), ...baseContexts].flatMap(([name, value], index) => ['--build-context', `${word(`${name}=`)}${known(value, `CONTEXT_${index + 1}`)}`]),
    ...Object.entries(secrets).flatMap(([name, secret]) => ['--secret', word(`id=${name},env=${secret}`)]),
    ...dockerfile.pull ? ['--pull'] : [],
    ...dockerfile.noCache ? ['--no-cache'] : [],
    // docker would take it for an option
    known(context.startsWith('-') ? `./${context}` : context, 'CONTEXT'),
  ].join(' ');
}

function checkCommand(check: ImageCheck, reference: string): string {
  const bound = check._bind();
  switch (bound.kind) {
    case 'command': return ['docker', 'run', '--rm', reference, ...bound.command].map(word).join(' ');
    case 'script': return `bash -eo pipefail -c ${word(bound.script)}`;
    case 'trivy': {
      const { severities = ['HIGH', 'CRITICAL'], ignoreUnfixed = true, ignoreFiles = [] } = bound.options;
      const words = ['trivy', 'image', '--exit-code', '1', '--severity', severities.join(','), ...ignoreUnfixed ? ['--ignore-unfixed'] : []];
      return [...words, ...ignoreFiles.flatMap(file => ['--ignorefile', file]), reference].map(word).join(' ');
    }
  }
}

/** A text as a word of the shell; what only a run knows comes from a variable, and is asked for where that is not set. */
function known(text: string, variable: string): string {
  return hasExpression(text) ? `"\${${variable}:?only a run of the workflow knows it}"` : word(text);
}

/** A text as a word of any shell of POSIX. */
function word(text: string): string {
  return /^[A-Za-z0-9_.,:=@%+/-]+$/.test(text) ? text : `'${text.replace(/'/g, '\'\\\'\'')}'`;
}
