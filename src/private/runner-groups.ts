import type { GroupRunnerOptions } from 'projen';
import type { ImageJobOptions } from '../image-job-options';
import type { Platform } from '../platform';
import { refusal } from './refusal';

const AMD64_RUNNER = ['ubuntu-24.04'];
const ARM64_RUNNER = ['ubuntu-24.04-arm'];
/** What GitHub's runners run without emulation. Their arm64 has no 32-bit mode. */
const NATIVE = { amd64: ['linux/amd64', 'linux/386'], arm64: ['linux/arm64'] };

/** Platforms that one runner builds together. */
export interface RunnerGroup {
  /** A name for ids, artifacts and outputs: `linux-amd64`. */
  readonly leg: string;
  /** Empty where the image is built for whatever its runner is. */
  readonly platforms: readonly string[];
  /** The labels of the runner. */
  readonly runsOn: readonly string[];
  /** The group that it is one of, with those labels. */
  readonly runsOnGroup?: GroupRunnerOptions;
  readonly emulated: readonly string[];
  /** Those on which checks run: the native ones, or else the first. */
  readonly checked: readonly string[];
}

/** A platform without the variant that is its architecture's own, as an index shows it. */
export function normalized(platform: string): string {
  return platform.replace(/^([^/]+)\/arm64\/v8$/, '$1/arm64').replace(/^([^/]+)\/amd64\/v1$/, '$1/amd64').replace(/^([^/]+)\/arm$/, '$1/arm/v7');
}

/** A short name for platforms: of many, the first stands for all. */
function legOf(platforms: readonly string[]): string {
  const names = platforms.map(name => name.replace(/[^a-z0-9]+/g, '-'));
  return names.length <= 3 ? names.join('_') : `${names[0]}_and-${names.length - 1}-more`;
}

/** Sorts platforms by the runner that builds them. */
export function groupPlatforms(
  subject: string, platforms: readonly Platform[] | undefined, { runsOn: labels, runsOnGroup }: Pick<ImageJobOptions, 'runsOn' | 'runsOnGroup'>,
): RunnerGroup[] {
  const runsOn = runsOnGroup ? runsOnGroup.labels ?? [] : labels;
  if (platforms?.length === 0) {
    throw refusal(`${subject}: platforms`, '[]', 'an image is built for at least one platform. Leave the option out for that of the runner.');
  }
  const bound = (platforms ?? []).map(platform => platform._bind());
  const names = bound.map(({ name }) => normalized(name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) {
    throw refusal(`${subject}: platforms`, twice, 'it is there twice. Leave one of them out.');
  }
  const apart = runsOnGroup && bound.find(({ runner }) => runner);
  if (apart) {
    throw refusal(`${subject}: platforms`, apart.name, 'the jobs of one matrix are told apart by labels, and `runsOnGroup` names a group for all. Leave `onRunner` or `runsOnGroup` out.');
  }
  if (!platforms) {
    return [{ leg: 'image', platforms: [], runsOn: runsOn ?? AMD64_RUNNER, runsOnGroup, emulated: [], checked: [] }];
  }
  // a runner's own labels are all that is known of its architecture
  const ours = runsOn?.some(label => /arm64|aarch64|-arm\b/i.test(label)) ? NATIVE.arm64 : NATIVE.amd64;
  const placed = bound.map(({ name, runner, emulated }) => {
    const normal = normalized(name);
    if (runner) {
      return { name, runsOn: runner, native: true };
    }
    if (runsOn) {
      return { name, runsOn, native: !emulated && ours.includes(normal) };
    }
    const arm64 = !emulated && NATIVE.arm64.includes(normal);
    return { name, runsOn: arm64 ? ARM64_RUNNER : AMD64_RUNNER, native: arm64 || (!emulated && NATIVE.amd64.includes(normal)) };
  });
  const runners = [...new Set(placed.map(one => JSON.stringify(one.runsOn)))];
  const groups = runners.map((runner): RunnerGroup => {
    const members = placed.filter(one => JSON.stringify(one.runsOn) === runner);
    const native = members.filter(one => one.native);
    return {
      leg: legOf(members.map(({ name }) => name)),
      platforms: members.map(({ name }) => name),
      runsOn: members[0].runsOn,
      runsOnGroup,
      emulated: members.filter(one => !one.native).map(({ name }) => name),
      checked: (native.length ? native : members.slice(0, 1)).map(({ name }) => name),
    };
  });
  const legs = groups.map(({ leg }) => leg);
  const unclear = groups.find(({ leg }, index) => legs.indexOf(leg) !== index);
  if (unclear) {
    throw refusal(`${subject}: platforms`, unclear.platforms.join(', '), `another runner has platforms that outputs call "${unclear.leg}" too. Let one runner build both, or leave one of them out.`);
  }
  return groups;
}
