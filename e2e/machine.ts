import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { programOf } from './programs';
import { ours, WRITER } from './registries';
import { Runner } from './runner';

/** How a command ended, and what it printed. */
export interface Outcome { readonly status: number; readonly output: string }

/** Runs a command of bash. */
export type Run = (command: string, env?: Record<string, string>) => Promise<Outcome>;

/** Lets a test use a machine that is no runner of a workflow: it has cosign and ORAS, and is signed in to our registry. */
export async function onMachine<T>(use: (run: Run, machine: Runner) => Promise<T>): Promise<T> {
  const machine = new Runner();
  try {
    const auth = Buffer.from(`${WRITER.name}:${WRITER.password}`).toString('base64');
    mkdirSync(join(machine.home, '.docker'));
    writeFileSync(join(machine.home, '.docker', 'config.json'), JSON.stringify({ auths: { [ours().host]: { auth } } }));
    const PATH = [dirname(programOf('cosign')), dirname(programOf('oras')), machine.env.PATH].join(':');
    return await use(async (command, env) => machine.run(['bash', '-eo', 'pipefail', '-c', command], { ...machine.env, PATH, ...env }), machine);
  } finally {
    machine.remove();
  }
}

/** What a command printed that had to succeed. */
export function succeeded({ status, output }: Outcome): string {
  if (status !== 0) {
    throw new Error(`A command of the test ended with ${status}: ${output}`);
  }
  return output;
}
