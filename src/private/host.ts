import type { IConstruct } from 'constructs';
import type { Component, github } from 'projen';
import type { ImageJobOptions } from '../image-job-options';
import type { ImageTag } from '../image-tag';
import { ImageWorkflow } from '../image-workflow';
import type { BoundDestination } from './publish-job';
import { refusal } from './refusal';
import { PUBLISHING_EVENTS } from './triggers';
import { fileOf, githubOf } from './workflow-file';

/** The workflow that the jobs of an image live in. */
export interface Host {
  readonly workflow: github.GithubWorkflow;
  /** The workflow as ours; undefined where it is somebody else's. */
  readonly own?: ImageWorkflow;
  /** Whether its triggers may be some that must not publish: those of somebody else, or of a caller. */
  readonly guarded: boolean;
}

/** Finds or makes the workflow for an image: that of the scope, the one that the user names, or one of its own. */
export function hostOf(image: Component, subject: string, scope: IConstruct, id: string, options: ImageJobOptions): Host {
  const given = scope instanceof ImageWorkflow ? scope.workflow : options.workflow;
  for (const option of ['triggers', 'workflowName'] as const) {
    if (given && options[option]) {
      throw refusal(`${subject}: ${option}`, JSON.stringify(options[option]), `the workflow "${given.name}" has its own. Leave the option out, or give the image no workflow.`);
    }
  }
  if (scope instanceof ImageWorkflow && options.workflow) {
    throw refusal(`${subject}: workflow`, options.workflow.name, `the image is declared in the workflow "${scope.workflow.name}". Leave the option out, or declare it in the project.`);
  }
  if (options.workflow) {
    githubOf(image.project, subject);
    fileOf(options.workflow, `${subject}: workflow`);
    return { workflow: options.workflow, guarded: true };
  }
  const own = scope instanceof ImageWorkflow
    ? scope
    : new ImageWorkflow(image, id, { triggers: options.triggers, workflowName: options.workflowName });
  return { workflow: own.workflow, own, guarded: 'workflow_call' in triggersOf(own.workflow) };
}

/** Refuses a trigger that is there to publish and under which the image has no tag. */
export function checkTagsUnderTriggers(subject: string, own: ImageWorkflow | undefined, tags: readonly ImageTag[]): void {
  const only = tags.map(tag => tag._bind().event);
  for (const event of own?._events ?? []) {
    if (!only.some(name => name === undefined || name === event)) {
      throw refusal(`${subject}: tags`, only.join(', '), `no tag could be published on the event "${event}". Add a tag such as ImageTag.of("latest"), or do not trigger it.`);
    }
  }
}

/** Refuses, before anything is written, what depends on jobs and triggers that may be added to a workflow later. */
export function checkAtSynthesis(subject: string, { workflow, own }: Host, needs: readonly string[]): void {
  for (const id of needs) {
    if (!workflow.jobs[id]) {
      throw refusal(`${subject}: needs`, id, `the workflow "${workflow.name}" has no such job. It has: ${Object.keys(workflow.jobs).join(', ')}.`);
    }
  }
  const events = Object.keys(triggersOf(workflow)).map(event => event.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`));
  if (!own && !events.some(event => event === 'workflow_call' || PUBLISHING_EVENTS.includes(event))) {
    throw refusal(`${subject}: workflow`, workflow.name, `it is triggered by ${events.join(', ') || 'nothing'}, and an image is published on ${PUBLISHING_EVENTS.join(', ')} only. Add one of them, or give the image no workflow.`);
  }
}

/** Which image publishes what, by project. */
const claims = new WeakMap<object, Map<string, string>>();

/** Refuses to publish the same tag of the same image twice. */
export function claimTags(
  subject: string, root: object, destinations: readonly BoundDestination[], tags: readonly ImageTag[], options: ImageJobOptions,
): void {
  const claimed = claims.get(root) ?? new Map<string, string>();
  claims.set(root, claimed);
  for (const { host, path, when } of destinations) {
    for (const tag of tags) {
      const reference = `${host}/${path}:${tag._bind().text}`;
      const key = JSON.stringify([reference, when, options.condition, options.publishWhen, options.onlyInRepository]);
      const other = claimed.get(key);
      if (other) {
        throw refusal(subject, reference, `${other === subject ? 'it' : other} publishes that already. Give one of them another name or another tag.`);
      }
      claimed.set(key, subject);
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

/** What triggers a workflow. projen keeps it to itself. */
function triggersOf(workflow: github.GithubWorkflow): object {
  const on = (workflow as unknown as { events: Record<string, unknown> }).events;
  return Object.fromEntries(Object.entries(on).map(([event, value]) => [event === 'workflowCall' ? 'workflow_call' : event, value]));
}

/** Adds a job of the user's that waits for the publish job. */
export function addDownstreamJob(workflow: github.GithubWorkflow, publishJobId: string, id: string, job: github.workflows.Job): void {
  if (workflow.jobs[id]) {
    throw refusal('addDownstreamJob', id, `the workflow "${workflow.name}" has a job of that id. Give yours another.`);
  }
  workflow.addJob(id, { ...job, needs: [...new Set([...job.needs ?? [], publishJobId])] });
}
