import type { IConstruct } from 'constructs';
import { Component, type github } from 'projen';
import type { GithubPackageImageOptions, VerificationOptions } from './github-package-image-options';
import { ImageDestination } from './image-destination';
import { ImageName } from './image-name';
import { ImageSource } from './image-source';
import type { Base } from './private/base-image';
import type { CatalogedImage } from './private/catalog-words';
import { basesOf, checkBase, checkImage, type CheckedImage } from './private/check-image';
import { checkTypes } from './private/check-types';
import { checkTagList, claimTags, warn } from './private/declared';
import { hasExpression } from './private/expression';
import { homeOf, publishes, type Home, type Host } from './private/host';
import { checkHostTags, imageJobs, verificationOf, type Declaration } from './private/image-jobs';
import { checkId, type Job } from './private/jobs';
import { addLocalTasks } from './private/local-tasks';
import { parseReference } from './private/oci-grammar';
import { keyOf, rootPath } from './private/paths';
import { bindDestinations } from './private/publish-job';
import { refusal } from './private/refusal';
import { groupPlatforms } from './private/runner-groups';
import { fullName } from './private/sign-in';
import { eventsOf } from './private/triggers';
import { addJob, replaceJob } from './private/workflow-file';

/**
 * An image that the repository publishes.
 *
 * With a project as its scope it gets a workflow of its own; with an `ImageWorkflow` it joins the others there.
 */
export class GithubPackageImage extends Component {
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
  private readonly home: Home;
  private readonly rendered = new Map<github.GithubWorkflow, { readonly state: string; readonly jobs: Array<[string, Job]> }>();
  private isBase = false;

  /**
   * @param scope a project, a subproject of one, or an `ImageWorkflow`
   * @param id the default name of the image, behind that of a subproject; the ids of its jobs are made of it
   * @throws if anything is declared that GitHub or a registry is known to refuse
   */
  constructor(scope: IConstruct, id: string, options: GithubPackageImageOptions = {}) {
    checkTypes('GithubPackageImage', [id, options]);
    super(scope, id);
    const subject = `GithubPackageImage "${id}"`;
    const key = keyOf(this.project, id);
    checkId('GithubPackageImage', id, key);
    const source = options.source ?? ImageSource.fromDockerfile();
    const name = options.name ?? ImageName.inRepository(key);
    const destinations = bindDestinations(subject, options.destinations ?? [ImageDestination.ghcr()], name, options);
    const groups = groupPlatforms(subject, options.platforms, options);
    const checked = { subject, options, source: source._bind(), destinations, groups };
    checkImage(checked);
    checkTagList(subject, options.tags);
    this.home = homeOf(this, subject, scope, key, options);
    this.publishJobId = this.home.publishJobId;
    const [primary] = destinations;
    const output = (field: string) => `\${{ needs.${this.publishJobId}.outputs.${field} }}`;
    this.nameExpression = hasExpression(fullName(primary)) ? output('name') : fullName(primary);
    this.digestExpression = output('digest');
    this.tagsExpression = output('tags');
    this.referenceExpression = `${this.nameExpression}@${this.digestExpression}`;
    const bases = basesOf(checked.source).map(([from, image]) => image._asBase(from, checked, this.home));
    this.declaration = {
      ...checked,
      id: key,
      tags: versioned => options.tags ?? source._defaultTags(versioned),
      bases,
      path: text => rootPath(this.project, subject, text),
    };
    for (const host of this.home.hosts) {
      if (options.projenArtifacts) {
        throw refusal(`${subject}: projenArtifacts`, true, `nothing is built before the image in the workflow "${host.workflow.name}". Use the triggers \`projenRelease\` and \`projenBuild\` alone, or leave the option out.`);
      }
      if (host.own) {
        checkHostTags(this.declaration, host);
      }
      this.jobsIn(host).forEach(([job, made]) => addJob(host.workflow, job, made));
    }
    if (checked.source.kind === 'dockerfile' && (options.localTasks ?? true)) {
      addLocalTasks({ ...this.declaration, project: this.project, dockerfile: checked.source.dockerfile, checks: options.checks ?? [] });
    }
    claimTags(subject, this.project.root, destinations, this.declaration.tags(this.home.versioned), this.home, options);
    warn(this, destinations);
    const enterpriseServer = destinations.some(({ facts }) => !facts.hostedRunners);
    this.home.own?._join({ id: key, publishJobId: this.publishJobId, outputs: true, enterpriseServer });
  }

  /**
   * The workflow of projen that the image's jobs are in. Where they are in projen's release workflow, and there only, it is that of the
   * default branch.
   * @throws if that is not declared yet
   */
  public get workflow(): github.GithubWorkflow {
    return this.home.workflow;
  }

  /**
   * Adds a job that runs after the image is published: the publish job is added to what it needs.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    this.home.addDownstreamJob(id, job);
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
    return verificationOf(this.declaration, this.home.all.filter(publishes), options);
  }

  public preSynthesize(): void {
    super.preSynthesize();
    if (this.declaration === undefined) {
      // it was refused, and whoever declared it has gone on all the same
      return;
    }
    // projen's workflows may be there only now, and triggers may have changed
    for (const host of this.home.all) {
      checkHostTags(this.declaration, host);
      this.home.settle(host, this.jobsIn(host), this.declaration.options.projenArtifacts);
    }
  }

  /**
   * This image as the base of another one: it hands over what it builds where nothing is published.
   * @internal
   */
  public _asBase(name: string, dependent: CheckedImage, home: Home): Base {
    const { id, destinations, groups, source } = this.declaration;
    checkBase(name, this.declaration, dependent, home.isOf(this.home));
    this.isBase = true;
    for (const host of this.home.hosts) {
      this.jobsIn(host).forEach(([job, made]) => replaceJob(host.workflow, job, made));
    }
    return { name, id, publishJobId: this.publishJobId, reference: this.referenceExpression, groups, destination: destinations[0], mirrored: source.kind === 'registry' ? source.reference : undefined };
  }

  /** The jobs of the image in a workflow: those that were made before, unless what they depend on has changed. */
  private jobsIn(host: Host): Array<[string, Job]> {
    const state = JSON.stringify([this.isBase, eventsOf(host.workflow)]);
    const known = this.rendered.get(host.workflow);
    if (known?.state === state) {
      return known.jobs;
    }
    const jobs = imageJobs(this.declaration, host, this.isBase);
    this.rendered.set(host.workflow, { state, jobs });
    return jobs;
  }

  /**
   * What a catalog shows of the image, for each of its workflows.
   * @internal
   */
  public _describe(): CatalogedImage[] {
    return this.home.all.map(host => ({ ...this.declaration, host }));
  }
}
