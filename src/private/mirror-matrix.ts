import type { github } from 'projen';
import type { ImageMirrorOptions } from '../image-mirror-options';
import type { ImageName } from '../image-name';
import { CONTEXTS, checkText, hasExpression } from './expression';
import { checkPullCredentials } from './pull-credentials';
import { refusal } from './refusal';
import { factsOfHost } from './registry-facts';
import { fullName, type BoundDestination } from './sign-in';
import { idsOf, type Step } from './steps';
import { planTexts, sortTags, textsOf, titleOf, type BoundTag, type TagContext, type TagPlan } from './tag-plan';

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

/** A matrix, and how its legs compute their tags; undefined where that does not depend on the leg. */
export interface MirrorMatrix {
  readonly matrix: github.workflows.JobMatrix;
  readonly plan?: TagPlan;
}

/**
 * The matrix of a mirror whose images are known at synth.
 * @param shared the mirror's own tags
 */
export function matrixOf(images: readonly MirroredImage[], shared: readonly BoundTag[], context: TagContext): MirrorMatrix {
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

/** A tag that every image of a list would get; undefined where steps tell all of them, since a step may know more of its leg. */
function sharedTag(tags: readonly BoundTag[]): BoundTag | undefined {
  return tags.find(tag => !textsOf(tag).some(text => /\b(steps|env)\b/.test(text)));
}

/** Refuses a tag that every image of a list would take from the one before, under the one name that a destination has for all. */
export function checkListTags(subject: string, destinations: readonly BoundDestination[], tags: readonly BoundTag[]): void {
  const named = destinations.find(({ ownName }) => ownName);
  const shared = sharedTag(tags);
  if (named && shared) {
    throw refusal(`${subject}: tags`, titleOf(shared), `each image of the list would get that tag under the one name "${fullName(named)}", and take it from the one before. Leave out \`tags\`, or the name of the destination.`);
  }
}

/** What no two images of a list may share, in words of `nameFromMatrix`; undefined where only steps know. */
export function targetOf(destinations: readonly BoundDestination[], tags: readonly BoundTag[] | undefined): string | undefined {
  if (tags) {
    return sharedTag(tags) && '$name';
  }
  return destinations.some(({ ownName }) => ownName) ? '$tag' : '$name:$tag';
}

/**
 * The step that takes name and tag out of a reference that only the run knows.
 * @param list the expression of all references
 * @param target what no two of them may share, in words of the script; not looked at where undefined
 */
export function nameFromMatrix(list: string, target: string | undefined): Step {
  return {
    name: 'Take name and tag out of the reference',
    id: 'image',
    shell: 'bash',
    env: { ...target === undefined ? {} : { IMAGES: `\${{ ${list} }}` }, SOURCE: '${{ matrix.source }}' },
    run: [
      'parse() {',
      '  [[ $1 =~ ^[A-Za-z0-9._:/@-]+$ ]] || return',
      '  repository=${1%%@*} tag=',
      '  [[ $1 == *@* ]] || tag=latest',
      '  [[ ${repository##*/} != *:* ]] || { tag=${repository##*:}; repository=${repository%:*}; }',
      '  name=$repository registry=docker.io',
      '  [[ $name != */* || ! ${name%%/*} =~ [.:]|^localhost$ ]] || { registry=${name%%/*}; name=${name#*/}; }',
      '}',
      'parse "$SOURCE" || { echo "::error::\\"$SOURCE\\" is no image reference"; exit 1; }',
      ...target === undefined ? [] : [
        `same=$(jq -c '.[]' <<<"$IMAGES" | tr -d '"' | while read -r other; do ! parse "$other" || echo "${target}"; done | grep -cxF -- "${target}")`,
        `[[ $same == 1 ]] || { echo "::error::the list has $same images that would be ${target} here, and the last would replace the others"; exit 1; }`,
      ],
      // skopeo takes a tag or a digest, not both
      '[[ $SOURCE != *@* ]] || SOURCE=$repository@${SOURCE#*@}',
      '{',
      '  echo "reference=$SOURCE"',
      '  echo "name=$name"',
      '  echo "registry=$registry"',
      '  echo "tag=$tag"',
      '} >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
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
