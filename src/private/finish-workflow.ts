import { isMap, isScalar, isSeq, visit, type Document } from 'yaml';
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

/** The keys of a workflow, a job and a step in the order in which a reader looks for them. */
const WORKFLOW_KEYS = ['name', 'run-name', 'on', 'permissions', 'concurrency', 'env', 'defaults', 'jobs'];
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

/** Puts the version behind the pin of a step, or of a job that calls a workflow. */
function noteVersion(node: unknown): void {
  const value = isMap(node) && node.get('uses', true);
  if (isScalar(value)) {
    // an override of the user's may bring its version along
    const [uses, version] = String(value.value).split(/ +# */);
    value.value = uses;
    // that of the user was quoted for the sake of its version
    value.type = undefined;
    value.comment = ` ${version ?? versionOf(uses) ?? ''}`.trimEnd() || value.comment;
  }
}

/** How a workflow is written: no line of it is folded, and it has no directives to look for. */
const WRITTEN = { lineWidth: 0, directives: false } as const;

/** Letters that parsers of YAML refuse, or read as the end of a line. */
const UNWRITTEN = /[\x7f-\x9f\u2028\u2029\ufeff]/g;

/** Writes a document whose texts hold those letters: only double quotes can, each as its number. */
function quote(document: Document): string {
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && node.value.search(UNWRITTEN) >= 0) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return document.toString(WRITTEN).replace(UNWRITTEN, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function stepsOf(job: unknown): unknown[] {
  const steps = isMap(job) && job.get('steps');
  return isSeq(steps) ? steps.items : [];
}

/**
 * Puts the keys of our jobs in order, and writes the reason behind each permission and the version behind each pin: a comment
 * in a value would be quoted.
 * @param ours whether the workflow is ours, with its keys in order too
 */
export function finish(
  document: Document, ours: boolean, jobs: ReadonlyMap<string, OwnJob>, waits: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  if (ours) {
    order(document.contents, WORKFLOW_KEYS);
  }
  waits.forEach((others, id) => addNeeds(document.getIn(['jobs', id]), others));
  for (const [id, { needs }] of jobs) {
    const job = document.getIn(['jobs', id]);
    order(job, JOB_KEYS);
    for (const step of stepsOf(job)) {
      order(step, STEP_KEYS);
      explain(step);
    }
    const permissions = isMap(job) && job.get('permissions');
    for (const { permission, reason } of needs) {
      const node = isMap(permissions) && permissions.get(permission, true);
      if (isScalar(node)) {
        node.comment = ` ${reason}`;
      }
    }
  }
  const all = document.get('jobs');
  for (const { value: job } of isMap(all) ? all.items : []) {
    [job, ...stepsOf(job)].forEach(noteVersion);
  }
  const text = document.toString(WRITTEN);
  return text.search(UNWRITTEN) < 0 ? text : quote(document);
}
