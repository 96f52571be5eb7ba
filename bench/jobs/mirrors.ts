import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withFreshEngine } from './fresh-engine';
import { timeJobs, timeScript } from './stopwatch';
import { programOf } from '../../e2e/programs';
import { synthesize } from '../../e2e/project';
import { WRITER } from '../../e2e/registries';
import { Runner } from '../../e2e/runner';
import { runJob } from '../../e2e/workflow';
import { GithubPackageImage, ImageDestination, ImageName, ImageSource, RegistryCredentials } from '../../src';

/** From where to where. The destination asks for a sign-in. */
export interface Task { readonly source: string; readonly host: string; readonly repository: string }

/** A way to bring an image from one registry to another. */
export interface Mirror {
  readonly name: string;
  /** Whether it brings all platforms of the image, and so its digest. */
  readonly whole: boolean;
  /** Signs in and does it, on a new runner, and returns how many milliseconds that took. */
  readonly run: (task: Task) => Promise<number>;
}

/** The job that the library makes: sign in, publish, show what was published. */
export const OURS: Mirror = { name: 'this library', whole: true, run: ours };

/** What one would write by hand. Each is a step of bash, and signs in as the job does. */
export const OTHERS: readonly Mirror[] = [
  { name: 'docker pull, tag, push', whole: false, run: pullTagPush },
  { name: 'docker buildx imagetools create', whole: true, run: async task => byHand(task, 'docker buildx imagetools create --prefer-index=false --tag "$TARGET" "$SOURCE"') },
  { name: 'crane copy', whole: true, run: async task => byHand(task, 'crane copy "$SOURCE" "$TARGET"') },
  { name: 'regctl image copy', whole: true, run: async task => byHand(task, 'regctl image copy "$SOURCE" "$TARGET"', ['$SOURCE', '$TARGET'].map(withoutTls).join('\n')) },
  { name: 'skopeo copy', whole: true, run: async task => byHand(task, 'skopeo copy --all "docker://$SOURCE" "docker://$TARGET"') },
];

const withoutTls = (reference: string) => `regctl registry set --skip-check --tls disabled "\${${reference.slice(1)}%%/*}"`;

const CREDENTIALS = RegistryCredentials.of({ username: WRITER.name, passwordSecret: 'PASSWORD' });

async function ours({ source, host, repository }: Task): Promise<number> {
  const yaml = synthesize('publish-bench', project => new GithubPackageImage(project, 'bench', {
    source: ImageSource.fromRegistry(source),
    name: ImageName.of(repository),
    destinations: [ImageDestination.registry(host, CREDENTIALS)],
  }));
  const { result: run, milliseconds } = await timeJobs(async () => runJob(yaml, 'publish-bench', { secrets: { PASSWORD: WRITER.password } }));
  if (run.result !== 'success' || run.waits.length > 0) {
    throw new Error(`The job ended with ${run.result}, after pauses of ${run.waits} seconds:\n${run.log}`);
  }
  return milliseconds[0];
}

async function pullTagPush(task: Task): Promise<number> {
  return withFreshEngine(async dockerHost => byHand(
    task, 'docker pull "$SOURCE"\ndocker tag "$SOURCE" "$TARGET"\ndocker push "$TARGET"', '', { DOCKER_HOST: dockerHost },
  ));
}

async function byHand({ source, host, repository }: Task, script: string, prepare = '', more: Record<string, string> = {}): Promise<number> {
  const runner = new Runner();
  try {
    const docker = join(runner.home, '.docker');
    mkdirSync(docker);
    const env = {
      ...runner.env,
      PATH: `${dirname(programOf('buildx'))}:${runner.env.PATH}`,
      REGISTRY_AUTH_FILE: join(docker, 'config.json'),
      SOURCE: source,
      TARGET: `${host}/${repository}:1`,
      HOST: host,
      USERNAME: WRITER.name,
      PASSWORD: WRITER.password,
      ...more,
    };
    await timeScript(prepare, env);
    return await timeScript(`docker login "$HOST" --username "$USERNAME" --password-stdin <<<"$PASSWORD"\n${script}`, env);
  } finally {
    runner.remove();
  }
}
