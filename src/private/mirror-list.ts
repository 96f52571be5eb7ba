import type { MirrorLegs } from './mirror-matrix';
import { refusal } from './refusal';
import { fullName, type BoundDestination } from './sign-in';
import type { Step } from './steps';
import { planTexts, textsOf, titleOf, type BoundTag } from './tag-plan';

/**
 * The legs of a mirror whose images only the run knows.
 * @param list the expression of all references, as JSON
 * @param tags the mirror's own; those of the references where undefined
 */
export function legsOfList(list: string, destinations: readonly BoundDestination[], tags: readonly BoundTag[] | undefined): MirrorLegs {
  return {
    matrix: { domain: { source: `\${{ fromJSON(${list}) }}` as unknown as string[] } },
    source: '${{ steps.image.outputs.reference }}',
    path: '${{ github.repository }}/${{ steps.image.outputs.name }}',
    registry: 'steps.image.outputs.registry',
    plan: tags ? undefined : planTexts({ texts: ['${{ steps.image.outputs.tag }}'], lists: [], rules: [] }),
    // GitHub refuses an empty matrix, and looks at the condition first
    condition: `fromJSON(${list})[0] != null`,
    first: [nameFromMatrix(list, targetOf(destinations, tags))],
  };
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
function targetOf(destinations: readonly BoundDestination[], tags: readonly BoundTag[] | undefined): string | undefined {
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
