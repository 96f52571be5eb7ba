import { own } from '../own';

/** One of the ways in which a workflow can be started, as far as that is known before it is. */
export interface Scenario {
  /** The event; undefined in a called workflow, which sees that of its caller. */
  readonly event?: string;
  readonly refType?: 'branch' | 'tag' | 'pull';
  /** How the name of the branch or git tag begins, and whether that is all of it. */
  readonly name: { readonly start: string; readonly whole: boolean };
  /** The types of activity, of events that have such. */
  readonly types?: readonly string[];
}

/** What is known of a value: all of it, how it begins, or nothing. */
export type Known = { readonly value: string | number | boolean | null } | { readonly start: string } | undefined;

const NOTHING: Known = { value: null };
const REFS = { branch: 'refs/heads/', tag: 'refs/tags/', pull: 'refs/pull/' };
/** Nobody gives a git tag the name of a branch that everybody has. */
const BRANCHES = ['main', 'master', 'develop', 'dev', 'trunk'];

/** What is known of a context in a scenario: `['github', 'ref']`. */
export function lookup(path: readonly string[], scenario: Scenario): Known {
  const [context, ...names] = path.map(part => part.toLowerCase());
  if (context === 'inputs') {
    return scenario.event !== undefined && scenario.event !== 'workflow_dispatch' ? NOTHING : undefined;
  }
  if (context !== 'github') {
    return undefined;
  }
  return names[0] === 'event' ? lookupEvent(names.slice(1), scenario) : lookupGithub(names[0], scenario);
}

function lookupGithub(name: string, { event, refType, name: ref }: Scenario): Known {
  if (event === undefined) {
    return undefined;
  }
  switch (name) {
    case 'event_name':
      return { value: event };
    case 'ref':
      return refType && starting(`${REFS[refType]}${ref.start}`, ref.whole);
    case 'ref_name':
      return refType && refType !== 'pull' ? starting(ref.start, ref.whole) : undefined;
    case 'ref_type':
      return refType && { value: refType === 'tag' ? 'tag' : 'branch' };
    case 'head_ref':
    case 'base_ref':
      return event.startsWith('pull_request') ? undefined : { value: '' };
    default:
      return undefined;
  }
}

function starting(start: string, whole: boolean): Known {
  return whole ? { value: start } : start ? { start } : undefined;
}

/** What the payload of an event has: nothing of another event. */
function lookupEvent(names: readonly string[], { event, types }: Scenario): Known {
  const of: Record<string, readonly string[]> = {
    pull_request: ['pull_request', 'pull_request_target', 'pull_request_review'],
    release: ['release'],
    workflow_run: ['workflow_run'],
    inputs: ['workflow_dispatch'],
    head_commit: ['push'],
    schedule: ['schedule'],
    issue: ['issues', 'issue_comment'],
    client_payload: ['repository_dispatch'],
  };
  const events = own(of, names[0] ?? '');
  if (event !== undefined && events && !events.includes(event)) {
    return NOTHING;
  }
  return names[0] === 'action' && types?.length === 1 ? { value: types[0] } : undefined;
}

/** Whether a value can be equal to a text: true, false, or undefined where only the run knows. */
export function canEqual(known: Known, text: string, scenario: Scenario): boolean | undefined {
  if (known && 'value' in known) {
    return String(known.value ?? '').toLowerCase() === text.toLowerCase();
  }
  if (known && !text.toLowerCase().startsWith(known.start.toLowerCase())) {
    return false;
  }
  const name = text.replace(/^refs\/tags\//, '');
  return scenario.refType === 'tag' && BRANCHES.includes(name) ? false : undefined;
}
