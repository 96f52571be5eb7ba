import type { github } from 'projen';
import type { Leg } from './build-steps';
import type { RunnerGroup } from './runner-groups';

/** The runners of a job: one, or the legs of a matrix. */
export interface Legs extends Leg {
  readonly runner: Pick<github.workflows.Job, 'runsOn' | 'runsOnGroup'>;
  readonly strategy?: github.workflows.JobStrategy;
}

/**
 * The runners of a job as its steps see them.
 * @param checks whether the legs must know on which platforms checks run
 */
export function legsOf(groups: readonly RunnerGroup[], checks: boolean): Legs {
  return groups.length === 1 ? single(groups[0]) : matrix(groups, checks);
}

function single({ leg, platforms, emulated, checked, runsOn, runsOnGroup }: RunnerGroup): Legs {
  const plain = platforms.length < 2 && emulated.length === 0;
  return {
    leg,
    platforms: list(platforms),
    emulated: list(emulated),
    checked: plain ? [{}] : checked.map(platform => ({ platform })),
    runner: runsOnGroup ? { runsOnGroup } : { runsOn: [...runsOn] },
  };
}

function matrix(groups: readonly RunnerGroup[], checks: boolean): Legs {
  const plain = !checks || groups.every(({ platforms }) => platforms.length === 1);
  const most = Math.max(...groups.map(({ checked }) => checked.length));
  const column = (index: number) => index === 0 ? 'check' : `check-${index + 1}`;
  const emulating = groups.filter(({ emulated }) => emulated.length > 0).length;
  const include = groups.map(group => ({
    leg: group.leg,
    platforms: list(group.platforms),
    runner: group.runsOn.length === 1 ? group.runsOn[0] : group.runsOn,
    ...group.emulated.length ? { emulated: list(group.emulated) } : {},
    ...plain ? {} : Object.fromEntries(group.checked.map((platform, index) => [column(index), platform])),
  }));
  return {
    leg: '${{ matrix.leg }}',
    platforms: '${{ matrix.platforms }}',
    emulated: emulating ? '${{ matrix.emulated }}' : undefined,
    emulates: emulating === groups.length ? undefined : 'matrix.emulated',
    checked: plain ? [{ platform: '${{ matrix.platforms }}' }] : Array.from({ length: most }, (_, index) => ({
      platform: `\${{ matrix.${column(index)} }}`,
      condition: groups.every(({ checked }) => checked.length > index) ? undefined : `matrix.${column(index)}`,
    })),
    runner: { runsOn: ['${{ matrix.runner }}'] },
    strategy: { matrix: { include: include as unknown as Array<Record<string, string>> } },
  };
}

function list(platforms: readonly string[]): string | undefined {
  return platforms.length ? platforms.join(',') : undefined;
}
