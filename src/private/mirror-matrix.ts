import type { github } from 'projen';
import type { ImageMirrorOptions } from '../image-mirror-options';
import type { ImageName } from '../image-name';
import { CONTEXTS, checkText, hasExpression } from './expression';
import { checkPullCredentials } from './pull-credentials';
import { refusal } from './refusal';
import { factsOfHost } from './registry-facts';
import type { BoundDestination } from './sign-in';
import { idsOf, type Step } from './steps';
import { planTexts, sortTags, textsOf, type BoundTag, type TagContext, type TagPlan } from './tag-plan';

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix */
export const MATRIX_LIMIT = 256;

/** A line of docker/metadata-action that yields no tag: without any it would make up its own. */
const NO_RULE = 'type=raw,value=none,enable=false';

/** One image of a mirror. */
export interface MirroredImage {
  readonly reference: string;
  readonly name: string;
  /** The registry that it comes from, where jobs must know. */
  readonly registry?: string;
  /** Its tags; undefined where the mirror's own are meant. */
  readonly tags?: readonly BoundTag[];
}

/** The legs of a mirror, and how they see their image. */
export interface MirrorLegs {
  readonly matrix: github.workflows.JobMatrix;
  /** Texts of a step: the reference of the image, and the path of its name. */
  readonly source: string;
  readonly path: string;
  /** An expression, bare: the registry that it comes from. */
  readonly registry: string;
  /** How they compute their tags; undefined where that does not depend on the leg. */
  readonly plan?: TagPlan;
  /** What must hold for there to be any. */
  readonly condition?: string;
  /** Steps that come before all that look at the image. */
  readonly first?: readonly Step[];
}

/**
 * The legs of a mirror whose images are known at synth.
 * @param shared the mirror's own tags
 */
export function legsOfImages(images: readonly MirroredImage[], shared: readonly BoundTag[], context: TagContext): MirrorLegs {
  const differ = images.some(({ tags }) => tags);
  const sorted = images.map(({ tags }) => differ ? sortTags(tags ?? shared, context, false) : undefined);
  const most = (kind: 'texts' | 'lists' | 'rules') => Math.max(0, ...sorted.map(tags => tags?.[kind].length ?? 0));
  const slots = (kind: 'texts' | 'lists') => Array.from({ length: most(kind) }, (_, index) => `\${{ matrix.${kind}[${index}] }}`);
  const include = images.map(({ reference, name, registry }, index) => {
    const { fixed, texts = [], lists = [], rules = [] } = sorted[index] ?? {};
    return {
      source: reference,
      name,
      ...registry === undefined ? {} : { registry },
      ...fixed === undefined ? {} : { tags: fixed },
      ...texts.length ? { texts } : {},
      ...lists.length ? { lists: lists.map(({ text }) => text) } : {},
      ...sorted[index] && most('rules') ? { rules: rules.join('\n') || NO_RULE } : {},
    };
  });
  return {
    matrix: { include: include as unknown as Array<Record<string, string>> },
    source: '${{ matrix.source }}',
    path: '${{ matrix.name }}',
    registry: 'matrix.registry',
    plan: differ ? planTexts({
      fixed: sorted.some(tags => tags?.fixed !== undefined) ? '${{ matrix.tags }}' : undefined,
      texts: slots('texts'),
      lists: slots('lists').map(text => ({ text })),
      rules: most('rules') ? ['${{ matrix.rules }}'] : [],
    }) : undefined,
  };
}

/** Refuses tags that a matrix cannot hold: it is evaluated before any step has run. */
export function checkMatrixTags(subject: string, tags: readonly BoundTag[]): void {
  for (const tag of tags) {
    textsOf(tag).forEach(text => checkText(`${subject}: tags`, text, CONTEXTS.job));
    const late = tag.kind === 'rule' ? textsOf(tag).some(hasExpression) || tag.latest === 'newest' : tag.kind === 'list' && (tag.prefix ?? tag.suffix) !== undefined;
    if (late) {
      throw refusal(`${subject}: tags`, tag.kind === 'list' ? tag.text : tag.kind === 'rule' && tag.rule.type !== 'raw' ? tag.rule.type : 'latest', 'each image of a mirror has its tags in a matrix, where no step has run yet that could tell. Declare that image as a GithubPackageImage of its own.');
    }
  }
}

/** Refuses credentials for registries that nothing can be copied from. */
export function checkMirrorCredentials(subject: string, { credentials = {} }: ImageMirrorOptions): void {
  checkPullCredentials(`${subject}: credentials`, credentials);
  for (const registry of Object.keys(credentials)) {
    const facts = factsOfHost(registry);
    if (!facts.platforms) {
      throw refusal(`${subject}: credentials`, registry, `nothing can be copied from ${facts.title}. Declare its images as GithubPackageImage.`);
    }
  }
}

/** Refuses text that names a step or a context which GitHub does not offer where the text will stand. */
export function checkMirrorTexts(
  subject: string, { setupSteps }: ImageMirrorOptions, name: ImageName, destinations: readonly BoundDestination[], tags: readonly BoundTag[],
): void {
  const visible = idsOf(setupSteps);
  tags.flatMap(textsOf).forEach(text => checkText(`${subject}: tags`, text, CONTEXTS.step, visible));
  // it stands in the matrix
  checkText(`${subject}: name`, name._bind().path, CONTEXTS.job);
  destinations.forEach(({ path }) => checkText(`${subject}: destinations`, path, CONTEXTS.step, visible));
}
