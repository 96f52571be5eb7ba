import { github, release, type Project, type YamlFile } from 'projen';
import { checkSteps } from './check-workflow';
import { finish, type OwnJob } from './finish-workflow';
import type { Job } from './jobs';
import { mergeNeeds } from './permissions';
import { refusal } from './refusal';
import { rewrite } from './rewritten-file';

/** The workflows that are ours. */
const created = new WeakSet<github.GithubWorkflow>();

/** Our jobs, by workflow. */
const ownJobs = new WeakMap<github.GithubWorkflow, Map<string, OwnJob>>();

/** Jobs of ours that a job of somebody else's waits for, by workflow: whoever adds that one may do so later. */
const awaited = new WeakMap<github.GithubWorkflow, Map<string, Set<string>>>();

/** The GitHub components of repositories: projen looks for one through all that a project has. */
const hubs = new WeakMap<Project, github.GitHub>();

/** The GitHub component that a project's workflows belong to. */
export function githubOf(project: Project, subject: string): github.GitHub {
  const hub = hubs.get(project.root) ?? github.GitHub.of(project.root);
  if (!hub) {
    throw refusal(subject, project.root.name, 'the project has no GitHub component to add a workflow to. Switch on its option `github`.');
  }
  if (!hub.workflowsEnabled) {
    throw refusal(subject, project.root.name, 'the workflows of the project are turned off. Leave out `workflows: false` of `githubOptions`.');
  }
  hubs.set(project.root, hub);
  return hub;
}

/** The default branches of projects. */
const defaultBranches = new WeakMap<Project, string>();

/** The branch that a project publishes from, as far as projen knows it. */
export function defaultBranchOf(project: Project): string {
  const branch = defaultBranches.get(project) ?? releaseOf(project)?.branches[0] ?? 'main';
  defaultBranches.set(project, branch);
  return branch;
}

/** The releases of a project: its own, or those of the repository. */
export function releaseOf(project: Project): release.Release | undefined {
  return release.Release.of(project) ?? release.Release.of(project.root);
}

/** Whether projen makes the releases of a project, in a workflow. */
export function releasedByProjen(project: Project): boolean {
  const made = releaseOf(project);
  // projen keeps to itself whether a person starts a release by hand, and then makes no workflow for it
  const { releaseTrigger } = (made ?? {}) as { releaseTrigger?: release.ReleaseTrigger };
  return made !== undefined && !releaseTrigger?.isManual;
}

/** An object without keys that overrides and patches may add some to: projen drops one that has no class. */
class NoPermissions {}

/** Creates a workflow that permits nothing by itself and whose runs follow one another. */
export function createWorkflow(hub: github.GitHub, name: string, on: Record<string, unknown>): github.GithubWorkflow {
  if (!/^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9_-])?$/.test(name) || name.length > 200) {
    throw refusal('workflowName', name, 'the name of a workflow is its file\'s name too: letters, digits, " ", ".", "_" and "-", at most 200 of them, and neither " " nor "." at its end.');
  }
  const fileName = `${name.toLowerCase().replace(/ /g, '-')}.yml`;
  const workflow = newWorkflow(hub, name, fileName);
  workflow.on(Object.fromEntries(Object.entries(on).map(([event, value]) => [event.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), value])));
  fileOf(workflow, 'workflow').addOverride('permissions', new NoPermissions());
  created.add(workflow);
  return workflow;
}

/** Adds a workflow. Refuses one whose name or file is taken, which projen finds out. */
function newWorkflow(hub: github.GitHub, name: string, fileName: string): github.GithubWorkflow {
  try {
    return new github.GithubWorkflow(hub, name, {
      fileName,
      limitConcurrency: true,
      concurrencyOptions: { group: name, cancelInProgress: false },
    });
  } catch (error) {
    if (!/^There is already a/.test((error as Error).message)) {
      throw error;
    }
    throw refusal('workflowName', name, 'the project has a workflow of that name. Give this one another with `workflowName`, or join that one with `workflow`.');
  }
}

/** Adds a job whose permissions carry their reasons. Refuses an id that is taken. */
export function addJob(workflow: github.GithubWorkflow, id: string, job: Job): void {
  if (workflow.jobs[id]) {
    throw refusal('The job', id, `the workflow "${workflow.name}" has a job of that id. Give the image another id.`);
  }
  setJob(workflow, id, job);
}

/** As `addJob`, in place of the job of ours that was there. */
export function replaceJob(workflow: github.GithubWorkflow, id: string, job: Job): void {
  const own = ownJobs.get(workflow)?.get(id);
  if (own || workflow.jobs[id]) {
    checkOwn(workflow, [id]);
  }
  if (own?.job !== job) {
    setJob(workflow, id, job);
  }
}

/** Refuses a job of somebody else's in place of ours: projen lets the last one win. */
export function checkOwn(workflow: github.GithubWorkflow, ids: readonly string[]): void {
  for (const id of ids) {
    if (workflow.jobs[id] !== ownJobs.get(workflow)?.get(id)?.made) {
      throw refusal('The job', id, `an image has a job of that id in the workflow "${workflow.name}", and another was added in its place. Give that one another id.`);
    }
  }
}

function setJob(workflow: github.GithubWorkflow, id: string, job: Job): void {
  checkSteps(workflow, id, job);
  const needs = mergeNeeds(job.permissions);
  const permissions = Object.fromEntries(needs.map(({ permission, level }) => [permission.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), level]));
  const steps: github.workflows.JobStep[] = [];
  workflow.updateJob(id, { ...job, permissions, steps });
  // filled only now, because newer projen gives an id to every step that it sees
  steps.push(...job.steps);
  annotate(workflow).set(id, { job, made: workflow.jobs[id], needs });
}

/**
 * Lets a job that is not ours, if there is one of that id at synthesis, wait for jobs of ours: it does not run where one of them has
 * failed, and does where they were not meant to run.
 */
export function waitFor(workflow: github.GithubWorkflow, id: string, ours: readonly string[]): void {
  const jobs = awaited.get(workflow) ?? new Map<string, Set<string>>();
  awaited.set(workflow, jobs.set(id, new Set([...jobs.get(id) ?? [], ...ours])));
}

/** The file of a workflow; a workflow that is switched off has none. */
export function fileOf(workflow: github.GithubWorkflow, subject: string): YamlFile {
  if (!workflow.file) {
    throw refusal(subject, workflow.name, 'the workflow is never written, since the workflows of its project are turned off.');
  }
  return workflow.file;
}

function annotate(workflow: github.GithubWorkflow): Map<string, OwnJob> {
  const known = ownJobs.get(workflow);
  if (known) {
    return known;
  }
  const jobs = new Map<string, OwnJob>();
  ownJobs.set(workflow, jobs);
  rewrite(fileOf(workflow, 'workflow'), document => finish(document, created.has(workflow), jobs, awaited.get(workflow) ?? new Map()));
  return jobs;
}
