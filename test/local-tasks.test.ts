import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Project } from 'projen';
import { SOURCE } from './declare';
import { newProject } from './synth';
import { GithubPackageImage, ImageCheck, ImageName, ImageSource, ImageWorkflow, TrivySeverity, type GithubPackageImageOptions } from '../src';

/** What a task runs, each command with the words that the program gets, with these variables. */
function runTask(project: Project, name: string, variables: Record<string, string> = {}): { calls: string[][]; status: number | null; log: string } {
  const folder = mkdtempSync(join(tmpdir(), 'task-'));
  try {
    const calls = join(folder, 'calls');
    writeFileSync(calls, '');
    for (const program of ['docker', 'trivy']) {
      writeFileSync(join(folder, program), `#!/bin/sh\nprintf '%s\\001' ${program} "$@" >>"${calls}"; printf '\\002' >>"${calls}"\n`, { mode: 0o755 });
    }
    const run = (task: string): [number | null, string] => {
      for (const step of project.tasks.tryFind(task)!.steps) {
        const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, ...step.env, ...variables };
        const ran = step.spawn ? undefined : spawnSync('/bin/sh', ['-c', step.exec!], { encoding: 'utf8', env });
        const [status, log] = ran ? [ran.status, `${ran.stdout}${ran.stderr}`] : run(step.spawn!);
        if (status !== 0) {
          return [status, log];
        }
      }
      return [0, ''];
    };
    const [status, log] = run(name);
    return { status, log, calls: readFileSync(calls, 'utf8').split('\u0002').filter(call => call).map(call => call.split('\u0001').slice(0, -1)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const declare = (options: GithubPackageImageOptions = {}, project: Project = newProject()) => {
  new GithubPackageImage(project, 'web', options);
  return project;
};

describe('on the machine of a developer', () => {
  test('an image is built from what its jobs build it from', () => {
    const project = declare({
      source: ImageSource.fromDockerfile({
        context: 'services/web',
        dockerfile: 'services/web/release.Dockerfile',
        target: 'runtime',
        buildArgs: { VERSION: '1 $(id) `id` "a"', QUOTE: "it's\nhere", COMMIT: '${{ github.sha }}' },
        buildContexts: { shared: 'packages/shared', alpine: 'docker-image://alpine:3.20' },
        secrets: { npm: 'NPM_TOKEN' },
        pull: true,
      }),
    });
    expect(runTask(project, 'image:web').calls).toEqual([[
      'docker', 'buildx', 'build', '--load', '--tag', 'web:local', '--file', 'services/web/release.Dockerfile', '--target', 'runtime',
      '--build-arg', 'VERSION=1 $(id) `id` "a"', '--build-arg', "QUOTE=it's\nhere", '--build-arg', 'COMMIT',
      '--build-context', 'shared=packages/shared', '--build-context', 'alpine=docker-image://alpine:3.20',
      '--secret', 'id=npm,env=NPM_TOKEN', '--pull', 'services/web',
    ]]);
  });

  test('what only a run knows comes from a variable, and is asked for', () => {
    const project = declare({ source: ImageSource.fromDockerfile({ target: '${{ inputs.target }}' }) });
    expect(runTask(project, 'image:web', { TARGET: 'a b' }).calls[0]).toEqual(['docker', 'buildx', 'build', '--load', '--tag', 'web:local', '--target', 'a b', '.']);
    expect(runTask(project, 'image:web')).toMatchObject({ calls: [], log: expect.stringContaining('TARGET: only a run of the workflow knows it') });
  });

  test('an image passes its checks, in their order, once it is built', () => {
    const project = declare({
      checks: [
        ImageCheck.command('node', '-e', "console.log('$HOME')"),
        ImageCheck.script('docker inspect "$IMAGE"\n[[ 1 == 1 ]] && docker version'),
        ImageCheck.trivy({ severities: [TrivySeverity.CRITICAL], ignoreFiles: ['.trivyignore'] }),
      ],
    });
    expect(runTask(project, 'image:web:check').calls).toEqual([
      ['docker', 'buildx', 'build', '--load', '--tag', 'web:local', '.'],
      ['docker', 'run', '--rm', 'web:local', 'node', '-e', "console.log('$HOME')"],
      ['docker', 'inspect', 'web:local'],
      ['docker', 'version'],
      ['trivy', 'image', '--exit-code', '1', '--severity', 'CRITICAL', '--ignore-unfixed', '--ignorefile', '.trivyignore', 'web:local'],
    ]);
  });

  test('a check that fails fails the task', () => {
    const project = declare({ checks: [ImageCheck.script('false; true')] });
    expect(runTask(project, 'image:web:check').status).toBe(1);
  });

  test('an image is built from its base, which is built before, or from the image that is mirrored', () => {
    const project = newProject();
    const workflow = new ImageWorkflow(project, 'images');
    const base = new GithubPackageImage(workflow, 'base', { source: ImageSource.fromDockerfile({ context: 'base' }) });
    const mirrored = new GithubPackageImage(workflow, 'upstream', { source: SOURCE });
    new GithubPackageImage(workflow, 'web', { source: ImageSource.fromDockerfile({ baseImages: { base, mirrored } }) });
    expect(runTask(project, 'image:web').calls).toEqual([
      ['docker', 'buildx', 'build', '--load', '--tag', 'base:local', 'base'],
      ['docker', 'buildx', 'build', '--load', '--tag', 'web:local', '--build-context', 'base=docker-image://base:local', '--build-context', 'mirrored=docker-image://hello-world:latest', '.'],
    ]);
  });

  test('an image of a subproject has its tasks there, with its own paths', () => {
    const project = newProject();
    const sub = new Project({ name: 'api', parent: project, outdir: 'packages/api' });
    declare({ source: ImageSource.fromDockerfile({ context: 'docker' }) }, sub);
    expect(project.tasks.all.map(({ name }) => name).filter(name => name.startsWith('image:'))).toEqual([]);
    expect(runTask(sub, 'image:api-web').calls).toEqual([['docker', 'buildx', 'build', '--load', '--tag', 'api-web:local', 'docker']]);
  });

  test('no context is taken for an option, and every id makes a reference that docker takes', () => {
    const project = newProject();
    new GithubPackageImage(project, 'My web_App', { name: ImageName.inRepository('web'), source: ImageSource.fromDockerfile({ context: '-web' }) });
    expect(runTask(project, 'image:My web_App').calls).toEqual([['docker', 'buildx', 'build', '--load', '--tag', 'my-web-app:local', './-web']]);
  });

  test.each<[string, GithubPackageImageOptions]>([
    ['where they are switched off', { localTasks: false }],
    ['for an image of another registry', { source: SOURCE }],
    ['for an archive, which steps of the workflow make', { source: ImageSource.fromArchive('dist/image') }],
  ])('there are no tasks %s', (_, options) => {
    expect(declare(options).tasks.all.filter(({ name }) => name.startsWith('image:'))).toEqual([]);
  });

  test('there is no task for checks where there are none', () => {
    expect(declare().tasks.tryFind('image:web:check')).toBeUndefined();
  });

  test('a task of that name is not replaced', () => {
    const project = newProject();
    project.addTask('image:web');
    expect(() => declare({}, project)).toThrow('GithubPackageImage "web": localTasks "image:web": the project has a task of that name. Give the image another id, or set `localTasks: false`.');
  });
});
