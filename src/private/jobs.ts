import type { github } from 'projen';
import type { ImageJobOptions } from '../image-job-options';
import { CONTEXTS, and, checkCondition, checkText } from './expression';
import type { Need } from './permissions';
import { pinned } from './pins';
import { refusal } from './refusal';
import { checkout, type Step } from './steps';

/** A job before its permissions are known. */
export type JobWithoutPermissions = Omit<github.workflows.Job, 'permissions'>;

/** The id of a job: characters that it cannot have become "-". */
export function jobId(kind: string, id: string): string {
  return `${kind}-${id.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}

/** Refuses options that no job of the image could have. */
export function checkJobOptions(options: ImageJobOptions): void {
  checkCondition('condition', options.condition);
  checkCondition('publishWhen', options.publishWhen);
  if (options.onlyInRepository !== undefined && !/^[A-Za-z0-9-]+(\/[A-Za-z0-9._-]+)?$/.test(options.onlyInRepository)) {
    throw refusal('onlyInRepository', options.onlyInRepository, 'it is "owner/repo", or "owner" for all repositories of one owner.');
  }
  if (options.timeoutMinutes !== undefined && !(Number.isInteger(options.timeoutMinutes) && options.timeoutMinutes > 0)) {
    throw refusal('timeoutMinutes', options.timeoutMinutes, 'it is a whole number of minutes above 0.');
  }
  if (options.runsOn?.length === 0) {
    throw refusal('runsOn', '[]', 'a job runs on at least one label. Leave the option out for GitHub\'s own runners.');
  }
  for (const label of options.runsOn ?? []) {
    checkText('runsOn', label, CONTEXTS.job);
  }
  checkText('environment', options.environment ?? '', CONTEXTS.job);
  for (const [name, value] of Object.entries(options.env ?? {})) {
    checkText(`env: ${name}`, value, CONTEXTS.jobEnv);
  }
  if (options.prepare) {
    const ids = [...options.setupSteps ?? [], ...options.prepare.steps].flatMap(step => step.id ?? []);
    for (const [name, { stepId }] of Object.entries(options.prepare.outputs ?? {})) {
      if (!ids.includes(stepId)) {
        throw refusal(`prepare: outputs: ${name}`, stepId, `no step of \`prepare\` has that id. It has: ${ids.join(', ') || 'none with an id'}.`);
      }
    }
  }
}

/** What every job of an image has in common. */
export function commonJob(
  options: ImageJobOptions, name: string, conditions: Array<string | undefined>, needs: readonly string[],
): Omit<JobWithoutPermissions, 'steps'> {
  const guard = options.onlyInRepository && `github.${options.onlyInRepository.includes('/') ? 'repository' : 'repository_owner'} == '${options.onlyInRepository}'`;
  return {
    name,
    needs: needs.length ? [...needs] : undefined,
    if: and(guard, ...conditions, options.condition),
    runsOn: options.runsOn ?? ['ubuntu-24.04'],
    env: options.env,
    timeoutMinutes: options.timeoutMinutes ?? 30,
  };
}

/** The job that runs the user's own steps before all others; undefined where there are none. */
export function prepareJob(
  options: ImageJobOptions, id: string,
): { readonly job: JobWithoutPermissions; readonly needs: readonly Need[] } | undefined {
  const { prepare } = options;
  return prepare && {
    job: {
      ...commonJob(options, `Prepare ${id}`, [], options.needs ?? []),
      outputs: prepare.outputs,
      steps: [...options.setupSteps ?? [], checkout(pinned('actions/checkout')), ...prepare.steps] as Step[],
    },
    needs: [{ permission: 'contents', level: 'read', reason: 'check out the repository' }],
  };
}
