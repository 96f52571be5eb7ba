import { isScalar, parse, parseDocument, visit } from 'yaml';
import { rulesOf } from './csv';

/** A rule that every generated workflow keeps: what breaks it, in words. */
interface Rule {
  readonly name: string;
  readonly findings: (workflow: any, text: string) => string[];
}

/** The jobs of a workflow that are ours: those that the images' names are in. */
export const isOurs = (id: string) => /^(prepare|check|build|scan|publish|sign|attest)-/.test(id);
const ourJobs = (workflow: any): Array<[string, any]> => Object.entries<any>(workflow.jobs).filter(([id]) => isOurs(id));
const ourSteps = (workflow: any): Array<[string, any]> => ourJobs(workflow).flatMap(([id, { steps }]) => steps.map((step: any) => [`${id}: ${step.name}`, step]));
const uses = (step: any, action: string) => typeof step.uses === 'string' && step.uses.startsWith(`${action}@`);

/** Whether a job may run for an event that must not publish: nothing in its condition keeps it from that. */
function mayCheck(workflow: any, id: string): boolean {
  const events = Object.keys(workflow.on);
  if (!events.some(event => ['pull_request', 'merge_group', 'workflow_call', 'pull_request_target', 'workflow_run'].includes(event))) {
    return false;
  }
  const { if: condition = '', needs = [] } = workflow.jobs[id];
  const gated = /(^|&& )contains\(fromJSON\('\["push","schedule","release","workflow_dispatch","repository_dispatch"\]'\), github\.event_name\)( &&|$)/.test(condition);
  return !gated && [needs].flat().every(need => workflow.jobs[need] === undefined || mayCheck(workflow, need));
}
const checkJobs = (workflow: any) => ourJobs(workflow).filter(([id]) => mayCheck(workflow, id));

/** The paths of what is empty in a job, `with` and `tags` of a step for instance. `permissions: {}` says something. */
function emptyIn(node: any, path: string): string[] {
  if (node === null || node === '' || (typeof node === 'object' && Object.keys(node).length === 0)) {
    return /\.permissions$/.test(path) ? [] : [path];
  }
  return typeof node === 'object' ? Object.entries(node).flatMap(([key, value]) => emptyIn(value, `${path}.${key}`)) : [];
}

export const RULES: Rule[] = [
  {
    name: 'a workflow permits nothing by itself',
    findings: ({ permissions }) => permissions && Object.keys(permissions).length === 0 ? [] : [`permissions: ${JSON.stringify(permissions)}`],
  },
  {
    name: 'no event runs the code of others with rights',
    findings: ({ on }) => Object.keys(on).filter(event => event === 'pull_request_target' || event === 'workflow_run'),
  },
  {
    name: 'a job has a name, an end and permissions',
    findings: workflow => ourJobs(workflow).flatMap(([id, job]) => ['name', 'timeout-minutes', 'permissions'].filter(key => job[key] === undefined).map(key => `${id}: ${key}`)),
  },
  {
    name: 'a step has a name',
    findings: workflow => ourSteps(workflow).filter(([, { name }]) => !name).map(([where]) => where),
  },
  {
    name: 'an action is pinned to a commit, and says which version that is',
    findings: (_, text) => {
      const found: string[] = [];
      visit(parseDocument(text), {
        Pair: (__, { key, value }) => {
          if (isScalar(key) && key.value === 'uses' && isScalar(value) && !(/^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40}$/.test(String(value.value)) && /^ v\d+(\.\d+)*$/.test(value.comment ?? ''))) {
            found.push(`${value.value} #${value.comment ?? ''}`);
          }
        },
      });
      return found;
    },
  },
  {
    name: 'a permission says what it is for',
    findings: (workflow, text) => ourJobs(workflow).flatMap(([id, { permissions }]) => Object.keys(permissions ?? {}).filter(permission => {
      const node = parseDocument(text).getIn(['jobs', id, 'permissions', permission], true);
      return !(isScalar(node) && /^ \S/.test(node.comment ?? ''));
    }).map(permission => `${id}: ${permission}`)),
  },
  {
    name: 'no script holds an expression',
    findings: workflow => ourSteps(workflow).filter(([, { run }]) => run?.includes('${{')).map(([where]) => where),
  },
  {
    name: 'a checkout keeps no credentials',
    findings: workflow => ourSteps(workflow).filter(([, step]) => uses(step, 'actions/checkout') && step.with?.['persist-credentials'] !== false).map(([where]) => where),
  },
  {
    name: 'a job for pull requests may write nothing',
    findings: workflow => checkJobs(workflow).flatMap(([id, { permissions }]) => Object.entries(permissions ?? {}).filter(([, level]) => level !== 'read').map(([permission]) => `${id}: ${permission}`)),
  },
  {
    name: 'a job for pull requests has no secrets, and pushes nothing',
    findings: workflow => checkJobs(workflow).filter(([, job]) => /secrets[.[]|\bdocker push\b|\bpush=true\b|cache-to|"docker:\/\/\$image|--tag "\$image/.test(JSON.stringify(job))).map(([id]) => id),
  },
  {
    name: 'only the publish job moves tags',
    findings: workflow => ourSteps(workflow).filter(([where, { run = '' }]) => !/^publish-/.test(where) && /\$image:\$tag|\bdocker push\b/.test(run)).map(([where]) => where),
  },
  {
    name: 'a build pushes nothing by itself',
    findings: workflow => ourSteps(workflow).filter(([, step]) => uses(step, 'docker/build-push-action') && (step.with.push !== undefined || step.with.tags !== undefined || !/^type=oci,/.test(step.with.outputs))).map(([where]) => where),
  },
  {
    name: 'text of the run is no rule of a tag',
    findings: workflow => ourSteps(workflow).filter(([, step]) => uses(step, 'docker/metadata-action')).flatMap(([where, step]) => rulesOf(step.with?.tags ?? '')
      .flatMap(rule => Object.entries(rule).filter(([name]) => name !== 'enable').map(([, value]) => value))
      .filter(value => (value.match(/\$\{\{.*?\}\}/gs) ?? []).some(expression => !/^\$\{\{ (steps\.(versions|commit)\.outputs\.[\w-]+|needs\.prepare-[\w-]+\.outputs\.commit(-short)?|matrix\.rules) \}\}$/.test(expression)))
      .map(value => `${where}: ${value}`)),
  },
  {
    name: 'the identity of the workflow is not where code is checked out or built',
    findings: workflow => ourJobs(workflow).filter(([, { permissions, steps }]) => permissions?.['id-token'] && steps.some((step: any) => uses(step, 'actions/checkout') || uses(step, 'docker/build-push-action'))).map(([id]) => id),
  },
  {
    name: 'no key is empty',
    findings: workflow => ourJobs(workflow).flatMap(([id, job]) => emptyIn(job, id)),
  },
];

/** What a workflow breaks, each with the rule. */
export function findingsOf(text: string): string[] {
  const workflow = parse(text);
  return RULES.flatMap(({ name, findings }) => findings(workflow, text).map(finding => `${name}: ${finding}`));
}
