import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { GitRepository } from './git';
import { GithubApi } from './github-api';
import type { Workflow } from './job';
import type { RunOptions } from './run-options';
import { Runner } from './runner';
import { isInstalled } from './tools';

/** Where the actions are, `owner/name`, and `act` is to run workflows with them; undefined where they are not at hand. */
export const actionsFolder = process.env.ACTIONS_DIR;

/** What act printed, and whether all jobs succeeded. */
export interface ActRun { readonly succeeded: boolean; readonly log: string }

/**
 * Runs a push of `main` with the actions themselves, on this machine. Legs of a matrix that set outputs of their own cannot be
 * run so: with act the empty outputs of one leg win over those of another.
 *
 * @param yaml the text of its file
 */
export async function runWithActions(
  yaml: string, repository: GitRepository, { secrets = {}, vars = {} }: Pick<RunOptions, 'secrets' | 'vars'>,
): Promise<ActRun> {
  if (!isInstalled('act')) {
    throw new Error('The actions of ACTIONS_DIR are run by act: go install github.com/nektos/act@v0.2.89');
  }
  const api = await GithubApi.start();
  const runner = new Runner();
  const file = join(runner.root, 'workflow.yml');
  // act does not know this key yet, and refuses the file
  writeFileSync(file, yaml.replace(/^ {2}queue: max\n/m, ''));
  const event = join(runner.root, 'event.json');
  writeFileSync(event, JSON.stringify({ repository: { default_branch: 'main', full_name: 'Acme/Tools' } }));
  const uses = new Set(Object.values((parse(yaml) as Workflow).jobs).flatMap(({ steps = [] }) => steps.flatMap(step => step.uses ?? [])));
  mkdirSync(join(runner.home, '.cache'));
  try {
    const child = spawn('act', [
      'push', '--workflows', file, '--eventpath', event, '--directory', repository.folder, '--actor', 'octocat', '--defaultbranch', 'main',
      '--platform', 'ubuntu-24.04=-self-hosted', '--action-offline-mode', '--container-daemon-socket', '-',
      '--env', `GITHUB_API_URL=${api.url}`, '--secret', 'GITHUB_TOKEN',
      ...Object.keys(secrets).flatMap(name => ['--secret', name]),
      ...Object.entries(vars).flatMap(([name, text]) => ['--var', `${name}=${text}`]),
      ...[...uses].flatMap(one => ['--local-repository', `${one}=${join(actionsFolder!, one.split('@')[0])}`]),
    ], { cwd: repository.folder, env: { ...runner.env, GITHUB_TOKEN: 'ghs_none', ...secrets }, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    child.stdout.on('data', chunk => { log += chunk; });
    child.stderr.on('data', chunk => { log += chunk; });
    const [status] = await once(child, 'close');
    return { succeeded: status === 0, log };
  } finally {
    await api.close();
    runner.remove();
  }
}
