import type { Input, Triggers } from '../declaration';
import type { Scenario } from '../expressions/scenario';
import { at, entriesOf, textOf, textsOf, type Node } from '../input/node';
import { PLACES, type Ledger } from '../ledger';

/** What starts a workflow. */
export interface Started {
  readonly triggers: Triggers;
  readonly scenarios: readonly Scenario[];
}

type Reading = Partial<Triggers> & { readonly scenarios: readonly Scenario[] };

/** What can happen to a release, as far as it is there afterwards. */
const RELEASE_TYPES = ['published', 'released', 'prereleased', 'created', 'edited'];
const ANY = { start: '', whole: false };

/** Reads `on`. */
export function readTriggers(root: Node, ledger: Ledger): Started {
  const on = at(root, 'on');
  const events: Array<[string, Node | undefined]> = on?.map ? entriesOf(on) : textsOf(on).map(name => [name, undefined]);
  const readings = events.map(([name, node]) => readEvent(name, node, on ?? root, ledger));
  if (!on?.map) {
    ledger.take(on);
  }
  const { scenarios, ...triggers } = Object.assign({}, ...readings) as Triggers & { scenarios: Scenario[] };
  const inputs = { ...readInputs(at(on, 'workflow_call', 'inputs')), ...readInputs(at(on, 'workflow_dispatch', 'inputs')) };
  return {
    triggers: {
      ...triggers,
      ...triggers.manual === undefined && !triggers.workflowCall ? { manual: false } : {},
      ...triggers.manual && !triggers.workflowCall ? { manual: undefined } : {},
      ...Object.keys(inputs).length ? { inputs } : {},
    },
    scenarios: readings.flatMap(reading => reading.scenarios),
  };
}

function readEvent(name: string, node: Node | undefined, on: Node, ledger: Ledger): Reading {
  const filters = (key: string) => readFilter(node, key, ledger);
  switch (name) {
    case 'push':
      ledger.take(node?.map ? undefined : node);
      return readPush(filters);
    case 'schedule': {
      ledger.take(node);
      const schedule = (node?.list ?? []).flatMap(item => textOf(at(item, 'cron')) ?? []);
      return { schedule, scenarios: [{ event: 'schedule', refType: 'branch', name: ANY }] };
    }
    case 'release':
      return readRelease(node, ledger);
    case 'workflow_dispatch':
      ledger.take(node);
      return { manual: true, scenarios: (['branch', 'tag'] as const).map(refType => ({ event: 'workflow_dispatch', refType, name: ANY })) };
    case 'workflow_call':
      ledger.take(node);
      return { workflowCall: true, scenarios: [{ name: ANY }] };
    case 'repository_dispatch': {
      ledger.take(node);
      return { repositoryDispatch: textsOf(at(node, 'types')), scenarios: [{ event: name, refType: 'branch', name: ANY }] };
    }
    case 'merge_group':
      ledger.take(node);
      return { mergeGroup: true, scenarios: [{ event: name, refType: 'branch', name: { start: 'gh-readonly-queue/', whole: false } }] };
    case 'pull_request':
      return readPullRequest(node, filters, ledger);
    default:
      ledger.note('unsaid', node ?? on, `the trigger ${name}: the library has no such trigger`, PLACES.file);
      return { scenarios: [{ event: name, refType: 'branch', name: ANY }] };
  }
}

/** The patterns of a filter, those of its `-ignore` turned round. */
function readFilter(node: Node | undefined, key: string, ledger: Ledger): string[] | undefined {
  ledger.take(at(node, key), at(node, `${key}-ignore`));
  const named = textsOf(at(node, key));
  const ignored = textsOf(at(node, `${key}-ignore`));
  return named.length ? named : ignored.includes('**') ? [] : ignored.length ? ['**', ...ignored.map(pattern => `!${pattern}`)] : undefined;
}

function readPush(filters: (key: string) => string[] | undefined): Reading {
  const [named, tagged, paths] = ['branches', 'tags', 'paths'].map(filters);
  const branches = named ?? (tagged ? undefined : ['**']);
  const gitTags = tagged ?? (named ? undefined : ['**']);
  return {
    ...branches?.length ? { branches } : {},
    ...gitTags?.length ? { gitTags } : {},
    ...branches?.length && paths ? { paths } : {},
    scenarios: [
      ...(branches ?? []).flatMap(pattern => scenarioOf(pattern, 'branch')),
      ...(gitTags ?? []).flatMap(pattern => scenarioOf(pattern, 'tag')),
    ],
  };
}

function scenarioOf(pattern: string, refType: 'branch' | 'tag'): Scenario[] {
  const start = /^[^*?+[\]!]*/.exec(pattern)![0];
  return pattern.startsWith('!') ? [] : [{ event: 'push', refType, name: { start, whole: start === pattern } }];
}

function readRelease(node: Node | undefined, ledger: Ledger): Reading {
  const types = textsOf(at(node, 'types'));
  ledger.take(node);
  const known = types.filter(type => RELEASE_TYPES.includes(type));
  if (types.length === 0) {
    ledger.note('changed', node, 'every activity of a release started it, edits and deletions too; now those that are published do, pre-releases too');
  } else if (known.length < types.length) {
    ledger.note('changed', node, `releases started it when they were ${types.join(', ')}: those that are gone publish nothing any more`);
  }
  const usual = known.length === 0 || (known.length === 1 && known[0] === 'published');
  return { releases: true, ...usual ? {} : { releaseTypes: known }, scenarios: [{ event: 'release', refType: 'tag', name: ANY, types }] };
}

function readPullRequest(node: Node | undefined, filters: (key: string) => string[] | undefined, ledger: Ledger): Reading {
  const [pullRequestBranches, pullRequestPaths] = ['branches', 'paths'].map(filters);
  const types = textsOf(at(node, 'types'));
  const usual = ['opened', 'synchronize', 'reopened'];
  ledger.take(node?.map ? at(node, 'types') : node);
  if (types.length && (types.length !== usual.length || !usual.every(type => types.includes(type)))) {
    ledger.note('changed', at(node, 'types'), `pull requests started it when they were ${types.join(', ')}; now when they are opened, reopened, or get new commits`);
  }
  return {
    pullRequests: true,
    ...pullRequestBranches ? { pullRequestBranches } : {},
    ...pullRequestPaths ? { pullRequestPaths } : {},
    scenarios: [{ event: 'pull_request', refType: 'pull', name: ANY, types }],
  };
}

function readInputs(node: Node | undefined): Record<string, Input> {
  return Object.fromEntries(entriesOf(node).map(([name, input]) => {
    const type = textOf(at(input, 'type'));
    const defaultValue = textOf(at(input, 'default'));
    const options = textsOf(at(input, 'options'));
    return [name, {
      ...textOf(at(input, 'description')) ? { description: textOf(at(input, 'description')) } : {},
      ...type === 'boolean' || type === 'number' || type === 'choice' ? { type } : {},
      ...textOf(at(input, 'required')) === 'true' ? { required: true } : {},
      ...defaultValue ? { defaultValue } : {},
      ...options.length ? { options } : {},
    }];
  }));
}
