/** The levels of a permission, weakest first. */
const LEVELS = ['read', 'write'] as const;

/** A permission that a part of a job needs, and why. */
export interface Need {
  /** The permission as GitHub spells it, `packages`. */
  readonly permission: string;
  readonly level: typeof LEVELS[number];
  /** What the permission is for, as its comment in the workflow says it. */
  readonly reason: string;
}

/** The permissions of a job, each with the strongest level that is needed and all reasons for it. */
export function mergeNeeds(needs: readonly Need[]): Need[] {
  const names = [...new Set(needs.map(need => need.permission))].sort();
  return names.map(permission => {
    const same = needs.filter(need => need.permission === permission);
    const level = same.some(need => need.level === 'write') ? 'write' : 'read';
    const reasons = new Set(same.filter(need => need.level === level).map(need => need.reason));
    return { permission, level, reason: [...reasons].join(', ') };
  });
}
