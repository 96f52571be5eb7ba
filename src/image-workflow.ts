import type { IConstruct } from 'constructs';
import { Component, JsonPatch, type github } from 'projen';
import { namesIn } from './private/check-workflow';
import { jobId } from './private/jobs';
import { refusal } from './private/refusal';
import { MAY_PUBLISH, eventsOf, mayCheck, renderTriggers } from './private/triggers';
import { checkJobId, createWorkflow, defaultBranchOf, githubOf, releasedByProjen } from './private/workflow-file';
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
  /** The workflow of projen, for jobs of your own. */
  public readonly workflow: github.GithubWorkflow;
  private readonly called: boolean;
  private readonly members: Member[] = [];
  private readonly downstream = new Map<string, github.workflows.Job>();

  /**
   * @param scope the project, or a component of it
   * @param id the default name, after `publish-`
   * @throws if the project has no GitHub workflows, a trigger cannot work, or the name is taken
   */
  constructor(scope: IConstruct, id: string, options: ImageWorkflowOptions = {}) {
    super(scope, id);
    const hub = githubOf(this.project, `ImageWorkflow "${id}" in the project`);
    const on = renderTriggers(options.triggers ?? {}, defaultBranchOf(this.project));
    if (options.triggers?.releases && releasedByProjen(this.project)) {
      throw refusal(`ImageWorkflow "${id}": triggers: releases`, true, 'projen makes the releases of this project with GITHUB_TOKEN, and what that token does triggers no workflow. Publish on `branches`, or let a person make the releases.');
    }
    this.workflow = createWorkflow(hub, options.workflowName ?? `publish-${id}`, on);
    this.called = options.triggers?.workflowCall ?? false;
  }

  /**
   * Adds a job that runs after all images of the workflow are published, those included that are declared later.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    checkJobId(this.workflow, id);
    this.downstream.set(id, job);
    this.refreshDownstream();
  }

  /** @internal */
  public _join(member: Member): void {
    this.members.push(member);
    this.refreshDownstream();
  }

  public preSynthesize(): void {
    super.preSynthesize();
    if (this.members.length === 0) {
      throw refusal('ImageWorkflow', this.node.id, 'no image has this workflow as its scope, and GitHub refuses a workflow without jobs. Declare an image in it, or leave it out.');
    }
    const events = eventsOf(this.workflow);
    const checking = events.pull_request ? 'pullRequests' : events.merge_group ? 'mergeGroup' : undefined;
    if (checking && !this.members.some(({ id }) => this.workflow.jobs[jobId('check', id)])) {
      throw refusal(`ImageWorkflow "${this.node.id}": triggers`, checking, 'none of its images is built, so that there is nothing to check. Leave the trigger out.');
    }
    const file = this.workflow.file!;
    if (this.members.some(member => member.enterpriseServer)) {
      // A server knows no queue and drops all but one waiting run of a group: two git tags pushed together must both publish.
      file.addOverride('concurrency.group', `${this.workflow.name}-\${{ github.ref }}`);
    } else {
      file.addOverride('concurrency.queue', 'max');
      if (mayCheck(events)) {
        // those wait for nobody, least of all for runs that publish
        file.addOverride('concurrency.group', `${this.workflow.name}\${{ !${MAY_PUBLISH} && format('-{0}', github.run_id) || '' }}`);
      }
    }
    if (this.called) {
      this.describeCall();
    }
  }

  private refreshDownstream() {
    const images = this.members.map(member => member.publishJobId);
    for (const [id, job] of this.downstream) {
      this.workflow.updateJob(id, { ...job, needs: [...new Set([...job.needs ?? [], ...images])] });
    }
  }

  /** A caller hands over the secrets that the jobs use, and gets what they published. */
  private describeCall() {
    const secrets = [...new Set(namesIn(this.workflow.jobs, 'secrets').map(([name]) => name))].filter(name => name !== 'GITHUB_TOKEN').sort();
    if (secrets.length) {
      this.workflow.file!.patch(JsonPatch.add('/on/workflow_call/secrets', Object.fromEntries(secrets.map(name => [name, { required: true }]))));
    }
    const published = this.members.filter(member => member.outputs);
    const outputs = published.flatMap(({ id, publishJobId }) => ['name', 'digest', 'tags'].map(output => [
      published.length > 1 ? `${id.replace(/[^A-Za-z0-9_-]/g, '-').replace(/^(?=[\d-])/, '_')}-${output}` : output,
      { value: `\${{ jobs.${publishJobId}.outputs.${output} }}` },
    ]));
    if (outputs.length) {
      this.workflow.file!.patch(JsonPatch.add('/on/workflow_call/outputs', Object.fromEntries(outputs)));
    }
  }
}
