import type { IConstruct } from 'constructs';
import type { Component, github } from 'projen';
import type { ImageJobOptions } from '../image-job-options';
import { ImageWorkflow } from '../image-workflow';
import { checkReferences } from './check-workflow';
import { warnOfOverrides } from './declared';
import { refusal } from './refusal';
import { eventsOf, mayCheck, mayPublish } from './triggers';
import { checkJobId, checkOwn, fileOf, githubOf } from './workflow-file';

/** The workflow that the jobs of an image live in. */
export interface Host {
  readonly workflow: github.GithubWorkflow;
  /** The workflow as ours; undefined where it is somebody else's, whose triggers may change until synthesis. */
  readonly own?: ImageWorkflow;
}

/** Finds or makes the workflow for an image: that of the scope, the one that the user names, or one of its own. */
export function hostOf(image: Component, subject: string, scope: IConstruct, id: string, options: ImageJobOptions): Host {
  const inside = scope.node.scopes.reverse().find((one): one is ImageWorkflow => one instanceof ImageWorkflow);
  const given = inside?.workflow ?? options.workflow;
  for (const option of ['triggers', 'workflowName'] as const) {
    if (given && options[option]) {
      throw refusal(`${subject}: ${option}`, JSON.stringify(options[option]), `the workflow "${given.name}" has its own. Leave the option out, or give the image no workflow.`);
    }
  }
  if (inside && options.workflow) {
    throw refusal(`${subject}: workflow`, options.workflow.name, `the image is declared in the workflow "${inside.workflow.name}". Leave the option out, or declare it in the project.`);
  }
  if (options.workflow) {
    const hub = githubOf(image.project, subject);
    fileOf(options.workflow, `${subject}: workflow`);
    if (hub.tryFindWorkflow(options.workflow.name) !== options.workflow) {
      throw refusal(`${subject}: workflow`, options.workflow.name, 'it belongs to another project. Name a workflow of the image\'s own project.');
    }
    return { workflow: options.workflow };
  }
  const own = inside
    ?? new ImageWorkflow(image, id, { triggers: options.triggers, workflowName: options.workflowName });
  return { workflow: own.workflow, own };
}

/** Refuses, before anything is written, what depends on jobs and triggers that may be added to a workflow later. */
export function checkAtSynthesis(subject: string, { workflow, own }: Host, ids: readonly string[], needs: readonly string[]): void {
  checkOwn(workflow, ids);
  for (const id of needs) {
    if (!workflow.jobs[id]) {
      throw refusal(`${subject}: needs`, id, `the workflow "${workflow.name}" has no such job. It has: ${Object.keys(workflow.jobs).join(', ')}.`);
    }
  }
  checkReferences(workflow, ids, own !== undefined);
  warnOfOverrides(githubOf(workflow.project, subject), ids.map(id => workflow.jobs[id] as github.workflows.Job));
  const events = eventsOf(workflow);
  if (!own && !mayPublish(events)) {
    throw refusal(`${subject}: workflow`, workflow.name, `it is triggered by ${Object.keys(events).join(', ') || 'nothing'}, and an image is published on push, schedule, release, workflow_dispatch, repository_dispatch or workflow_call only. Add one of them, or give the image no workflow.`);
  }
}

/** Whether jobs must look at the event: the workflow may be run by one that must not publish. */
export function isGuarded({ workflow, own }: Host): boolean {
  return !own || mayCheck(eventsOf(workflow));
}

/** Adds a job of the user's that waits for the publish job. */
export function addDownstreamJob(workflow: github.GithubWorkflow, publishJobId: string, id: string, job: github.workflows.Job): void {
  checkJobId(workflow, id);
  workflow.addJob(id, { ...job, needs: [...new Set([...job.needs ?? [], publishJobId])] });
}
