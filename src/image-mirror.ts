import type { IConstruct } from 'constructs';
import { Component, type github } from 'projen';
import { ImageDestination } from './image-destination';
import type { ImageMirrorOptions, MirroredImageOptions } from './image-mirror-options';
import { ImageName } from './image-name';
import { ImageSource } from './image-source';
import type { ImageTag } from './image-tag';
import { checkTypes } from './private/check-types';
import { checkTagList, claimTags, warn } from './private/declared';
import { CONTEXTS, checkBare, hasExpression } from './private/expression';
import { homeOf, publishes, type Home, type Host } from './private/host';
import { checkHostTags } from './private/image-jobs';
import { checkId, checkJobOptions, type Job } from './private/jobs';
import { OPEN_NAME, matrixJobs, type Mirror } from './private/matrix-jobs';
import { checkListTags } from './private/mirror-list';
import { MATRIX_LIMIT, checkMatrixTags, checkMirrorCredentials, checkMirrorTexts, type MirroredImage } from './private/mirror-matrix';
import { parseReference, pullReference } from './private/oci-grammar';
import { keyOf } from './private/paths';
import { bindDestinations } from './private/publish-job';
import { refusal } from './private/refusal';
import { canonicalHost } from './private/registry-facts';
import { addJob } from './private/workflow-file';
import type { RegistryCredentials } from './registry-credentials';

/** Images of other registries, kept in step by one job that runs once for each of them. One that fails stops no other. */
export class ImageMirror extends Component {
  /** The id of the job that publishes, for the `needs` of other jobs. */
  public readonly publishJobId: string;
  private readonly subject: string;
  private readonly home: Home;
  private readonly key: string;
  private readonly mirrored: MirroredImage[] = [];
  private readonly tags = new Set<readonly ImageTag[]>();

  /**
   * @param scope a project, a subproject of one, or an `ImageWorkflow`
   * @param id the ids of the mirror's jobs are made of it
   * @throws if anything is declared that GitHub or a registry is known to refuse
   */
  constructor(scope: IConstruct, id: string, private readonly options: ImageMirrorOptions = {}) {
    checkTypes('ImageMirror', [id, options]);
    super(scope, id);
    this.subject = `ImageMirror "${id}"`;
    this.key = keyOf(this.project, id);
    checkId('ImageMirror', id, this.key);
    checkJobOptions(options);
    const { imagesExpression, triggers } = options;
    if (imagesExpression !== undefined && (options.images || hasExpression(imagesExpression))) {
      throw refusal(`${this.subject}: imagesExpression`, imagesExpression, 'it is an expression written bare, without "${{" and "}}", and stands instead of `images`.');
    }
    if (imagesExpression !== undefined) {
      checkBare(`${this.subject}: imagesExpression`, imagesExpression, CONTEXTS.job);
      if (/^\s*fromJSON\s*\(([^()]|\([^()]*\))*\)\s*$/i.test(imagesExpression)) {
        throw refusal(`${this.subject}: imagesExpression`, imagesExpression, 'it is the text of a JSON list, which the job reads itself. Leave "fromJSON" out.');
      }
    }
    checkTagList(this.subject, options.tags);
    checkMirrorCredentials(this.subject, options);
    const checking = (['pullRequests', 'mergeGroup', 'projenBuild'] as const).find(trigger => triggers?.[trigger]);
    if (checking) {
      throw refusal(`${this.subject}: triggers`, checking, 'a mirror builds nothing, so that there is nothing to check. Leave the trigger out.');
    }
    const destinations = this.bind(OPEN_NAME);
    this.home = homeOf(this, this.subject, scope, this.key, options);
    this.publishJobId = this.home.publishJobId;
    warn(this, destinations);
    if (imagesExpression !== undefined && options.tags) {
      checkListTags(this.subject, destinations, options.tags.map(tag => tag._bind({ versioned: this.home.versioned })));
      this.tags.add(options.tags);
    }
    for (const reference of options.images ?? []) {
      this.add(reference, {});
    }
    for (const host of this.home.hosts.filter(publishes)) {
      this.jobs(host).forEach(([job, made]) => addJob(host.workflow, job, made));
    }
    const enterpriseServer = destinations.some(({ facts }) => !facts.hostedRunners);
    this.home.own?._join({ id: this.key, publishJobId: this.publishJobId, outputs: false, enterpriseServer });
  }

  /**
   * The workflow of projen that the mirror's jobs are in. Where they are in projen's release workflow, and there only, it is that of the
   * default branch.
   * @throws if that is not declared yet
   */
  public get workflow(): github.GithubWorkflow {
    return this.home.workflow;
  }

  /**
   * Mirrors one more image, under a name or with tags of its own.
   * @param reference the image, as `docker pull` takes it
   * @throws if the reference breaks the OCI grammar, is there already, or is the 257th: GitHub runs at most 256 jobs of a matrix
   */
  public addImage(reference: string, options: MirroredImageOptions = {}): void {
    this.add(reference, options);
  }

  /**
   * Adds a job that runs after all images are mirrored.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    this.home.addDownstreamJob(id, job);
  }

  public preSynthesize(): void {
    super.preSynthesize();
    if (this.home === undefined) {
      // it was refused, and whoever declared it has gone on all the same
      return;
    }
    if (this.options.imagesExpression === undefined) {
      this.checkImages();
    }
    // the triggers of its workflows may have changed
    for (const host of this.home.all.filter(publishes)) {
      this.tags.forEach(tags => this.checkTags(host, tags));
      this.home.settle(host, this.jobs(host));
    }
  }

  private add(reference: string, options: MirroredImageOptions): void {
    if (this.options.imagesExpression !== undefined) {
      throw refusal(`${this.subject}: addImage`, reference, 'the images of this mirror come from `imagesExpression`. Declare a second mirror.');
    }
    if (this.mirrored.length === MATRIX_LIMIT) {
      throw refusal(`${this.subject}: images`, reference, `GitHub runs at most ${MATRIX_LIMIT} jobs of a matrix. Declare a second mirror.`);
    }
    if (hasExpression(reference)) {
      throw refusal(`${this.subject}: images`, reference, 'the images are known at synth. For a list that only the run knows use `imagesExpression`.');
    }
    const parts = parseReference(`${this.subject}: images`, reference);
    const { verify, referrers } = this.options;
    const source = ImageSource.fromRegistry(reference, { credentials: this.credentialsOf(parts.host), verify, referrers });
    const context = { versioned: this.home.versioned };
    checkTagList(this.subject, options.tags);
    const own = options.tags ?? (this.options.tags ? undefined : source._defaultTags(context.versioned));
    const tags = own ?? this.options.tags ?? [];
    const name = options.name ?? ImageName.inRepository(parts.path);
    this.home.hosts.filter(host => host.own).forEach(host => this.checkTags(host, tags));
    const bound = own?.map(tag => tag._bind(context));
    checkMirrorTexts(this.subject, this.options, name, this.bind(name), tags.map(tag => tag._bind(context)));
    if (bound) {
      // one image with tags of its own brings those of all others into the matrix
      checkMatrixTags(this.subject, [...bound, ...this.options.tags?.map(tag => tag._bind(context)) ?? []]);
    }
    claimTags(this.subject, this.project.root, this.bind(name), tags, context, this.options);
    this.tags.add(tags);
    this.mirrored.push({ reference: pullReference(parts), registry: canonicalHost(parts.host), name: name._bind().path, tags: bound });
  }

  /** Refuses a mirror of no image, and credentials that no image needs. */
  private checkImages(): void {
    if (this.mirrored.length === 0) {
      throw refusal(this.subject, '[]', 'it mirrors no image, and GitHub refuses an empty matrix. Name some with `images` or `addImage`.');
    }
    for (const registry of Object.keys(this.options.credentials ?? {})) {
      if (!this.mirrored.some(image => image.registry === canonicalHost(registry))) {
        throw refusal(`${this.subject}: credentials`, registry, 'no image of the mirror comes from there. Leave them out.');
      }
    }
  }

  private checkTags(host: Host, tags: readonly ImageTag[]): void {
    checkHostTags({ subject: this.subject, tags: () => tags }, host);
  }

  private credentialsOf(host: string): RegistryCredentials | undefined {
    return Object.entries(this.options.credentials ?? {}).find(([registry]) => canonicalHost(registry) === canonicalHost(host))?.[1];
  }

  private bind(name: ImageName) {
    return bindDestinations(this.subject, this.options.destinations ?? [ImageDestination.ghcr()], name, this.options);
  }

  /**
   * What a catalog shows of the mirror, for each of its workflows.
   * @internal
   */
  public _describe(): Mirror[] {
    return this.home.all.map(host => this.mirrorIn(host));
  }

  private mirrorIn(host: Host): Mirror {
    return { id: this.key, options: this.options, host, images: this.mirrored, destinations: this.bind(OPEN_NAME) };
  }

  private jobs(host: Host): Array<[string, Job]> {
    return matrixJobs(this.mirrorIn(host));
  }
}
