import type { Plan } from './built-image';
import { jobId } from './jobs';
import type { RunnerGroup } from './runner-groups';
import type { BoundDestination } from './sign-in';

/** Another image of the workflow that one is built from. */
export interface Base {
  /** Its name in the Dockerfile. */
  readonly name: string;
  readonly id: string;
  readonly publishJobId: string;
  /** Name and digest, for a job that needs the publish job. */
  readonly reference: string;
  readonly groups: readonly RunnerGroup[];
  readonly destination: BoundDestination;
  /** The reference that a mirror copies, which a pull request builds from. */
  readonly mirrored?: string;
}

/** The leg of a base image that a leg of this one is built from. */
export function legOfBase({ legs }: Plan, base: Base): string {
  return base.groups.length === 1 ? base.groups[0].leg : legs.leg;
}

/** The folder in which a job has a base image that it has taken over. */
export function folderOfBase({ id }: Base): string {
  return `\${{ runner.temp }}/${jobId('base', id)}`;
}

/** The named contexts of base images: what they have published, or else what they have built. */
export function contextsOf(plan: Plan, trusted: boolean): Record<string, string> {
  return Object.fromEntries(plan.bases.map(base => {
    const built = base.mirrored === undefined ? `\${{ steps.${jobId('base', base.id)}.outputs.context }}` : `docker-image://${base.mirrored}`;
    return [base.name, trusted ? `docker-image://${base.reference}` : built];
  }));
}
