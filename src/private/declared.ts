import type { Component, github } from 'projen';
import type { ImageJobOptions } from '../image-job-options';
import type { ImageTag } from '../image-tag';
import { versionOf } from './pins';
import { refusal } from './refusal';
import { fullName, type BoundDestination } from './sign-in';
import { titleOf, type TagContext, type TagOrigin } from './tag-plan';
import type { Events } from './triggers';

/** What the runs of each trigger are for, as far as it is known at synth. */
const ORIGINS: ReadonlyArray<{ readonly trigger: string; readonly of: (events: Events) => unknown; readonly origins: readonly TagOrigin[] }> = [
  { trigger: 'branches', of: ({ push }) => push && (push.branches ?? !push.tags), origins: ['branch', 'push'] },
  { trigger: 'gitTags', of: ({ push }) => push && (push.tags ?? !push.branches), origins: ['git tag', 'push'] },
  { trigger: 'schedule', of: ({ schedule }) => schedule, origins: ['branch', 'schedule'] },
  { trigger: 'releases', of: ({ release }) => release, origins: ['git tag'] },
  { trigger: 'repositoryDispatch', of: events => events.repository_dispatch, origins: ['branch'] },
];

/** Refuses a list of tags without any. */
export function checkTagList(subject: string, tags: readonly ImageTag[] | undefined): void {
  if (tags?.length === 0) {
    throw refusal(`${subject}: tags`, '[]', 'an image is published under at least one tag. Leave the option out for the default.');
  }
}

/** Refuses a trigger that is there to publish and under which the image could have no tag. */
export function checkTagsUnderTriggers(subject: string, events: Events, tags: readonly ImageTag[], context: TagContext): void {
  const possible = tags.map(tag => tag._origin(context));
  for (const { trigger, origins } of ORIGINS.filter(({ of }) => of(events))) {
    if (!possible.some(origin => origin === 'any' || origins.includes(origin))) {
      throw refusal(`${subject}: tags`, [...new Set(possible)].map(origin => `for a ${origin}`).join(', '),
        `none of the tags could be published by the trigger \`${trigger}\`. Add one that could, such as ${trigger === 'schedule' ? 'ImageTag.schedule()' : 'ImageTag.sha()'} or ImageTag.of("…"), or leave that trigger out.`);
    }
  }
}

/** Who publishes a tag, and under which conditions. */
interface Claim {
  readonly subject: string;
  readonly conditions: string;
}

/** Which image publishes what, by project. */
const claims = new WeakMap<object, Map<string, Claim[]>>();

/** Refuses to publish the same tag of the same image twice, unless under conditions that differ. */
export function claimTags(
  subject: string, root: object, destinations: readonly BoundDestination[], tags: readonly ImageTag[], context: TagContext, options: ImageJobOptions,
): void {
  const claimed = claims.get(root) ?? new Map<string, Claim[]>();
  claims.set(root, claimed);
  for (const destination of destinations) {
    for (const tag of tags) {
      const bound = tag._bind(context);
      const text = titleOf(bound);
      const key = JSON.stringify([fullName(destination), bound.kind === 'rule' ? bound.rule : text]);
      const given = [destination.when, bound.kind === 'rule' ? bound.when : undefined, options.condition, options.publishWhen, options.onlyInRepository];
      const conditions = given.join('\n').trim();
      const others = claimed.get(key) ?? [];
      const other = others.find(one => one.subject === subject || one.conditions === '' || conditions === '' || one.conditions === conditions);
      if (other) {
        throw refusal(subject, `${fullName(destination)}:${text}`, `${other.subject === subject ? 'it' : other.subject} publishes that already. Give one of them another name or another tag.`);
      }
      claimed.set(key, [...others, { subject, conditions }]);
    }
  }
}

/** Tells the user, at synth, what is allowed and yet no good idea. */
export function warn(image: Component, destinations: readonly BoundDestination[]): void {
  const warnings = destinations.flatMap(({ facts, credentials }) => [facts.warning ?? [], credentials?._bind().warning ?? []].flat());
  for (const warning of new Set(warnings)) {
    image.project.logger.warn(`${image.node.path}: ${warning}`);
  }
}

/** The overrides of pins that were warned of, by GitHub component. */
const warned = new WeakMap<github.GitHub, Set<string>>();

/** Tells the user, once for each, which of the actions of these jobs are overridden with one that can change after it was read. */
export function warnOfOverrides(hub: github.GitHub, jobs: ReadonlyArray<{ readonly steps?: readonly github.workflows.JobStep[] }>): void {
  const known = warned.get(hub) ?? new Set<string>();
  warned.set(hub, known);
  const used = jobs.flatMap(({ steps = [] }) => steps.flatMap(({ uses }) => uses !== undefined && versionOf(uses) ? [uses] : []));
  for (const override of used.map(uses => hub.actions.get(uses))) {
    if (!/@[0-9a-f]{40}( *#.*)?$/.test(override) && !known.has(override)) {
      known.add(override);
      hub.project.logger.warn(`github.actions.set(…, ${JSON.stringify(override)}): a tag or branch can be moved to other code. Pin the action to a commit: "owner/action@<sha> # v1.2.3".`);
    }
  }
}
