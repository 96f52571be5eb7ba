import type { IConstruct } from 'constructs';
import type { Component, Project, github } from 'projen';
import type { ImageJobOptions } from '../image-job-options';
import { ImageWorkflow } from '../image-workflow';
import { checkReferences } from './check-workflow';
import { warnOfOverrides } from './declared';
import { Downstream } from './downstream';
import { and } from './expression';
import { jobId, type Job } from './jobs';
import { joinedBy, makeRoom, type Joined } from './projen-workflows';
import { refusal } from './refusal';
import type { TagContext } from './tag-plan';
import { eventsOf, isVersioned, mayCheck, mayPublish } from './triggers';
import { checkOwn, fileOf, githubOf, replaceJob } from './workflow-file';

/** A workflow that the jobs of an image live in. */
export interface Host {
  readonly workflow: github.GithubWorkflow;
  /** The workflow as ours; undefined where it is somebody else's, whose triggers may change until synthesis. */
  readonly own?: ImageWorkflow;
  /** How it is joined, where it is one of projen's. */
  readonly joined?: Joined;
}

/** All workflows that the jobs of an image live in. */
export class Home {
  private readonly downstream = new Downstream();

  constructor(
    /** Those that are there when the image is declared. */
    public readonly hosts: readonly Host[],
    /** The one that the image belongs to with others; each has their own where that is a workflow of the user's. */
    public readonly own: ImageWorkflow | undefined,
    /** The id of the job that publishes, in each of them. */
    public readonly publishJobId: string,
    private readonly project: Project,
    private readonly subject: string,
    private readonly needs: readonly string[],
  ) {}

  /** The first of them, in which a user looks for the jobs. */
  public get workflow(): github.GithubWorkflow {
    return this.hosts[0]?.workflow ?? this.own!.workflow;
  }

  /** Whether any of them publishes versions. */
  public get versioned(): boolean {
    return this.own?._joins.includes('projenRelease') || this.hosts.some(({ workflow }) => isVersioned(eventsOf(workflow)));
  }

  /** Whether another image is in the same workflows. */
  public isOf(other: Home): boolean {
    return this.own ? this.own === other.own : this.workflow === other.workflow;
  }

  /** All of them, those of projen's included, which may be declared after the image. */
  public get all(): Host[] {
    const joined = this.own?._joins.flatMap(join => joinedBy(this.project, this.subject, join)) ?? [];
    return [...this.hosts, ...joined.map(one => ({ workflow: one.workflow, joined: one }))];
  }

  /** Adds a job of the user's that waits for what is published, in each of them that publishes. */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    this.downstream.add(id, job, this.hosts.filter(publishes).map(({ workflow }) => workflow), [this.publishJobId]);
  }

  /**
   * Puts jobs into one of them for good, in place of those of the same ids, and refuses what could be known only now.
   * @param takesOver whether they take over what projen has built
   */
  public settle(host: Host, jobs: ReadonlyArray<[string, Job]>, takesOver: boolean = false): void {
    if (host.joined) {
      makeRoom(this.project, host.joined, jobs, takesOver);
    }
    jobs.forEach(([id, job]) => replaceJob(host.workflow, id, job));
    if (publishes(host)) {
      this.downstream.place(host.workflow, [this.publishJobId]);
    }
    checkAtSynthesis(this.subject, host, jobs.map(([id]) => id), this.needs);
  }
}

/** Finds or makes the workflows for an image: those of the scope, the one that the user names, or some of its own. */
export function homeOf(image: Component, subject: string, scope: IConstruct, id: string, options: ImageJobOptions): Home {
  const home = (hosts: readonly Host[], joint?: ImageWorkflow) => new Home(hosts, joint, jobId('publish', id), image.project, subject, options.needs ?? []);
  const inside = scope.node.scopes.reverse().find((one): one is ImageWorkflow => one instanceof ImageWorkflow);
  const given = inside ? inside._name : options.workflow?.name;
  for (const option of ['triggers', 'workflowName'] as const) {
    if (given !== undefined && options[option]) {
      throw refusal(`${subject}: ${option}`, JSON.stringify(options[option]), `the workflow "${given}" has its own. Leave the option out, or give the image no workflow.`);
    }
  }
  if (inside && options.workflow) {
    throw refusal(`${subject}: workflow`, options.workflow.name, `the image is declared in the workflow "${inside._name}". Leave the option out, or declare it in the project.`);
  }
  if (options.workflow) {
    const hub = githubOf(image.project, subject);
    fileOf(options.workflow, `${subject}: workflow`);
    if (hub.tryFindWorkflow(options.workflow.name) !== options.workflow) {
      throw refusal(`${subject}: workflow`, options.workflow.name, 'it belongs to another project. Name a workflow of the image\'s own project.');
    }
    return home([{ workflow: options.workflow }]);
  }
  const own = inside
    ?? new ImageWorkflow(image, id, { triggers: options.triggers, workflowName: options.workflowName });
  return home(own._workflow ? [{ workflow: own._workflow, own }] : [], own);
}

/** Refuses, before anything is written, what depends on jobs and triggers that may be added to a workflow later. */
function checkAtSynthesis(subject: string, { workflow, own, joined }: Host, ids: readonly string[], needs: readonly string[]): void {
  checkOwn(workflow, ids);
  for (const id of needs) {
    if (!workflow.jobs[id]) {
      throw refusal(`${subject}: needs`, id, `the workflow "${workflow.name}" has no such job. It has: ${Object.keys(workflow.jobs).join(', ')}.`);
    }
  }
  checkReferences(workflow, ids, own !== undefined);
  warnOfOverrides(githubOf(workflow.project, subject), ids.map(id => workflow.jobs[id] as github.workflows.Job));
  const events = eventsOf(workflow);
  if (!own && !joined && !mayPublish(events)) {
    throw refusal(`${subject}: workflow`, workflow.name, `it is triggered by ${Object.keys(events).join(', ') || 'nothing'}, and an image is published on push, schedule, release, workflow_dispatch, repository_dispatch or workflow_call only. Add one of them, or give the image no workflow.`);
  }
}

/** What a user has said of an image, and what a workflow of projen's asks of its jobs. */
export function optionsIn<T extends ImageJobOptions>({ joined }: Host, options: T): T {
  return joined ? {
    ...options,
    needs: [joined.job, ...options.needs ?? []],
    condition: and(joined.condition, options.condition),
    publishWhen: and(joined.publishWhen, options.publishWhen),
  } : options;
}

/** What the tags of an image depend on in a workflow. */
export function contextOf({ workflow, joined }: Host): TagContext {
  return { versioned: joined?.version !== undefined || isVersioned(eventsOf(workflow)), released: joined?.version };
}

/** Whether the jobs publish, or do nothing but check. */
export function publishes({ workflow, own, joined }: Host): boolean {
  return joined ? joined.publishes : !own || mayPublish(eventsOf(workflow));
}

/** Whether jobs must look at the event: the workflow may be run by one that must not publish. */
export function isGuarded({ workflow, own, joined }: Host): boolean {
  return !joined && (!own || (mayPublish(eventsOf(workflow)) && mayCheck(eventsOf(workflow))));
}
