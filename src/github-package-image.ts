import type { IConstruct } from 'constructs';
import { Component, type github } from 'projen';
import type { AttestWhen } from './attest-when';
import type { CheckoutOptions } from './checkout-options';
import type { ImageCheck } from './image-check';
import { ImageDestination } from './image-destination';
import type { ImageJobOptions } from './image-job-options';
import { ImageName } from './image-name';
import type { ImageSigning } from './image-signing';
import { ImageSource } from './image-source';
import type { Platform } from './platform';
import type { Base } from './private/built-image';
import { basesOf, checkBase, checkImage, type CheckedImage } from './private/check-image';
import { checkTagList, checkTagsUnderTriggers, claimTags, warn } from './private/declared';
import { hasExpression } from './private/expression';
import { addDownstreamJob, checkAtSynthesis, hostOf } from './private/host';
import { imageJobs, verificationOf, type Declaration } from './private/image-jobs';
import { jobId } from './private/jobs';
import { parseReference } from './private/oci-grammar';
import { rootPath } from './private/paths';
import { bindDestinations } from './private/publish-job';
import { refusal } from './private/refusal';
import { groupPlatforms } from './private/runner-groups';
import { eventsOf, isVersioned } from './private/triggers';
import { addJob, replaceJob } from './private/workflow-file';

/** Options for `GithubPackageImage`. */
export interface GithubPackageImageOptions extends ImageJobOptions {
  /**
   * Where the content comes from.
   * @default ImageSource.fromDockerfile()
   */
  readonly source?: ImageSource;

  /**
   * The name of the image.
   * @default - ImageName.inRepository(id)
   */
  readonly name?: ImageName;

  /**
   * The platforms to build for. Of an image in another registry one platform copies just that one.
   * @default - that of the runner; of an image in another registry all that it has
   */
  readonly platforms?: Platform[];

  /**
   * What the image must pass before a tag moves.
   * @default - nothing
   */
  readonly checks?: ImageCheck[];

  /**
   * Whether GitHub attests, when the image is published, which workflow made it from which commit; with the Dockerfile's option
   * `sbom` also what is in it. Of an image in another registry that says who published it here, not who built it.
   * @default - not at all
   */
  readonly attest?: AttestWhen;

  /**
   * How the image is signed when it is published.
   * @default - not at all
   */
  readonly sign?: ImageSigning;

  /**
   * What is checked out.
   * @default - the commit that triggered the run
   */
  readonly checkout?: CheckoutOptions;

  /**
   * Steps in every job that builds, pull requests included: after the checkout, and before any sign-in. They see `$PLATFORMS`,
   * parted by commas.
   * @default - none
   */
  readonly preBuildSteps?: github.workflows.JobStep[];
}

/** Options for `GithubPackageImage.verification`. */
export interface VerificationOptions {
  /**
   * The repository whose workflow publishes, `acme/web`.
   * @default - `$GITHUB_REPOSITORY`, which is it in a job of that repository
   */
  readonly repository?: string;

  /**
   * The image, by tag or digest: `ghcr.io/acme/web:1.2`.
   * @default - `$IMAGE`: give the step `env: { IMAGE: image.referenceExpression }`
   */
  readonly reference?: string;
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
  private readonly declaration: Declaration;
  private isBase = false;

  /**
   * @param scope a project, a subproject of one, or an `ImageWorkflow`
   * @param id the default name of the image; the ids of its jobs are made of it
   * @throws if anything is declared that GitHub or a registry is known to refuse
   */
  constructor(scope: IConstruct, id: string, options: GithubPackageImageOptions = {}) {
    super(scope, id);
    const subject = `GithubPackageImage "${id}"`;
    const source = options.source ?? ImageSource.fromDockerfile();
    const name = options.name ?? ImageName.inRepository(id);
    const destinations = bindDestinations(subject, options.destinations ?? [ImageDestination.ghcr()], name, options);
    const groups = groupPlatforms(subject, options.platforms, options.runsOn);
    const checked = { subject, options, source: source._bind(), destinations, groups };
    checkImage(checked);
    const host = hostOf(this, subject, scope, id, options);
    this.workflow = host.workflow;
    this.publishJobId = jobId('publish', id);
    const events = eventsOf(this.workflow);
    const context = { versioned: isVersioned(events) };
    checkTagList(subject, options.tags);
    const tags = options.tags ?? source._defaultTags(context.versioned);
    if (host.own) {
      checkTagsUnderTriggers(subject, events, tags, context);
    }
    claimTags(subject, this.project.root, destinations, tags, context, options);
    warn(this, destinations);

    const [primary] = destinations;
    const output = (field: string) => `\${{ needs.${this.publishJobId}.outputs.${field} }}`;
    this.nameExpression = hasExpression(primary.path) ? output('name') : `${primary.host}/${primary.path}`;
    this.digestExpression = output('digest');
    this.tagsExpression = output('tags');
    this.referenceExpression = `${this.nameExpression}@${this.digestExpression}`;
    const bases = basesOf(checked.source).map(([from, image]) => image._asBase(from, checked, this.workflow));
    this.declaration = { ...checked, id, tags, host, bases, path: text => rootPath(this.project, subject, text) };
    for (const [job, made] of imageJobs(this.declaration, false)) {
      addJob(this.workflow, job, made);
    }
    host.own?._join({ id, publishJobId: this.publishJobId, outputs: true, enterpriseServer: destinations.some(({ facts }) => !facts.hostedRunners) });
  }

  /**
   * Adds a job that runs after the image is published: the publish job is added to what it needs.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    addDownstreamJob(this.workflow, this.publishJobId, id, job);
  }

  /**
   * The commands with which whoever pulls the image verifies that this workflow has published it, one for each thing that `attest`
   * and `sign` state; none where neither is asked for. For a README, or as lines of a job's script. The run's summary page shows them
   * for what it published.
   *
   * @throws if the repository or the reference breaks its grammar
   * @see https://cli.github.com/manual/gh_attestation_verify
   * @see https://docs.sigstore.dev/cosign/verifying/verify/
   */
  public verification(options: VerificationOptions = {}): string[] {
    const { repository, reference } = options;
    if (repository !== undefined && !/^[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9._-]+$/.test(repository)) {
      throw refusal('verification: repository', repository, 'it is "owner/repo", as GitHub spells it.');
    }
    if (reference !== undefined) {
      parseReference('verification: reference', reference);
    }
    return verificationOf(this.declaration, options);
  }

  public preSynthesize(): void {
    super.preSynthesize();
    const { subject, host, options, tags } = this.declaration;
    // the triggers of a workflow that is not ours may have changed since
    const ids = this.render();
    if (!host.own) {
      const events = eventsOf(this.workflow);
      checkTagsUnderTriggers(subject, events, tags, { versioned: isVersioned(events) });
    }
    checkAtSynthesis(subject, host, ids, options.needs ?? []);
  }

  /**
   * This image as the base of another one: it hands over what it builds where nothing is published.
   * @internal
   */
  public _asBase(name: string, dependent: CheckedImage, workflow: github.GithubWorkflow): Base {
    const { id, destinations, groups, source } = this.declaration;
    checkBase(name, this.declaration, dependent, workflow === this.workflow);
    this.isBase = true;
    this.render();
    return { name, id, publishJobId: this.publishJobId, reference: this.referenceExpression, groups, destination: destinations[0], mirrored: source.kind === 'registry' ? source.reference : undefined };
  }

  /** Renders the jobs anew, and gives their ids. */
  private render(): string[] {
    const jobs = imageJobs(this.declaration, this.isBase);
    jobs.forEach(([id, job]) => replaceJob(this.workflow, id, job));
    return jobs.map(([id]) => id);
  }
}
