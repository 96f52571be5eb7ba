import type { IConstruct } from 'constructs';
import { Component, type github } from 'projen';
import { ImageDestination } from './image-destination';
import type { ImageJobOptions } from './image-job-options';
import { ImageName } from './image-name';
import { ImageTransfer, type ImageSource } from './image-source';
import { CONTEXTS, checkText, hasExpression } from './private/expression';
import { addDownstreamJob, checkAtSynthesis, checkTagsUnderTriggers, claimTags, hostOf, warn, type Host } from './private/host';
import { checkJobOptions, jobId, prepareJob } from './private/jobs';
import { bindDestinations, mirrorJob, sortTags } from './private/publish-job';
import { refusal } from './private/refusal';
import { addJob } from './private/workflow-file';

/** Options for `GithubPackageImage`. */
export interface GithubPackageImageOptions extends ImageJobOptions {
  /** Where the content comes from. */
  readonly source: ImageSource;

  /**
   * The name of the image.
   * @default - ImageName.inRepository(id)
   */
  readonly name?: ImageName;
}

/**
 * An image that the repository publishes.
 *
 * With a project as its scope it gets a workflow of its own; with an `ImageWorkflow` it joins the others there.
 */
export class GithubPackageImage extends Component {
  /** The workflow of projen that the image's jobs are in. */
  public readonly workflow: github.GithubWorkflow;
  /** The id of the job that publishes, for the `needs` of other jobs. */
  public readonly publishJobId: string;
  /**
   * The full name of the image at its primary destination, for a job that needs the publish job: plain text where it is
   * known at synth.
   */
  public readonly nameExpression: string;
  /** The digest that was published, `sha256:…`, for a job that needs the publish job. */
  public readonly digestExpression: string;
  /** The tags that were published, parted by spaces, for a job that needs the publish job. */
  public readonly tagsExpression: string;
  /** Name and digest, `ghcr.io/owner/image@sha256:…`, for a job that needs the publish job. */
  public readonly referenceExpression: string;
  private readonly subject: string;
  private readonly host: Host;
  private readonly needs: readonly string[];

  /**
   * @param scope a project, a subproject of one, or an `ImageWorkflow`
   * @param id the default name of the image; the ids of its jobs are made of it
   * @throws if anything is declared that GitHub or a registry is known to refuse
   */
  constructor(scope: IConstruct, id: string, options: GithubPackageImageOptions) {
    super(scope, id);
    this.subject = `GithubPackageImage "${id}"`;
    checkJobOptions(options);
    const source = options.source._bind();
    const tags = options.source._tags(options.tags);
    const name = options.name ?? ImageName.inRepository(id);
    const destinations = bindDestinations(this.subject, options.destinations ?? [ImageDestination.ghcr()], name, options);
    const visible = (options.setupSteps ?? []).flatMap(step => step.id ?? []);
    for (const text of [source.reference, ...destinations.map(({ path }) => path), ...tags.map(tag => tag._bind().text)]) {
      checkText(this.subject, text, CONTEXTS.step, visible);
    }
    const single = destinations.find(({ facts }) => !facts.platforms);
    if (source.transfer === ImageTransfer.COPY && single) {
      throw refusal(`${this.subject}: transfer`, source.transfer, `${single.facts.title} takes no copy: it knows neither several platforms nor digests. Leave \`transfer\` out.`);
    }
    this.host = hostOf(this, this.subject, scope, id, options);
    checkTagsUnderTriggers(this.subject, this.host.own, tags);
    claimTags(this.subject, this.project.root, destinations, tags, options);
    warn(this, destinations);

    this.workflow = this.host.workflow;
    this.publishJobId = jobId('publish', id);
    this.needs = options.needs ?? [];
    const prepare = prepareJob(options, id);
    if (prepare) {
      addJob(this.workflow, jobId('prepare', id), prepare.job, prepare.needs);
    }
    const { job, needs } = mirrorJob({
      id,
      title: id,
      options,
      guarded: this.host.guarded,
      source: source.reference,
      sourceSignIns: source.credentials && source.host ? [{ host: source.host, credentials: source.credentials }] : [],
      transfer: source.transfer,
      destinations,
      tags: sortTags(tags),
      outputs: true,
    });
    addJob(this.workflow, this.publishJobId, job, needs);
    const enterpriseServer = destinations.some(({ facts }) => !facts.hostedRunners);
    this.host.own?._join({ id, publishJobId: this.publishJobId, outputs: true, enterpriseServer });

    const output = (field: string) => `\${{ needs.${this.publishJobId}.outputs.${field} }}`;
    const [primary] = destinations;
    this.nameExpression = hasExpression(primary.path) ? output('name') : `${primary.host}/${primary.path}`;
    this.digestExpression = output('digest');
    this.tagsExpression = output('tags');
    this.referenceExpression = `${this.nameExpression}@${this.digestExpression}`;
  }

  /**
   * Adds a job that runs after the image is published: the publish job is added to what it needs.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    addDownstreamJob(this.workflow, this.publishJobId, id, job);
  }

  public preSynthesize(): void {
    super.preSynthesize();
    checkAtSynthesis(this.subject, this.host, this.needs);
  }
}
