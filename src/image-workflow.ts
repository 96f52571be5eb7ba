import type { IConstruct } from 'constructs';
import { Component, JsonPatch, type github } from 'projen';
import { refusal } from './private/refusal';
import { publishingEvents, renderTriggers } from './private/triggers';
import { createWorkflow, defaultBranchOf, githubOf } from './private/workflow-file';
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
  /** @internal */
  public readonly _events: readonly string[];
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
    this.workflow = createWorkflow(hub, options.workflowName ?? `publish-${id}`, on);
    this._events = publishingEvents(on);
    this.called = options.triggers?.workflowCall ?? false;
  }

  /**
   * Adds a job that runs after all images of the workflow are published, those included that are declared later.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    if (this.workflow.jobs[id]) {
      throw refusal('addDownstreamJob', id, `the workflow "${this.workflow.name}" has a job of that id. Give yours another.`);
    }
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
    const file = this.workflow.file!;
    if (this.members.some(member => member.enterpriseServer)) {
      // A server knows no queue and drops all but one waiting run of a group: two git tags pushed together must both publish.
      file.addOverride('concurrency.group', `${this.workflow.name}-\${{ github.ref }}`);
    } else {
      file.addOverride('concurrency.queue', 'max');
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
    const names = JSON.stringify(this.workflow.jobs).matchAll(/\bsecrets\.([A-Za-z_]\w*)/g);
    const secrets = [...new Set([...names].map(([, name]) => name))].filter(name => name !== 'GITHUB_TOKEN').sort();
    if (secrets.length) {
      this.workflow.file!.patch(JsonPatch.add('/on/workflow_call/secrets', Object.fromEntries(secrets.map(name => [name, { required: true }]))));
    }
    const published = this.members.filter(member => member.outputs);
    const outputs = published.flatMap(({ id, publishJobId }) => ['name', 'digest', 'tags'].map(output => [
      published.length > 1 ? `${id}-${output}` : output,
      { value: `\${{ jobs.${publishJobId}.outputs.${output} }}` },
    ]));
    if (outputs.length) {
      this.workflow.file!.patch(JsonPatch.add('/on/workflow_call/outputs', Object.fromEntries(outputs)));
    }
  }
}
