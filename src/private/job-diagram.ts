import { visible } from './markdown';
import { legsOf } from './matrix-legs';
import { MAY_PUBLISH, mayPublish } from './triggers';
import type { WrittenJob, WrittenPermissions, WrittenWorkflow } from './written-workflow';

/** The most legs of a matrix that a job shows. */
const MOST_LEGS = 8;

/**
 * How the jobs of a workflow depend on each other, in the language of Mermaid. Jobs that publish have a thick frame.
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function jobDiagram(workflow: WrittenWorkflow, publishing: readonly string[]): string[] {
  const nodes = nodesOf(Object.keys(workflow.jobs));
  const jobs = Object.entries(workflow.jobs);
  const thick = publishing.flatMap(id => nodes.get(id) ?? []);
  const dashed = jobs.flatMap(([id, job]) => isCheck(job) ? nodes.get(id)! : []);
  const others = Object.keys(workflow.on).filter(event => !mayPublish({ [event]: {} })).map(event => event.replace(/_/g, ' '));
  return [
    'flowchart LR',
    ...jobs.map(([id, job]) => `  ${nodes.get(id)}["${linesOf(id, job, workflow.permissions, others).map(label).join('<br/>')}"]`),
    ...jobs.flatMap(([id, { needs = [] }]) => [needs].flat().flatMap(need => nodes.has(need) ? `  ${nodes.get(need)} --> ${nodes.get(id)}` : [])),
    ...styled(thick, 'publishes', 'stroke-width:3px'),
    ...styled(dashed, 'checks', 'stroke-dasharray:6 4'),
  ];
}

function styled(nodes: readonly string[], name: string, style: string): string[] {
  return nodes.length ? [`  classDef ${name} ${style}`, `  class ${nodes.join(',')} ${name}`] : [];
}

/** Whether a job runs only where nothing is published. */
function isCheck(job: WrittenJob): boolean {
  return job.if?.includes(`!${MAY_PUBLISH}`) ?? false;
}

/** Names of the nodes: that of a job may be a word of Mermaid's, or hold an arrow. */
function nodesOf(ids: readonly string[]): ReadonlyMap<string, string> {
  const nodes = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of ids) {
    let node = `job_${id.replace(/[^A-Za-z0-9]/g, '_')}`;
    while (taken.has(node)) {
      node += '_';
    }
    taken.add(node);
    nodes.set(id, node);
  }
  return nodes;
}

/** What a job says of itself: its name, its legs, what it calls, when it runs, what it may do. */
function linesOf(id: string, job: WrittenJob, inherited: WrittenPermissions | undefined, others: readonly string[]): string[] {
  const { title, legs } = legsOf(job.name ?? id, job.strategy?.matrix);
  return [
    title,
    ...legs.slice(0, MOST_LEGS),
    ...legs.length > MOST_LEGS ? [`and ${legs.length - MOST_LEGS} more`] : [],
    ...job.uses === undefined ? [] : [`calls ${job.uses}`],
    ...isCheck(job) && others.length ? [`on ${others.join(', ')}`] : [],
    ...permissionsOf(job.permissions ?? inherited),
  ];
}

function permissionsOf(permissions: WrittenPermissions | undefined): string[] {
  if (permissions === undefined || typeof permissions === 'string') {
    return [permissions === undefined ? 'default permissions' : `permissions: ${permissions}`];
  }
  const given = Object.entries(permissions).filter(([, level]) => level !== 'none');
  return given.length ? given.map(([permission, level]) => `${permission}: ${level}`) : ['no permissions'];
}

/**
 * A line of a label. Quotes, HTML and comments are Mermaid's too. So are entities whose line has "style" and a colon before them, with
 * no space in between: of that line it drops the last semicolon. New lines, math and icons are read even out of entities, unless
 * something that cannot be seen is in between.
 */
function label(line: string): string {
  const entity = (letter: string) => `#${letter.codePointAt(0)};`;
  return visible(line).trim().replace(/\\(?=n)|\$(?=\$)|:(?=fa-)/g, '$&\u200b').replace(/:(?! )|[^\p{L}\p{N} .,:/()@+=-]/gu, entity);
}
