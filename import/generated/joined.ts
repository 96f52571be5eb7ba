import type { Tag } from '../declaration';
import { given } from './steps';
import { at, textOf, textsOf, type Node } from '../input/node';

/** A workflow of projen's that images join: the trigger, the job that they wait for, and what must hold. */
export interface Join {
  readonly trigger: 'projenRelease' | 'projenBuild';
  readonly job: string;
  readonly conditions: readonly string[];
  /** What must hold beside that, where newer versions of projen have it. */
  readonly optional?: string;
}

const JOINS: readonly Join[] = [
  {
    trigger: 'projenRelease',
    job: 'release',
    conditions: ["needs.release.outputs.tag_exists != 'true'", 'needs.release.outputs.latest_commit == github.sha'],
    optional: '!inputs.dry_run',
  },
  { trigger: 'projenBuild', job: 'build', conditions: ['!needs.build.outputs.self_mutation_happened'] },
];

/** The workflow of projen's that these jobs of images have joined. */
export function joinOf(jobs: readonly Node[]): Join | undefined {
  return JOINS.find(({ job, conditions }) => jobs.some(one => textsOf(at(one, 'needs')).includes(job) && conditions.every(condition => textOf(at(one, 'if'))?.includes(condition))));
}

/** Whether a part of a condition is that of the workflow, and not of the image. */
export function isOfJoin(part: string, join: Join | undefined): boolean {
  return join !== undefined && (part === join.optional || join.conditions.includes(part));
}

/** Whether a part of a condition stands in parentheses with those of the workflow. */
export function hasJoin(part: string, join: Join | undefined): boolean {
  const { optional, conditions } = join ?? { conditions: [] };
  return part.startsWith('(') && (conditions.some(condition => part.includes(condition)) || part.startsWith(`(${optional} && `));
}

/** What only a release knows: it stands for the git tag that there will be. */
const VERSION = '${{ needs.release.outputs.version }}';
const GIT_TAG = '${{ needs.release.outputs.tag }}';

/** A tag as it is said where images are published with a release. */
export function ofRelease(tag: Tag): Tag {
  const { value, ...options } = tag.options ?? {};
  if (value === VERSION || value === GIT_TAG) {
    return { ...tag, options };
  }
  const [prefix, suffix] = tag.text?.split(GIT_TAG) ?? [];
  return tag.factory === 'of' && suffix !== undefined
    ? { factory: 'gitTag', options: { ...given({ prefix: prefix || undefined, suffix: suffix || undefined }), ...options } } : tag;
}
