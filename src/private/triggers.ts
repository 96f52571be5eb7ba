import { WorkflowInputType, type PublishTriggers, type WorkflowInput } from '../publish-triggers';
import { hasExpression } from './expression';
import { refusal } from './refusal';

/** Events that may publish. What a pull request starts may not, and a called workflow sees the event of its caller. */
export const PUBLISHING_EVENTS = ['push', 'schedule', 'release', 'workflow_dispatch', 'repository_dispatch'];

/** The condition under which the run's event may publish. */
export const MAY_PUBLISH = `contains(fromJSON('${JSON.stringify(PUBLISHING_EVENTS)}'), github.event_name)`;

type On = Record<string, Record<string, unknown> | Array<Record<string, unknown>>>;

/** The triggers of a workflow as its `on` says them. Refuses what GitHub would refuse or never run. */
export function renderTriggers(triggers: PublishTriggers, defaultBranch: string): On {
  const { gitTags, schedule, repositoryDispatch, paths } = triggers;
  const inputs = Object.entries(triggers.inputs ?? {});
  const manual = triggers.manual ?? !triggers.workflowCall;
  const others = gitTags ?? schedule ?? repositoryDispatch
    ?? (triggers.releases || triggers.workflowCall || triggers.manual || inputs.length > 0 || undefined);
  const branches = triggers.branches ?? (others === undefined ? [defaultBranch] : undefined);
  for (const [option, list] of Object.entries({ branches: triggers.branches, gitTags, paths, schedule, repositoryDispatch })) {
    if (list?.length === 0 || list?.some(text => text.trim() === '' || hasExpression(text))) {
      throw refusal(`triggers: ${option}`, JSON.stringify(list), 'it takes at least one text, none of them empty or with an expression: '
        + 'GitHub evaluates none there. Leave the option out where nothing is meant.');
    }
  }
  if (paths && !branches) {
    throw refusal('triggers: paths', JSON.stringify(paths), 'paths filter pushes to branches, and no branch triggers this workflow. Name `branches`, or leave `paths` out.');
  }
  if (inputs.length > 0 && !manual && !triggers.workflowCall) {
    throw refusal('triggers: inputs', inputs.map(([name]) => name).join(', '), 'inputs are given by hand or by a call, and this workflow is run by neither. Set `manual` or `workflowCall`.');
  }
  const push = { ...branches ? { branches } : {}, ...gitTags ? { tags: gitTags } : {}, ...paths ? { paths } : {} };
  const render = (called: boolean) => inputs.length
    ? { inputs: Object.fromEntries(inputs.map(([name, input]) => [name, renderInput(name, input, called)])) }
    : {};
  return {
    ...Object.keys(push).length ? { push } : {},
    ...schedule ? { schedule: schedule.map(cron => ({ cron: checkCron(cron) })) } : {},
    ...triggers.releases ? { release: { types: ['published'] } } : {},
    ...repositoryDispatch ? { repository_dispatch: { types: repositoryDispatch } } : {},
    ...triggers.workflowCall ? { workflow_call: render(true) } : {},
    ...manual ? { workflow_dispatch: render(false) } : {},
  };
}

/** The events, but for runs by hand, that are there to publish. */
export function publishingEvents(on: object): string[] {
  const events = Object.keys(on).filter(event => event !== 'workflow_call');
  const named = events.filter(event => event !== 'workflow_dispatch');
  return named.length ? named : events;
}

function renderInput(name: string, input: WorkflowInput, called: boolean): Record<string, unknown> {
  const type = input.type ?? WorkflowInputType.STRING;
  const subject = `triggers: inputs: ${name}`;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) {
    throw refusal('triggers: inputs', name, 'the name of an input begins with a letter or "_", and goes on with letters, digits, "-" and "_".');
  }
  if ((type === WorkflowInputType.CHOICE) !== (input.options !== undefined) || input.options?.length === 0) {
    throw refusal(subject, type, 'a choice, and nothing else, has `options`. Name them, or change the type.');
  }
  const wrong = input.defaultValue !== undefined && (
    (type === WorkflowInputType.BOOLEAN && !/^(true|false)$/.test(input.defaultValue)) ||
    (type === WorkflowInputType.NUMBER && !/^-?\d+(\.\d+)?$/.test(input.defaultValue)) ||
    (type === WorkflowInputType.CHOICE && !input.options?.includes(input.defaultValue)));
  if (wrong) {
    throw refusal(`${subject}: defaultValue`, input.defaultValue, `it is no value of the type ${type}.`);
  }
  const parsed = type === WorkflowInputType.BOOLEAN || type === WorkflowInputType.NUMBER;
  return {
    ...input.description ? { description: input.description } : {},
    // a called workflow knows no choice
    type: called && type === WorkflowInputType.CHOICE ? WorkflowInputType.STRING : type,
    ...input.required ? { required: true } : {},
    ...input.defaultValue !== undefined ? { default: parsed ? JSON.parse(input.defaultValue) : input.defaultValue } : {},
    ...input.options && !called ? { options: input.options } : {},
  };
}

const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const DAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';
const CRON_FIELDS: Array<{ min: number; max: number; names?: string }> = [
  { min: 0, max: 59 }, { min: 0, max: 23 }, { min: 1, max: 31 }, { min: 1, max: 12, names: MONTHS }, { min: 0, max: 6, names: DAYS },
];

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
  if (!valid) {
    throw refusal('triggers: schedule', cron, 'a schedule is five fields of POSIX cron: minute, hour, day of the month, month, day of the week. Try "17 3 * * *".');
  }
  return cron;
}
