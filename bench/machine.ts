import { cpus, totalmem } from 'node:os';

/** The machine that figures were measured on. */
export function machine(): Record<string, string> {
  return {
    'cores': String(cpus().length),
    'processor': cpus()[0].model.trim(),
    'memory': `${Math.round(totalmem() / 2 ** 30)} GiB`,
    'Node.js': process.versions.node,
  };
}
