import { code } from './markdown';
import { mayPublish } from './triggers';
import type { WrittenTrigger, WrittenWorkflow } from './written-workflow';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** What starts a workflow and may publish, in words. */
export function publishingTriggers({ on }: WrittenWorkflow): string[] {
  return Object.entries(on).filter(([event]) => mayPublish({ [event]: {} })).flatMap(([event, trigger]) => triggerWords(event, trigger));
}

/** What starts a workflow and never publishes, in words. */
export function otherTriggers({ on }: WrittenWorkflow): string[] {
  return Object.entries(on).filter(([event]) => !mayPublish({ [event]: {} })).flatMap(([event, trigger]) => triggerWords(event, trigger));
}

function triggerWords(event: string, trigger: WrittenWorkflow['on'][string]): string[] {
  if (event === 'schedule') {
    return (trigger as ReadonlyArray<{ readonly cron: string }>).map(({ cron }) => cronWords(cron));
  }
  const filters = trigger as WrittenTrigger ?? {};
  const list = (name: string) => codes(filters[name]);
  switch (event) {
    case 'push': return pushWords(filters);
    case 'pull_request': return [`pull requests${after(' into ', list('branches'))}${changing(filters)}`];
    case 'merge_group': return ['merge queues'];
    case 'release': return ['releases'];
    case 'repository_dispatch': return [`the event${after(' ', list('types'))} of GitHub's API`];
    case 'workflow_call': return ['calls by other workflows'];
    case 'workflow_dispatch': return ['by hand'];
    case 'workflow_run': return [`runs of${after(' ', list('workflows')) || ' other workflows'}`];
    default: return [code(event)];
  }
}

/** A push. Filters of one kind exclude the other kind. */
function pushWords(push: NonNullable<WrittenTrigger>): string[] {
  const but = (name: string) => after(', but not ', codes(push[name]));
  const [ofBranches, ofTags] = ['branches', 'tags'].map(kind => Boolean(push[kind] ?? push[`${kind}-ignore`]));
  return [
    ...ofBranches || !ofTags ? [`push to ${codes(push.branches) || 'any branch'}${but('branches-ignore')}${changing(push)}`] : [],
    ...ofTags || !ofBranches ? [`git tag ${codes(push.tags) || '(any)'}${but('tags-ignore')}`] : [],
  ];
}

/** Which files must change. */
function changing(filters: NonNullable<WrittenTrigger>): string {
  return after(' that changes ', codes(filters.paths)) || after(' that changes more than ', codes(filters['paths-ignore']));
}

/** A schedule: in words where it is a simple one. */
function cronWords(cron: string): string {
  const [, minute, hour, day] = /^(\d+) (\d+|\*) \* \* ([0-6]|\*)$/.exec(cron) ?? [];
  if (minute === undefined || hour === '*' && day !== '*') {
    return `${code(cron)} (cron, UTC)`;
  }
  const two = (digits: string) => digits.padStart(2, '0');
  return hour === '*' ? `every hour at minute ${minute}` : `every ${day === '*' ? 'day' : DAYS[Number(day)]} at ${two(hour)}:${two(minute)} UTC`;
}

function codes(list: unknown): string {
  return list === undefined || list === null ? '' : [list].flat().map(one => code(String(one))).join(', ');
}

function after(words: string, list: string): string {
  return list && `${words}${list}`;
}
