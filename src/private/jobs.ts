import type { GroupRunnerOptions, github } from 'projen';
import type { CheckoutOptions } from '../checkout-options';
import type { ImageJobOptions } from '../image-job-options';
import { checksOutOther, checkoutSteps } from './checkout';
import { CONTEXTS, and, checkCondition, checkText, hasExpression, quote } from './expression';
import type { Need } from './permissions';
import { refusal } from './refusal';
import { idsOf } from './steps';

/** A job, with the reasons for its permissions. */
export type Job = Omit<github.workflows.Job, 'permissions'> & { readonly permissions: readonly Need[] };

/** The id of a job: characters that it cannot have become "-". */
export function jobId(kind: string, id: string): string {
  return `${kind}-${id.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}

/** GitHub takes less than 100 characters for the id of a job. */
export const LONGEST_JOB_ID = 99;

/** What kinds of jobs there are is in front of an id. */
const LONGEST_KEY = LONGEST_JOB_ID - jobId('check-scan', '').length;

/**
 * Refuses the id of a construct that no job could be named by.
 * @param key the id among those of all projects of the repository
 */
export function checkId(construct: string, id: string, key: string): void {
  if (hasExpression(id) || /[\0-\x1f]/.test(id)) {
    throw refusal(`${construct}: id`, id, 'the jobs are called so, in one line and without expressions. Give it a name that is known at synth.');
  }
  if (key.length > LONGEST_KEY) {
    throw refusal(`${construct}: id`, key, `the ids of the jobs are made of it, and GitHub takes none of 100 characters. It may have ${LONGEST_KEY}: shorten it.`);
  }
}

/** The names of outputs, as expressions take them. */
const OUTPUT = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Refuses options that no job of the image could have. */
export function checkJobOptions(options: ImageJobOptions): void {
  checkCondition('condition', options.condition);
  checkCondition('publishWhen', options.publishWhen);
  if (options.onlyInRepository !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9._-]+)?$/.test(options.onlyInRepository)) {
    throw refusal('onlyInRepository', options.onlyInRepository, 'it is "owner/repo", or "owner" for all repositories of one owner.');
  }
  if (options.timeoutMinutes !== undefined && !(Number.isInteger(options.timeoutMinutes) && options.timeoutMinutes > 0)) {
    throw refusal('timeoutMinutes', options.timeoutMinutes, 'it is a whole number of minutes above 0.');
  }
  if (options.runsOn?.length === 0 || options.runsOn?.some(label => label.trim() === '')) {
    throw refusal('runsOn', JSON.stringify(options.runsOn), 'a job runs on at least one label, and none is empty. Leave the option out for GitHub\'s own runners.');
  }
  const twice = options.needs?.find((job, index, all) => all.indexOf(job) !== index);
  if (twice !== undefined) {
    throw refusal('needs', twice, 'it is there twice. Leave one of them out.');
  }
  for (const label of options.runsOn ?? []) {
    checkText('runsOn', label, CONTEXTS.job);
  }
  if (options.runsOnGroup) {
    checkGroup(options.runsOnGroup, options.runsOn);
  }
  if (options.environment?.trim() === '') {
    throw refusal('environment', options.environment, 'an environment has a name. Leave the option out for none.');
  }
  checkText('environment', options.environment ?? '', CONTEXTS.job);
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw refusal('env', name, 'the name of a variable is made of letters, digits and "_", and begins with no digit.');
    }
    checkText(`env: ${name}`, value, CONTEXTS.jobEnv);
  }
  if (options.prepare) {
    if (options.prepare.steps.length === 0) {
      throw refusal('prepare: steps', '[]', 'a job has at least one step. Name it, or leave `prepare` out.');
    }
    const ids = idsOf([...options.setupSteps ?? [], ...options.prepare.steps]);
    for (const [name, { stepId, outputName }] of Object.entries(options.prepare.outputs ?? {})) {
      for (const [subject, text] of [['prepare: outputs', name], [`prepare: outputs: ${name}`, outputName]]) {
        if (!OUTPUT.test(text)) {
          throw refusal(subject, text, 'the name of an output is made of letters, digits, "_" and "-", and begins with a letter or "_".');
        }
      }
      if (!ids.includes(stepId)) {
        throw refusal(`prepare: outputs: ${name}`, stepId, `no step of \`prepare\` has that id. It has: ${ids.join(', ') || 'none with an id'}.`);
      }
    }
  }
}

/** Refuses a group of runners that no job could run on. */
function checkGroup({ group, labels = [] }: GroupRunnerOptions, runsOn?: readonly string[]): void {
  if (runsOn) {
    throw refusal('runsOnGroup', group, 'a job runs on a group or on labels. Give the labels as `labels` of the group, and leave `runsOn` out.');
  }
  if ([group, ...labels].some(text => text.trim() === '')) {
    throw refusal('runsOnGroup', JSON.stringify({ group, labels }), 'a group has a name, and no label is empty. Leave the option out for GitHub\'s own runners.');
  }
  if (!hasExpression(group) && !/^((org|organization|ent|enterprise)\/)?[^/]+$/.test(group)) {
    throw refusal('runsOnGroup', group, 'a group is a name without "/", or one of an organization or an enterprise: "organization/large", "enterprise/large".');
  }
  for (const text of [group, ...labels]) {
    checkText('runsOnGroup', text, CONTEXTS.job);
  }
}

/** What every job of an image has in common. */
export function commonJob(
  options: ImageJobOptions,
  { name, conditions, waitsFor, timeoutMinutes }: {
    readonly name: string;
    readonly conditions: ReadonlyArray<string | undefined>;
    readonly waitsFor: readonly string[];
    readonly timeoutMinutes: number;
  },
): Omit<Job, 'steps' | 'permissions'> {
  const guard = options.onlyInRepository && `github.${options.onlyInRepository.includes('/') ? 'repository' : 'repository_owner'} == ${quote(options.onlyInRepository)}`;
  return {
    name,
    needs: waitsFor.length ? [...waitsFor] : undefined,
    if: and(guard, ...conditions, options.condition),
    ...options.runsOnGroup ? { runsOnGroup: options.runsOnGroup } : { runsOn: options.runsOn ?? ['ubuntu-24.04'] },
    env: Object.keys(options.env ?? {}).length ? options.env : undefined,
    timeoutMinutes: options.timeoutMinutes ?? timeoutMinutes,
  };
}

/** The job before all others: it runs the user's own steps, and finds out the commit that all others check out. */
export function prepareJob(
  options: ImageJobOptions, id: string, conditions: ReadonlyArray<string | undefined>, checkout?: CheckoutOptions,
): Job {
  const { prepare } = options;
  const commit = checksOutOther(checkout) ? ['commit', 'commit-short'] : [];
  const outputs = { ...prepare?.outputs, ...Object.fromEntries(commit.map(outputName => [outputName, { stepId: 'commit', outputName }])) };
  return {
    ...commonJob(options, { name: `Prepare ${id}`, conditions, waitsFor: options.needs ?? [], timeoutMinutes: 30 }),
    outputs: Object.keys(outputs).length ? outputs : undefined,
    steps: [...options.setupSteps ?? [], ...checkoutSteps(checkout), ...prepare?.steps ?? []],
    permissions: [{ permission: 'contents', level: 'read', reason: 'check out the repository' }],
  };
}
