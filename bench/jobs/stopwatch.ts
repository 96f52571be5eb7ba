import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Runner } from '../../e2e/runner';

/** Runs a script of bash, as a step does, and returns how many milliseconds it took. */
export async function timeScript(script: string, env: Record<string, string>): Promise<number> {
  const start = performance.now();
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', chunk => chunks.push(chunk));
  child.stderr.on('data', chunk => chunks.push(chunk));
  const [status] = await once(child, 'close');
  const milliseconds = performance.now() - start;
  if (status !== 0) {
    throw new Error(`A script ended with ${status}:\n${script}\n${Buffer.concat(chunks)}`);
  }
  return milliseconds;
}

/** How long the commands of jobs took. */
export interface JobTimes<T> {
  readonly result: T;
  /** The sum for each runner, in the order in which they started: a job, or a leg of its matrix, has one of its own. */
  readonly milliseconds: number[];
}

/**
 * Runs jobs, and adds up how long their commands took on each runner. Only that is counted: not how the runner is made, nor how its
 * disk is searched afterwards, which are of the tests.
 */
export async function timeJobs<T>(run: () => Promise<T>): Promise<JobTimes<T>> {
  const times = new Map<Runner, number>();
  const { run: original } = Runner.prototype;
  Runner.prototype.run = async function (...command) {
    const start = performance.now();
    try {
      return await original.apply(this, command);
    } finally {
      times.set(this, (times.get(this) ?? 0) + performance.now() - start);
    }
  };
  try {
    const result = await run();
    return { result, milliseconds: [...times.values()] };
  } finally {
    Runner.prototype.run = original;
  }
}
