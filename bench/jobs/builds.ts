import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { timeJobs, timeScript } from './stopwatch';
import { startBuildkit } from '../../e2e/buildkit';
import { programOf } from '../../e2e/programs';
import { synthesize } from '../../e2e/project';
import { WRITER } from '../../e2e/registries';
import { withRepository, type Files } from '../../e2e/repository';
import { Runner } from '../../e2e/runner';
import { runWorkflow } from '../../e2e/workflow';
import { GithubPackageImage, ImageDestination, ImageName, ImageTag, Platform, RegistryCredentials } from '../../src';

/** What is built, and to which registry it goes. */
export interface Build { readonly files: Files; readonly host: string; readonly repository: string }

/** How long the jobs of the library's workflow took. */
export interface Pipeline {
  readonly legs: readonly number[];
  /** The job that joins what the legs have built. */
  readonly join: number;
}

/** What stands for linux/arm64 where no machine has it: another platform that this one runs without emulation. */
export const OTHER_NATIVE = 'linux/amd64/v2';

/** Builds two platforms, each in a leg on a runner of its own that has no need to emulate, and joins them. */
export async function buildNatively({ files, host, repository }: Build): Promise<Pipeline> {
  const yaml = synthesize('publish-bench', project => new GithubPackageImage(project, 'bench', {
    name: ImageName.of(repository),
    platforms: [Platform.LINUX_AMD64, Platform.of(OTHER_NATIVE).onRunner('ubuntu-24.04-arm')],
    tags: [ImageTag.of('1')],
    destinations: [ImageDestination.registry(host, RegistryCredentials.of({ username: WRITER.name, passwordSecret: 'PASSWORD' }))],
  }));
  const { result: run, milliseconds } = await timeJobs(
    async () => withRepository(files, async checkout => runWorkflow(yaml, { checkout, secrets: { PASSWORD: WRITER.password } })),
  );
  if (run.result !== 'success' || milliseconds.length !== 3) {
    throw new Error(`The workflow ended with ${run.result}:\n${Object.values(run.jobs).flatMap(({ legs }) => legs.map(({ log }) => log)).join('')}`);
  }
  return { legs: milliseconds.slice(0, -1), join: milliseconds[2] };
}

/** Builds two platforms in one go, of which one is emulated, and returns how many milliseconds that took. */
export async function buildEmulated({ files, host, repository }: Build): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-build-'));
  const runner = new Runner();
  try {
    const buildkit = await startBuildkit(join(folder, 'buildkit'));
    try {
      return await withRepository(files, async context => timeScript([
        'docker login "$HOST" --username "$USERNAME" --password-stdin <<<"$PASSWORD"',
        'docker buildx create --name builder --driver remote --use "$BUILDER"',
        'docker buildx build --platform linux/amd64,linux/arm64 --provenance=false --push --tag "$TARGET" "$CONTEXT"',
      ].join('\n'), {
        ...runner.env,
        PATH: `${dirname(programOf('buildx'))}:${runner.env.PATH}`,
        BUILDER: `unix://${join(folder, 'buildkit', 'socket')}`,
        HOST: host,
        TARGET: `${host}/${repository}:1`,
        CONTEXT: context,
        USERNAME: WRITER.name,
        PASSWORD: WRITER.password,
      }));
    } finally {
      await buildkit.stop();
    }
  } finally {
    runner.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
