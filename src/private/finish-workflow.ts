import { isMap, isScalar, isSeq, visit, type Document, type Pair } from 'yaml';
import type { Job } from './jobs';
import type { Need } from './permissions';
import { versionOf } from './pins';

/** A job of ours, as its workflow has it. */
export interface OwnJob {
  readonly job: Job;
  readonly made: unknown;
  /** The reasons for its permissions. */
  readonly needs: readonly Need[];
}

/** The keys of a job and of a step in the order in which a reader looks for them. */
const JOB_KEYS = ['name', 'if', 'needs', 'strategy', 'concurrency', 'runs-on', 'environment', 'timeout-minutes', 'permissions', 'outputs', 'env'];
const STEP_KEYS = ['name', 'id', 'if', 'uses', 'with', 'shell', 'env', 'working-directory', 'run'];

/** What a reader would ask of the steps that attest. */
const REASONS = [
  ['with', 'create-storage-record', 'it would take one more permission'],
  ['env', 'HOME', 'the action looks for the sign-in in .docker there'],
] as const;

function order(node: unknown, keys: readonly string[]): void {
  const rank = ({ key }: { key: unknown }) => (keys.indexOf(String(key)) + keys.length + 1) % (keys.length + 1);
  if (isMap(node)) {
    node.items.sort((one, other) => rank(one) - rank(other));
  }
}

/** Lets a job wait for more. It no longer stops where one of them is skipped, but where one has failed. */
function addNeeds(job: unknown, more: ReadonlySet<string>): void {
  if (isMap(job)) {
    const { needs = [], if: condition } = job.toJSON() as { needs?: string | string[]; if?: string };
    job.set('needs', [...new Set([needs, [...more]].flat())]);
    const bare = condition?.replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
    job.set('if', ['!failure() && !cancelled()', ...bare === undefined ? [] : [bare.includes('||') ? `(${bare})` : bare]].join(' && '));
  }
}

/** Writes the reasons into a step of actions/attest. */
function explain(step: unknown): void {
  if (isMap(step) && String(step.get('uses')).startsWith('actions/attest@')) {
    for (const [part, key, reason] of REASONS) {
      const node = step.getIn([part, key], true);
      if (isScalar(node)) {
        node.comment = ` ${reason}`;
      }
    }
  }
}

/** Puts the version behind a pin. */
function noteVersion({ key, value }: Pair): void {
  if (isScalar(key) && key.value === 'uses' && isScalar(value)) {
    // an override of the user's may bring its version along
    const [uses, version] = String(value.value).split(/ +# */);
    value.value = uses;
    // that of the user was quoted for the sake of its version
    value.type = undefined;
    value.comment = ` ${version ?? versionOf(uses) ?? ''}`.trimEnd() || value.comment;
  }
}

/** Letters that parsers of YAML refuse, or read as the end of a line. */
const UNWRITTEN = /[\x7f-\x9f\u2028\u2029\ufeff]/g;

/**
 * Puts the keys of our jobs in order, and writes the reason behind each permission and the version behind each pin: a comment
 * in a value would be quoted.
 */
export function finish(document: Document, jobs: ReadonlyMap<string, OwnJob>, waits: ReadonlyMap<string, ReadonlySet<string>>): string {
  waits.forEach((ours, id) => addNeeds(document.getIn(['jobs', id]), ours));
  for (const [id, { needs }] of jobs) {
    order(document.getIn(['jobs', id]), JOB_KEYS);
    const steps = document.getIn(['jobs', id, 'steps']);
    for (const step of isSeq(steps) ? steps.items : []) {
      order(step, STEP_KEYS);
      explain(step);
    }
    const permissions = document.getIn(['jobs', id, 'permissions']);
    for (const { permission, reason } of needs) {
      const node = isMap(permissions) && permissions.get(permission, true);
      if (isScalar(node)) {
        node.comment = ` ${reason}`;
      }
    }
  }
  visit(document, {
    Pair: (_, pair) => noteVersion(pair),
    Scalar: (_, node) => {
      // only double quotes can hold those letters, each as its number
      if (typeof node.value === 'string' && node.value.search(UNWRITTEN) >= 0) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return document.toString({ lineWidth: 0 }).replace(UNWRITTEN, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
