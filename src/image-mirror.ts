import type { IConstruct } from 'constructs';
import { Component, type github } from 'projen';
import { ImageDestination } from './image-destination';
import type { ImageJobOptions } from './image-job-options';
import { ImageName } from './image-name';
import { ImageSource } from './image-source';
import type { ImageTag } from './image-tag';
import { addDownstreamJob, checkAtSynthesis, checkTagsUnderTriggers, claimTags, hostOf, warn, type Host } from './private/host';
import { checkJobOptions, jobId, prepareJob } from './private/jobs';
import { MATRIX_LIMIT, matrixOf, nameFromMatrix, type MirroredImage } from './private/mirror-matrix';
import { parseReference } from './private/oci-grammar';
import { bindDestinations, mirrorJob } from './private/publish-job';
import { refusal } from './private/refusal';
import { addJob, replaceJob } from './private/workflow-file';
import type { RegistryCredentials } from './registry-credentials';

/** Options for `ImageMirror`. */
export interface ImageMirrorOptions extends ImageJobOptions {
  /**
   * The images to mirror, as `docker pull` takes them. Each is published under its path without the host,
   * `prometheus/busybox`, with the tag that it has.
   * @default - those that `addImage` adds
   */
  readonly images?: string[];

  /**
   * A JSON list of such references that an earlier job computes: an expression, written bare, such as
   * `needs.upstream.outputs.images`. Not together with `images`.
   * @default - the images are known at synth
   */
  readonly imagesExpression?: string;

  /**
   * How to sign in to the sources, by host: `{ 'quay.io': RegistryCredentials.of({ … }) }`.
   * @default - the sources are public
   */
  readonly credentials?: Record<string, RegistryCredentials>;
}

/** Options for `ImageMirror.addImage`. */
export interface MirroredImageOptions {
  /**
   * The name of the image here.
   * @default - ImageName.inRepository, with the path that the image has at its source
   */
  readonly name?: ImageName;

  /**
   * The tags of the image here.
   * @default - those of the mirror, or else the tag that the image has at its source
   */
  readonly tags?: ImageTag[];
}

/** Images of other registries, kept in step by one job that runs once for each of them. One that fails stops no other. */
export class ImageMirror extends Component {
  /** The workflow of projen that the mirror's jobs are in. */
  public readonly workflow: github.GithubWorkflow;
  /** The id of the job that publishes, for the `needs` of other jobs. */
  public readonly publishJobId: string;
  private readonly subject: string;
  private readonly host: Host;
  private readonly mirrored: MirroredImage[] = [];

  /**
   * @param scope a project, a subproject of one, or an `ImageWorkflow`
   * @param id the ids of the mirror's jobs are made of it
   * @throws if anything is declared that GitHub or a registry is known to refuse
   */
  constructor(scope: IConstruct, id: string, private readonly options: ImageMirrorOptions) {
    super(scope, id);
    this.subject = `ImageMirror "${id}"`;
    checkJobOptions(options);
    if (options.imagesExpression !== undefined && (options.images || options.imagesExpression.includes('${{'))) {
      throw refusal(`${this.subject}: imagesExpression`, options.imagesExpression, 'it is an expression written bare, without "${{" and "}}", and stands instead of `images`.');
    }
    this.publishJobId = jobId('publish', id);
    this.host = hostOf(this, this.subject, scope, id, options);
    this.workflow = this.host.workflow;
    const prepare = prepareJob(options, id);
    if (prepare) {
      addJob(this.workflow, jobId('prepare', id), prepare.job, prepare.needs);
    }
    const destinations = this.bind(ImageName.inRepository('image'));
    warn(this, destinations);
    addJob(this.workflow, this.publishJobId, { steps: [] }, []);
    for (const reference of options.images ?? []) {
      this.add(reference, {});
    }
    this.render();
    const enterpriseServer = destinations.some(({ facts }) => !facts.hostedRunners);
    this.host.own?._join({ id, publishJobId: this.publishJobId, outputs: false, enterpriseServer });
  }

  /**
   * Mirrors one more image, under a name or with tags of its own.
   * @param reference the image, as `docker pull` takes it
   * @throws if the reference breaks the OCI grammar, is there already, or is the 257th: GitHub runs at most 256 jobs of a matrix
   */
  public addImage(reference: string, options: MirroredImageOptions = {}): void {
    this.add(reference, options);
    this.render();
  }

  /**
   * Adds a job that runs after all images are mirrored.
   * @throws if the workflow has a job of that id
   */
  public addDownstreamJob(id: string, job: github.workflows.Job): void {
    addDownstreamJob(this.workflow, this.publishJobId, id, job);
  }

  public preSynthesize(): void {
    super.preSynthesize();
    if (this.mirrored.length === 0 && this.options.imagesExpression === undefined) {
      throw refusal(this.subject, '[]', 'it mirrors no image, and GitHub refuses an empty matrix. Name some with `images` or `addImage`.');
    }
    checkAtSynthesis(this.subject, this.host, this.options.needs ?? []);
  }

  private add(reference: string, options: MirroredImageOptions): void {
    if (this.options.imagesExpression !== undefined) {
      throw refusal(`${this.subject}: addImage`, reference, 'the images of this mirror come from `imagesExpression`. Declare a second mirror.');
    }
    if (this.mirrored.length === MATRIX_LIMIT) {
      throw refusal(`${this.subject}: images`, reference, `GitHub runs at most ${MATRIX_LIMIT} jobs of a matrix. Declare a second mirror.`);
    }
    const { host, path } = parseReference(`${this.subject}: images`, reference);
    const source = ImageSource.fromRegistry(reference, { credentials: this.options.credentials?.[host] });
    const tags = source._tags(options.tags ?? this.options.tags);
    const name = options.name ?? ImageName.inRepository(path);
    checkTagsUnderTriggers(this.subject, this.host.own, tags);
    claimTags(this.subject, this.project.root, this.bind(name), tags, this.options);
    this.mirrored.push({ reference: source._bind().reference, host, name: name._bind().path, tags });
  }

  private bind(name: ImageName) {
    return bindDestinations(this.subject, this.options.destinations ?? [ImageDestination.ghcr()], name, this.options);
  }

  private render(): void {
    const { imagesExpression } = this.options;
    const { matrix, tags } = imagesExpression === undefined ? matrixOf(this.mirrored) : {
      matrix: { domain: { source: `\${{ fromJSON(${imagesExpression}) }}` } },
      tags: { texts: this.options.tags ? [] : ['${{ steps.image.outputs.tag }}'], lists: [], ...this.options.tags && matrixOf([{ reference: '', host: '', name: '', tags: this.options.tags }]).own },
    };
    const name = imagesExpression === undefined ? '${{ matrix.name }}' : '${{ github.repository }}/${{ steps.image.outputs.name }}';
    const single = this.mirrored.length > 0 || imagesExpression !== undefined;
    const { job, needs } = mirrorJob({
      id: this.node.id,
      title: this.node.id,
      options: this.options,
      guarded: this.host.guarded,
      source: '${{ matrix.source }}',
      sourceSignIns: Object.entries(this.options.credentials ?? {}).map(([host, credentials]) => ({
        host,
        credentials,
        condition: host === 'docker.io' ? "!contains(matrix.source, '.') || startsWith(matrix.source, 'docker.io/')" : `startsWith(matrix.source, '${host}/')`,
      })),
      destinations: this.bind(ImageName.inRepository('image')).map(destination => ({ ...destination, path: this.openName(destination.path) ? name : destination.path })),
      tags,
      strategy: single ? { failFast: false, matrix } : undefined,
      before: imagesExpression === undefined ? undefined : [nameFromMatrix()],
      outputs: false,
    });
    replaceJob(this.workflow, this.publishJobId, job, needs);
  }

  /** Whether a destination takes the name of the image, and has none of its own. */
  private openName(path: string): boolean {
    return path === ImageName.inRepository('image')._bind().path;
  }
}
