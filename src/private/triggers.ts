import type { github } from 'projen';
import { ReleaseType, WorkflowInputType, type PublishTriggers, type WorkflowInput } from '../publish-triggers';
import { hasExpression } from './expression';
import { checkRefPattern } from './git-refs';
import { checkLetters } from './letters';
import { refusal } from './refusal';

/** Events that may publish. What a pull request starts may not, and a called workflow sees the event of its caller. */
const PUBLISHING_EVENTS = ['push', 'schedule', 'release', 'workflow_dispatch', 'repository_dispatch'];

/** The condition under which the run's event may publish. */
export const MAY_PUBLISH = `contains(fromJSON('${JSON.stringify(PUBLISHING_EVENTS)}'), github.event_name)`;

/** The triggers of a workflow, by event as GitHub spells it. */
export type Events = Readonly<Record<string, { readonly branches?: string[]; readonly tags?: string[] } | undefined>>;

/** Triggers as GitHub spells them, by the object in which projen has them: it makes another one for every change. */
const spelled = new WeakMap<object, Events>();

/** The triggers of any workflow. projen keeps them to itself, in names of its own. */
export function eventsOf(workflow: github.GithubWorkflow): Events {
  const { events } = workflow as unknown as { events: Record<string, object> };
  const known = spelled.get(events)
    ?? Object.fromEntries(Object.entries(events).map(([event, value]) => [event.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`), value ?? {}]));
  spelled.set(events, known);
  return known;
}

/** Whether a workflow may be run by an event that publishes. */
export function mayPublish(events: Events): boolean {
  return [...PUBLISHING_EVENTS, 'workflow_call'].some(event => events[event] !== undefined);
}

/** Whether a workflow may be run by an event that must not publish. */
export function mayCheck(events: Events): boolean {
  return Object.keys(events).some(event => !PUBLISHING_EVENTS.includes(event));
}

/** What tags depend on. */
export function isVersioned({ push, release }: Events): boolean {
  return push?.tags !== undefined || release !== undefined;
}

type On = Record<string, Record<string, unknown> | Array<Record<string, unknown>>>;

/** The triggers of a workflow as its `on` says them. Refuses what GitHub would refuse or never run. */
export function renderTriggers(triggers: PublishTriggers, defaultBranch: string): On {
  const { gitTags, schedule, repositoryDispatch, paths } = triggers;
  const inputs = Object.entries(triggers.inputs ?? {});
  const manual = triggers.manual ?? !(triggers.workflowCall || triggers.projenRelease);
  const others = gitTags ?? schedule ?? repositoryDispatch
    ?? (triggers.releases || triggers.projenRelease || triggers.workflowCall || triggers.manual || inputs.length > 0 || undefined);
  const branches = triggers.branches ?? (others === undefined ? [defaultBranch] : undefined);
  checkLists({
    branches: triggers.branches,
    gitTags,
    paths,
    schedule,
    repositoryDispatch,
    releaseTypes: triggers.releaseTypes,
    pullRequestBranches: triggers.pullRequestBranches,
    pullRequestPaths: triggers.pullRequestPaths,
  });
  if (paths && !branches) {
    throw refusal('triggers: paths', JSON.stringify(paths), 'paths filter pushes to branches, and no branch triggers this workflow. Name `branches`, or leave `paths` out.');
  }
  if (inputs.length > 0 && !manual && !triggers.workflowCall) {
    throw refusal('triggers: inputs', inputs.map(([name]) => name).join(', '), 'inputs are given by hand or by a call, and this workflow is run by neither. Set `manual` or `workflowCall`.');
  }
  const { pullRequests, pullRequestBranches, pullRequestPaths } = triggers;
  if ((pullRequestBranches || pullRequestPaths) && !pullRequests) {
    throw refusal(`triggers: ${pullRequestBranches ? 'pullRequestBranches' : 'pullRequestPaths'}`, JSON.stringify(pullRequestBranches ?? pullRequestPaths), 'it filters pull requests, and none triggers this workflow. Set `pullRequests`.');
  }
  if (triggers.releaseTypes && !triggers.releases) {
    throw refusal('triggers: releaseTypes', JSON.stringify(triggers.releaseTypes), 'it narrows releases, and none triggers this workflow. Set `releases`.');
  }
  const lower = inputs.map(([name]) => name.toLowerCase());
  const twice = inputs.find(([name], index) => lower.indexOf(name.toLowerCase()) !== index)?.[0];
  if (twice !== undefined || inputs.length > MOST_INPUTS) {
    throw refusal('triggers: inputs', twice ?? inputs.length, twice === undefined ? `GitHub takes at most ${MOST_INPUTS}. Leave some out.` : 'GitHub does not tell capitals from small letters there, and has that name already. Change it.');
  }
  const push = { ...branches ? { branches } : {}, ...gitTags ? { tags: gitTags } : {}, ...paths ? { paths } : {} };
  const render = (called: boolean) => inputs.length
    ? { inputs: Object.fromEntries(inputs.map(([name, input]) => [name, renderInput(name, input, called)])) }
    : {};
  return {
    ...Object.keys(push).length ? { push } : {},
    ...schedule ? { schedule: schedule.map(cron => ({ cron: checkCron(cron) })) } : {},
    ...triggers.releases ? { release: { types: triggers.releaseTypes ?? [ReleaseType.PUBLISHED] } } : {},
    ...repositoryDispatch ? { repository_dispatch: { types: repositoryDispatch } } : {},
    ...pullRequests ? {
      pull_request: { ...pullRequestBranches ? { branches: pullRequestBranches } : {}, ...pullRequestPaths ? { paths: pullRequestPaths } : {} },
    } : {},
    ...triggers.mergeGroup ? { merge_group: {} } : {},
    ...triggers.workflowCall ? { workflow_call: render(true) } : {},
    ...manual ? { workflow_dispatch: render(false) } : {},
  };
}

/** The lists that filter branches and git tags. */
const REFS = ['branches', 'gitTags', 'pullRequestBranches'];

/** Refuses lists of texts that GitHub would refuse, or that match nothing. */
function checkLists(lists: Record<string, string[] | undefined>): void {
  for (const [option, list] of Object.entries(lists)) {
    if (list?.length === 0 || list?.some(text => text.trim() === '' || hasExpression(text))) {
      throw refusal(`triggers: ${option}`, JSON.stringify(list), 'it takes at least one text, none of them empty or with an expression: '
        + 'GitHub evaluates none there. Leave the option out where nothing is meant.');
    }
    const twice = list?.find((text, index) => list.indexOf(text) !== index);
    if (twice !== undefined) {
      throw refusal(`triggers: ${option}`, twice, 'it is there twice. Leave one of them out.');
    }
    if (list?.every(text => text.startsWith('!'))) {
      throw refusal(`triggers: ${option}`, JSON.stringify(list), 'patterns with "!" take away from others, and there are none. Put "**" before them.');
    }
    const never = list?.find(text => /^(refs\/(heads|tags)\/|\.\/|\/)/.test(text));
    if (never !== undefined && option !== 'schedule' && option !== 'repositoryDispatch') {
      throw refusal(`triggers: ${option}`, never, `nothing is called so there. Try ${JSON.stringify(never.replace(/^(refs\/(heads|tags)\/|\.\/|\/)/, ''))}.`);
    }
    for (const text of list ?? []) {
      (REFS.includes(option) ? checkRefPattern : checkLetters)(`triggers: ${option}`, text);
    }
  }
  const long = lists.repositoryDispatch?.find(text => text.length > 100);
  if (long !== undefined) {
    throw refusal('triggers: repositoryDispatch', long, 'the type of an event has at most 100 characters. Shorten it.');
  }
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs */
const MOST_INPUTS = 25;

function renderInput(name: string, input: WorkflowInput, called: boolean): Record<string, unknown> {
  const type = input.type ?? WorkflowInputType.STRING;
  const subject = `triggers: inputs: ${name}`;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) {
    throw refusal('triggers: inputs', name, 'the name of an input begins with a letter or "_", and goes on with letters, digits, "-" and "_".');
  }
  const { description = '', defaultValue = '', options = [] } = input;
  for (const [part, text] of [['description', description], ['defaultValue', defaultValue], ...options.map(option => ['options', option])]) {
    checkLetters(`${subject}: ${part}`, text);
    if (hasExpression(text)) {
      throw refusal(`${subject}: ${part}`, text, 'GitHub evaluates no expression there. Leave it out, and say what is meant where the input is used.');
    }
  }
  if (input.options?.some((option, index, all) => option.trim() === '' || all.indexOf(option) !== index)) {
    throw refusal(`${subject}: options`, JSON.stringify(input.options), 'each is a text of its own, and none is empty.');
  }
  if ((type === WorkflowInputType.CHOICE) !== (input.options !== undefined) || input.options?.length === 0) {
    throw refusal(subject, type, 'a choice, and nothing else, has `options`. Name them, or change the type.');
  }
  const wrong = input.defaultValue !== undefined && (
    (type === WorkflowInputType.BOOLEAN && !/^(true|false)$/.test(input.defaultValue)) ||
    (type === WorkflowInputType.NUMBER && !/^-?(0|[1-9]\d*)(\.\d+)?$/.test(input.defaultValue)) ||
    (type === WorkflowInputType.CHOICE && !input.options?.includes(input.defaultValue)));
  if (wrong) {
    throw refusal(`${subject}: defaultValue`, input.defaultValue, `it is no value of the type ${type}.`);
  }
  const parsed = type === WorkflowInputType.BOOLEAN || type === WorkflowInputType.NUMBER;
  // a call that must give a value has no default
  const preset = called && input.required ? undefined : input.defaultValue;
  return {
    ...input.description ? { description: input.description } : {},
    // a called workflow knows no choice
    type: called && type === WorkflowInputType.CHOICE ? WorkflowInputType.STRING : type,
    ...input.required ? { required: true } : {},
    ...preset !== undefined ? { default: parsed ? JSON.parse(preset) : preset } : {},
    ...input.options && !called ? { options: input.options } : {},
  };
}

const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const DAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';
const CRON_FIELDS: Array<{ min: number; max: number; names?: string }> = [
  { min: 0, max: 59 }, { min: 0, max: 23 }, { min: 1, max: 31 }, { min: 1, max: 12, names: MONTHS }, { min: 0, max: 6, names: DAYS },
];

/** The minutes of an hour in which a valid field starts runs, in order. */
function minutesOf(field: string): number[] {
  const isIn = (minute: number) => field.split(',').some(part => {
    const [range, step] = part.split('/');
    const [from, to = step === undefined ? from : 59] = range === '*' ? [0] : range.split('-').map(Number);
    return minute >= from && minute <= (range === '*' ? 59 : to) && (minute - from) % Number(step ?? 1) === 0;
  });
  return Array.from({ length: 60 }, (_, minute) => minute).filter(isIn);
}

function checkCron(cron: string): string {
  const fields = cron.split(' ');
  const valid = fields.length === 5 && fields.every((field, index) => field.split(',').every(part => {
    const { min, max, names } = CRON_FIELDS[index];
    const [range, step, ...more] = part.split('/');
    const ends = range === '*' ? [] : range.split('-');
    const numbers = ends.map(end => {
      const named = names?.split('|').indexOf(end.toUpperCase()) ?? -1;
      return named >= 0 ? named + min : /^\d+$/.test(end) ? Number(end) : NaN;
    });
    return more.length === 0 && ends.length < 3 && numbers.every(n => n >= min && n <= max) && !(numbers[0] > numbers[1])
      && (step === undefined || (/^\d+$/.test(step) && Number(step) > 0 && Number(step) <= max));
  }));
  const often = valid && minutesOf(fields[0]).some((minute, index, all) => all[index + 1] - minute < 5);
  if (!valid || often) {
    throw refusal('triggers: schedule', cron, often
      ? 'GitHub starts runs at most every five minutes. Try "*/5" for the minute.'
      : 'a schedule is five fields of POSIX cron: minute, hour, day of the month, month, day of the week. Try "17 3 * * *".');
  }
  return cron;
}
