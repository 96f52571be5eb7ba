import type { BuildPlatform, JobOptions, RunnerGroup } from '../declaration';
import { at, textOf, textsOf } from '../input/node';
import type { Leg } from '../job/leg';
import { oneText } from '../job/texts';

/** Where a platform is built, if that is not where the library builds it. */
export function platformOf(name: string, leg: Leg, several: boolean): BuildPlatform {
  const runner = groupOf(leg) ? undefined : runnerOf(leg);
  const plain = name.replace(/^linux\/arm64\/v8$/, 'linux/arm64');
  if (several && leg.emulates && plain === 'linux/arm64' && runner?.every(isHosted)) {
    return { name: plain, emulated: true };
  }
  return runner && !runner.every(isHosted) ? { name: plain, runner } : { name: plain };
}

/** The labels of a job's runner. */
export function runnerOf(leg: Leg): string[] | undefined {
  const on = at(leg.job, 'runs-on');
  const texts = on?.map ? textsOf(at(on, 'labels')) : textsOf(on);
  return texts.length ? texts.map(text => oneText(leg.scope.resolve(text))) : undefined;
}

/** One of GitHub's own Linux runners. */
export function isHosted(label: string): boolean {
  return /^ubuntu-(latest|\d\d\.\d\d)(-arm)?$/.test(label);
}

/** The group of a job's runner. */
export function groupOf(leg: Leg): RunnerGroup | undefined {
  const group = textOf(at(leg.job, 'runs-on', 'group'));
  const labels = runnerOf(leg);
  return group === undefined ? undefined : { group: oneText(leg.scope.resolve(group)), ...labels ? { labels } : {} };
}

/** Where the jobs of an image run, if that is not where the library runs them. */
export function runnerOptions(leg: Leg, sayText: (text: string) => string): Pick<JobOptions, 'runsOn' | 'runsOnGroup'> {
  const group = groupOf(leg);
  const labels = runnerOf(leg)?.map(sayText);
  if (group) {
    return { runsOnGroup: { group: sayText(group.group), ...labels ? { labels } : {} } };
  }
  const arm = labels?.length === 1 && /-arm$/.test(labels[0]);
  if (!arm && labels?.some(label => /^ubuntu-(1\d|2[02])\./.test(label))) {
    leg.ledger.note('better', at(leg.job, 'runs-on'), `it runs on ubuntu-24.04, where it ran on ${labels.join(', ')}`);
  }
  return arm || labels?.some(label => !isHosted(label)) ? { runsOn: labels } : {};
}
