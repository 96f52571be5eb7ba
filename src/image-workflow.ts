import type { IConstruct } from 'constructs';
import { Component, JsonPatch, type github } from 'projen';
import { checkTypes } from './private/check-types';
import { namesIn } from './private/check-workflow';
import { Downstream } from './private/downstream';
import { jobId } from './private/jobs';
import { joinedBy, type Join } from './private/projen-workflows';
import { refusal } from './private/refusal';
import { MAY_PUBLISH, eventsOf, mayCheck, mayPublish, renderTriggers } from './private/triggers';
import { createWorkflow, defaultBranchOf, githubOf, releasedByProjen } from './private/workflow-file';
import type { PublishTriggers } from './publish-triggers';

/** Options for `ImageWorkflow`. */
export interface ImageWorkflowOptions {
  /**
   * What starts the workflow.
   * @default - a push to the project's default branch, and runs by hand
   */
  readonly triggers?: PublishTriggers;

  /**
   * The name of the workflow, and of its file.
   * @default - `publish-` and the id
   */
  readonly workflowName?: string;
}

/** An image that has joined a workflow. */
interface Member {
  readonly id: string;
  readonly publishJobId: string;
  /** Whether its job has outputs; a matrix has none. */
  readonly outputs: boolean;
  /** Whether a GitHub Enterprise Server runs the workflow. */
  readonly enterpriseServer: boolean;
}

/**
 * One workflow file for several images: its triggers, and one order in which its runs publish. Declare images with it as
 * their scope.
 *
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
 */
export class ImageWorkflow extends Component {
  /** @internal */
  public readonly _name: string;
  /**
   * The workflow of ours, which there is unless all happens in workflows of projen's.
   * @internal
   */
  public readonly _workflow?: github.GithubWorkflow;
  /**
   * The workflows of projen's that the images join.
   * @internal
   */
  public readonly _joins: readonly Join[];
  private readonly members: Member[] = [];
  private readonly downstream = new Downstream();

  /**
   * @param scope the project, or a component of it
   * @param id the default name, after `publish-`
   * @throws if the project has no GitHub workflows, a trigger cannot work, or the name is taken
   */
  constructor(scope: IConstruct, id: string, options: ImageWorkflowOptions = {}) {
    checkTypes('ImageWorkflow', [id, options]);
    super(scope, id);
    const hub = githubOf(this.project, `ImageWorkflow "${id}" in the project`);
    const on = renderTriggers(options.triggers ?? {}, defaultBranchOf(this.project));
    if (options.triggers?.releases && releasedByProjen(this.project)) {
      throw refusal(`ImageWorkflow "${id}": triggers: releases`, true, 'projen makes the releases of this project with GITHUB_TOKEN, and what that token does triggers no workflow. Set `projenRelease` instead, which publishes inside of them, or let a person make the releases.');
    }
    this._joins = (['projenRelease', 'projenBuild'] as const).filter(join => options.triggers?.[join]);
    this._name = options.workflowName ?? `publish-${id}`;
    this._workflow = Object.keys(on).length ? createWorkflow(hub, this._name, on) : undefined;
  }

  /**
   * The workflow of projen, for jobs of your own. Where the images are published inside projen's release workflow, and there only, it
   * is that of the default branch.
   * @throws if that is not declared yet
   */
  public get workflow(): github.GithubWorkflow {
    return this._workflow ?? joinedBy(this.project, `ImageWorkflow "${this.node.id}"`, this._joins[0])[0].workflow;
  }

  /**
   * Adds a job that runs after all images of the workflow are published, those included that are declared later.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    this.downstream.add(id, job, this.own, this.images);
  }

  /** @internal */
  public _join(member: Member): void {
    this.members.push(member);
    this.own.forEach(workflow => this.downstream.place(workflow, this.images));
  }

  public preSynthesize(): void {
    super.preSynthesize();
    if (this.members.length === 0) {
      throw refusal('ImageWorkflow', this.node.id, 'no image has this workflow as its scope, and GitHub refuses a workflow without jobs. Declare an image in it, or leave it out.');
    }
    const joined = this._joins.flatMap(join => joinedBy(this.project, `ImageWorkflow "${this.node.id}"`, join));
    joined.filter(({ publishes }) => publishes).forEach(({ workflow }) => this.downstream.place(workflow, this.images));
    if (this._workflow) {
      this.finish(this._workflow);
    }
  }

  /** Says of a workflow of ours what depends on all its images. */
  private finish(workflow: github.GithubWorkflow): void {
    const events = eventsOf(workflow);
    const checking = events.pull_request ? 'pullRequests' : events.merge_group ? 'mergeGroup' : undefined;
    if (checking && !this.members.some(({ id }) => workflow.jobs[jobId('check', id)])) {
      throw refusal(`ImageWorkflow "${this.node.id}": triggers`, checking, 'none of its images is built, so that there is nothing to check. Leave the trigger out.');
    }
    const file = workflow.file!;
    for (const event of ['workflow_dispatch', 'workflow_call'] as const) {
      const { inputs } = (events[event] ?? {}) as { readonly inputs?: object };
      if (inputs) {
        // projen spells their names its own way
        file.patch(JsonPatch.add(`/on/${event}/inputs`, inputs));
      }
    }
    if (this.members.some(member => member.enterpriseServer)) {
      // A server knows no queue and drops all but one waiting run of a group: two git tags pushed together must both publish.
      file.addOverride('concurrency.group', `${workflow.name}-\${{ github.ref }}`);
    } else {
      file.addOverride('concurrency.queue', 'max');
      if (mayCheck(events)) {
        // those wait for nobody, least of all for runs that publish
        file.addOverride('concurrency.group', `${workflow.name}\${{ !${MAY_PUBLISH} && format('-{0}', github.run_id) || '' }}`);
      }
    }
    if (events.workflow_call) {
      this.describeCall(workflow);
    }
  }

  private get images(): string[] {
    return this.members.map(member => member.publishJobId);
  }

  /** The workflow of ours, if it publishes. */
  private get own(): github.GithubWorkflow[] {
    return this._workflow && mayPublish(eventsOf(this._workflow)) ? [this._workflow] : [];
  }

  /** A caller hands over the secrets that the jobs use, and gets what they published. */
  private describeCall(workflow: github.GithubWorkflow) {
    const secrets = [...new Set(namesIn(workflow.jobs, 'secrets').map(([name]) => name))].filter(name => name !== 'GITHUB_TOKEN').sort();
    if (secrets.length) {
      workflow.file!.patch(JsonPatch.add('/on/workflow_call/secrets', Object.fromEntries(secrets.map(name => [name, { required: true }]))));
    }
    const published = this.members.filter(member => member.outputs);
    const outputs = published.flatMap(({ id, publishJobId }) => ['name', 'digest', 'tags'].map(output => [
      published.length > 1 ? `${id.replace(/[^A-Za-z0-9_-]/g, '-').replace(/^(?=[\d-])/, '_')}-${output}` : output,
      { value: `\${{ jobs.${publishJobId}.outputs.${output} }}` },
    ]));
    if (outputs.length) {
      workflow.file!.patch(JsonPatch.add('/on/workflow_call/outputs', Object.fromEntries(outputs)));
    }
  }
}
