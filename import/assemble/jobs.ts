import type { OwnJob } from '../declaration';
import { at, entriesOf, plain, recordOf, textOf, textsOf, type Node } from '../input/node';
import { PLACES, type Ledger } from '../ledger';
import { own } from '../own';
import { filled, stepOf, textsIn } from './steps';
import type { Scope } from '../workflow/scope';

/** Keys of a job that projen has under another name. */
const KEYS: Readonly<Record<string, string>> = {
  'timeout-minutes': 'timeoutMinutes', 'continue-on-error': 'continueOnError', 'runs-on': 'runsOn',
};
const MODEL = ['name', 'if', 'env', 'concurrency', 'environment', 'continue-on-error', 'timeout-minutes', 'container', 'services', 'defaults', 'uses', 'with', 'secrets'];

const PERMISSIONS = ['actions', 'attestations', 'checks', 'contents', 'deployments', 'discussions', 'id-token', 'issues', 'models', 'packages', 'pages', 'pull-requests',
  'repository-projects', 'security-events', 'statuses'];
const LEVELS = { read: 'READ', write: 'WRITE', none: 'NONE' } as const;

/** What stands for a permission: `{ contents: JobPermission.READ }`. */
export interface Permission {
  readonly permission: 'READ' | 'WRITE' | 'NONE';
}

/** A job that is none of the library's, in projen's words. */
export function ownJob(id: string, job: Node, root: Node, scope: Scope, after: readonly string[], needs: readonly string[], ledger: Ledger): OwnJob {
  const model = entriesOf(job).filter(([key]) => MODEL.includes(key));
  const known = Object.fromEntries(model.map(([key, value]) => [own(KEYS, key) ?? key, plain(value)]));
  const strategy = at(job, 'strategy');
  const outputs = entriesOf(at(job, 'outputs')).flatMap(([name, value]) => {
    const [, stepId, outputName] = /^\$\{\{ *steps\.([\w-]+)\.outputs\.([\w-]+) *\}\}$/.exec(textOf(value) ?? '') ?? [];
    return stepId ? [[name, { stepId, outputName }]] : [];
  });
  ledger.note('kept', job, `the job \`${id}\` is declared as it is${after.length ? ', after the image' : ''}`);
  const outer = Object.entries(recordOf(at(root, 'env'))).filter(([name]) => new RegExp(`\\b${name.replace(/\W/g, '')}\\b`).test(textsIn(job)));
  const env = { ...Object.fromEntries(outer), ...recordOf(at(job, 'env')) };
  return {
    id,
    after,
    job: {
      ...filled({ ...known, ...Object.keys(env).length ? { env } : {} }, scope) as object,
      ...at(job, 'runs-on') ? runsOn(job) : {},
      ...strategy ? { strategy: strategyOf(strategy) } : {},
      ...needs.length ? { needs } : {},
      permissions: permissionsOf(job, root, ledger),
      ...outputs.length ? { outputs: Object.fromEntries(outputs) } : {},
      ...at(job, 'steps')?.list ? { steps: at(job, 'steps')!.list!.map(step => stepOf(step, scope)) } : {},
    },
  };
}

function runsOn(job: Node): object {
  const on = at(job, 'runs-on')!;
  const group = textOf(at(on, 'group'));
  return group ? { runsOnGroup: { group, ...at(on, 'labels') ? { labels: textsOf(at(on, 'labels')) } : {} } } : { runsOn: textsOf(on) };
}

function strategyOf(strategy: Node): object {
  const matrix = at(strategy, 'matrix');
  const domain = entriesOf(matrix).filter(([name]) => name !== 'include' && name !== 'exclude');
  return {
    ...matrix?.map ? {
      matrix: {
        ...domain.length ? { domain: Object.fromEntries(domain.map(([name, values]) => [name, plain(values)])) } : {},
        ...at(matrix, 'include') ? { include: plain(at(matrix, 'include')!) } : {},
        ...at(matrix, 'exclude') ? { exclude: plain(at(matrix, 'exclude')!) } : {},
      },
    } : {},
    ...at(strategy, 'fail-fast') ? { failFast: plain(at(strategy, 'fail-fast')!) } : {},
    ...at(strategy, 'max-parallel') ? { maxParallel: plain(at(strategy, 'max-parallel')!) } : {},
  };
}

/** The permissions that a job has today. */
export function permissionsOf(job: Node, root: Node, ledger: Ledger): Record<string, Permission> {
  const permissions = at(job, 'permissions') ?? at(root, 'permissions');
  if (permissions?.map) {
    const unknown = entriesOf(permissions).filter(([name]) => !PERMISSIONS.includes(name));
    unknown.forEach(([name, node]) => ledger.note('unsaid', node.line, `the permission ${name} is none that projen knows`, PLACES.file));
    return Object.fromEntries(entriesOf(permissions).filter(([name]) => PERMISSIONS.includes(name)).map(([name, level]) => [
      name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), { permission: LEVELS[textOf(level) === 'write' ? 'write' : textOf(level) === 'read' ? 'read' : 'none'] },
    ]));
  }
  ledger.note('changed', job.line, 'the job had the permissions that the repository gives to all jobs, and may now read the repository only: add what it needs');
  return { contents: { permission: 'READ' } };
}
