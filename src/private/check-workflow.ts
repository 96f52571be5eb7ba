import type { github } from 'projen';
import { EMBEDDED, hasExpression } from './expression';
import type { Job } from './jobs';
import { refusal } from './refusal';
import { eventsOf } from './triggers';

/** The expressions of a part of a workflow. What stands in a text of their own is left out, but for an index: it is no name. */
function expressionsIn(part: unknown, key?: string, found: string[] = []): string[] {
  if (typeof part === 'string' && (key === 'if' || hasExpression(part))) {
    const code = key === 'if' ? [part] : Array.from(part.matchAll(EMBEDDED), ([, inside]) => inside);
    found.push(...code.map(text => text.replace(/(?<!\[\s*)'(?:[^']|'')*'/g, "''")));
  } else if (typeof part === 'object' && part !== null) {
    for (const name of Object.keys(part)) {
      expressionsIn((part as Record<string, unknown>)[name], name, found);
    }
  }
  return found;
}

const MEMBER = "(?:\\.([A-Za-z_][\\w-]*)|\\['([^']+)'\\])";

/** The members of a context that expressions name: `steps.build.outputs.digest` gives `build`. */
function membersIn(expressions: readonly string[], context: string, member?: string): string[][] {
  const pattern = new RegExp(`(?<![\\w.-])${context}${MEMBER}${member ? `\\.${member}${MEMBER}` : ''}`, 'g');
  const matches = expressions.filter(text => text.includes(context)).flatMap(text => [...text.matchAll(pattern)]);
  return matches.map(([, ...groups]) => groups.filter(group => group !== undefined));
}

/** The members of a context that the expressions of a part of a workflow name. */
export function namesIn(part: object, context: string, member?: string): string[][] {
  return membersIn(expressionsIn(part), context, member);
}

/** Refuses a job in which two steps have one id, or a step looks at one that has not run before it. */
export function checkSteps(workflow: github.GithubWorkflow, id: string, job: Job): void {
  const before: string[] = [];
  for (const step of job.steps) {
    if ((step.run === undefined) === (step.uses === undefined)) {
      throw refusal(`The job "${id}": step`, step.name ?? step.id ?? step, `a step has either \`run\` or \`uses\`, and this one has ${step.run === undefined ? 'neither' : 'both'}. Give it one of them.`);
    }
    const unseen = namesIn(step, 'steps').map(([name]) => name).find(name => !before.includes(name));
    if (unseen !== undefined) {
      throw refusal(`The job "${id}": the step ${JSON.stringify(step.name ?? step.id ?? 'without a name')} looks at`, unseen, `no step of that id runs before it. There are: ${before.join(', ') || 'none'}.`);
    }
    if (step.id !== undefined && before.includes(step.id)) {
      throw refusal(`The job "${id}": step`, step.id, `two steps have that id in the workflow "${workflow.name}". Give yours another.`);
    }
    before.push(...step.id === undefined ? [] : [step.id]);
  }
}

/** Refuses, when all jobs are known, one of ours that looks at a job or an output that it cannot see, or waits for itself. */
export function checkReferences(workflow: github.GithubWorkflow, ids: readonly string[], ours: boolean): void {
  const jobs = workflow.jobs as Record<string, github.workflows.Job>;
  const events = eventsOf(workflow) as Record<string, { inputs?: object } | undefined>;
  const inputs = [events.workflow_dispatch, events.workflow_call].flatMap(event => Object.keys(event?.inputs ?? {}));
  for (const id of ids) {
    const job = jobs[id];
    const subject = `The job "${id}" of the workflow "${workflow.name}" looks at`;
    const expressions = expressionsIn(job);
    for (const [name] of membersIn(expressions, 'needs')) {
      if (name === id) {
        throw refusal(subject, `needs.${name}`, 'that is itself. It runs `setupSteps`, checks out, and runs the steps of `prepare`, in that order: use the output of a step before, `steps.<id>.outputs`.');
      }
      if (!job.needs?.includes(name)) {
        throw refusal(subject, `needs.${name}`, `it waits for ${job.needs?.join(', ') || 'no job'}. Add the job to \`needs\`.`);
      }
    }
    for (const [name, output] of membersIn(expressions, 'needs', 'outputs')) {
      const outputs = jobs[name]?.steps ? Object.keys(jobs[name].outputs ?? {}) : undefined;
      if (outputs && !outputs.includes(output)) {
        throw refusal(subject, `needs.${name}.outputs.${output}`, `that job has ${outputs.length ? `the outputs ${outputs.join(', ')}` : 'no outputs'}. Name one of them, or declare it there.`);
      }
    }
    const unknown = ours && membersIn(expressions, 'inputs').map(([name]) => name).find(name => !inputs.some(input => input.toLowerCase() === name.toLowerCase()));
    if (unknown) {
      throw refusal(subject, `inputs.${unknown}`, `the workflow has ${inputs.length ? `the inputs ${inputs.join(', ')}` : 'no inputs'}. Declare it in \`triggers.inputs\`.`);
    }
    const circle = circleOf(jobs, id);
    if (circle) {
      throw refusal(`The job "${id}" of the workflow "${workflow.name}" waits for itself by way of`, circle.join(', '), 'jobs run one after another. Leave one of these `needs` out.');
    }
  }
}

/** The jobs by way of which one waits for itself; undefined where it does not. */
function circleOf(jobs: Record<string, github.workflows.Job>, id: string): string[] | undefined {
  const seen = new Set<string>();
  const search = (current: string, way: string[]): string[] | undefined => {
    for (const next of jobs[current]?.needs ?? []) {
      if (next === id) {
        return [...way, next];
      }
      if (!seen.has(next)) {
        seen.add(next);
        const found = search(next, [...way, next]);
        if (found) {
          return found;
        }
      }
    }
    return undefined;
  };
  return search(id, []);
}
