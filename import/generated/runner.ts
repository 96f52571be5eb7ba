import type { JobOptions } from '../declaration';
import { at, textOf, textsOf, type Node } from '../input/node';

/** What the library takes for the runner of a platform. */
export const USUAL = { amd64: 'ubuntu-24.04', arm64: 'ubuntu-24.04-arm' } as const;

/** The labels of a job's runner. */
export function labelsOf(job: Node): string[] {
  const on = at(job, 'runs-on');
  return textsOf(on?.map ? at(on, 'labels') : on);
}

/** Whether a job's runner is one of a group. */
export function isGrouped(job: Node): boolean {
  return at(job, 'runs-on', 'group') !== undefined;
}

/** The option that lets a job run where it does; none where it runs there anyway. */
export function runnerOf(job: Node): Pick<JobOptions, 'runsOn' | 'runsOnGroup'> {
  const labels = labelsOf(job);
  const group = textOf(at(job, 'runs-on', 'group'));
  if (group !== undefined) {
    return { runsOnGroup: { group, ...labels.length ? { labels } : {} } };
  }
  return labels.length === 0 || labels.join() === USUAL.amd64 ? {} : { runsOn: labels };
}
