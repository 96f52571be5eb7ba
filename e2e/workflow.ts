import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { holds } from './expressions';
import { runSteps, type JobInput, type JobRun, type Result, type Workflow } from './job';
import { legsOf } from './matrix';
import { githubContext, type RunOptions } from './run-options';

/** What all legs of a job did. */
export interface LegsRun {
  readonly result: Result;
  readonly outputs: Record<string, string>;
  readonly legs: JobRun[];
}

/** What a workflow did. */
export interface WorkflowRun {
  readonly result: Result;
  readonly jobs: Record<string, LegsRun>;
}

const SKIPPED: JobRun = { result: 'skipped', log: '', outputs: {}, summary: '', waits: [], files: [], filesWithSecrets: [] };

/**
 * Runs a workflow as GitHub would: its jobs in the order of their `needs`, legs of a matrix one after another.
 *
 * @param yaml the text of its file
 * @throws if the event does not trigger it, or it holds what GitHub would refuse
 */
export async function runWorkflow(yaml: string, options: RunOptions = {}): Promise<WorkflowRun> {
  const workflow: Workflow = parse(yaml);
  const event = String(githubContext(workflow.name, options).event_name);
  // a called workflow sees the event of its caller
  if (!(event in workflow.on || 'workflow_call' in workflow.on)) {
    throw new Error(`The event "${event}" does not trigger the workflow "${workflow.name}"`);
  }
  return withArtifacts(async artifacts => {
    const done: Record<string, LegsRun> = {};
    for (const id of inOrder(workflow)) {
      done[id] = await runLegs(workflow, id, done, artifacts, options);
    }
    return { result: Object.values(done).some(({ result }) => result === 'failure') ? 'failure' : 'success', jobs: done };
  });
}

/**
 * Runs a single job, which needs no other and has no matrix.
 *
 * @param yaml the text of the workflow's file
 */
export async function runJob(yaml: string, id: string, options: RunOptions = {}): Promise<JobRun> {
  const workflow: Workflow = parse(yaml);
  const { needs, strategy } = workflow.jobs[id];
  if (needs !== undefined || strategy !== undefined) {
    throw new Error(`The job "${id}" needs others or has a matrix: run the whole workflow`);
  }
  const { legs } = await withArtifacts(async artifacts => runLegs(workflow, id, {}, artifacts, options));
  return legs[0] ?? SKIPPED;
}

async function withArtifacts<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-artifacts-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runLegs(
  workflow: Workflow, id: string, done: Record<string, LegsRun>, artifacts: string, options: RunOptions,
): Promise<LegsRun> {
  const job = workflow.jobs[id];
  const needs = Object.fromEntries(needsOf(workflow, id).map(need => [need, { result: done[need].result, outputs: done[need].outputs }]));
  const contexts = { github: githubContext(workflow.name, options), needs, vars: options.vars ?? {}, inputs: options.inputs ?? {} };
  // GitHub looks at all jobs before this one, not only at those that it names
  const before = ancestorsOf(workflow, id).map(ancestor => done[ancestor].result);
  const status = { success: before.every(result => result === 'success'), failure: before.includes('failure') };
  if (!holds(job.if, contexts, status)) {
    return { result: 'skipped', outputs: {}, legs: [] };
  }
  const failFast = job.strategy?.['fail-fast'] ?? true;
  const matrices = legsOf(job.strategy?.matrix, contexts);
  const legs: JobRun[] = [];
  for (const [index, matrix] of matrices.entries()) {
    const strategy = { 'fail-fast': failFast, 'job-index': index, 'job-total': matrices.length };
    const input: JobInput = { id, leg: index, needs, matrix, strategy, artifacts };
    legs.push(await runSteps(workflow, job, input, options));
    if (failFast && legs[index].result === 'failure') {
      break;
    }
  }
  const kept = legs.flatMap(({ outputs }) => Object.entries(outputs).filter(([, value]) => value !== ''));
  return { result: legs.some(({ result }) => result === 'failure') ? 'failure' : 'success', outputs: Object.fromEntries(kept), legs };
}

function needsOf(workflow: Workflow, id: string): string[] {
  return [workflow.jobs[id].needs ?? []].flat();
}

function ancestorsOf(workflow: Workflow, id: string): string[] {
  return [...new Set(needsOf(workflow, id).flatMap(need => [need, ...ancestorsOf(workflow, need)]))];
}

function inOrder(workflow: Workflow): string[] {
  const ids = Object.keys(workflow.jobs);
  return ids.sort((one, other) => ancestorsOf(workflow, one).length - ancestorsOf(workflow, other).length);
}
