import type { github } from 'projen';
import type { ImageTag } from '../image-tag';
import { sortTags } from './publish-job';
import type { Step, TagTexts } from './steps';

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix */
export const MATRIX_LIMIT = 256;

/** One image of a mirror. */
export interface MirroredImage {
  readonly reference: string;
  readonly host: string;
  readonly name: string;
  readonly tags: readonly ImageTag[];
}

/** The matrix of a mirror, and the tags of its legs as the steps see them. */
export function matrixOf(
  images: readonly MirroredImage[],
): { readonly matrix: github.workflows.JobMatrix; readonly tags: TagTexts; readonly own: TagTexts } {
  const sorted = images.map(image => sortTags(image.tags));
  const slots = (kind: 'texts' | 'lists') => Array.from(
    { length: Math.max(0, ...sorted.map(tags => tags[kind].length)) },
    (_, index) => `\${{ matrix.${kind}[${index}] }}`,
  );
  const include = images.map(({ reference, name }, index) => ({
    source: reference,
    name,
    ...sorted[index].fixed === undefined ? {} : { tags: sorted[index].fixed },
    ...sorted[index].texts.length ? { texts: sorted[index].texts } : {},
    ...sorted[index].lists.length ? { lists: sorted[index].lists } : {},
  }));
  const fixed = sorted.some(tags => tags.fixed !== undefined) ? '${{ matrix.tags }}' : undefined;
  return {
    matrix: { include: include as unknown as Array<Record<string, string>> },
    tags: { fixed, texts: slots('texts'), lists: slots('lists') },
    own: sorted[0] ?? { texts: [], lists: [] },
  };
}

/** The step that takes name and tag out of a reference that only the run knows. */
export function nameFromMatrix(): Step {
  return {
    name: 'Take name and tag out of the reference',
    id: 'image',
    shell: 'bash',
    env: { SOURCE: '${{ matrix.source }}' },
    run: [
      '[[ $SOURCE =~ ^[A-Za-z0-9._:/@-]+$ ]] || { echo "::error::\\"$SOURCE\\" is no image reference"; exit 1; }',
      'name=${SOURCE%@*} tag=',
      '[[ $SOURCE == *@* ]] || tag=latest',
      '[[ ${name##*/} != *:* ]] || { tag=${name##*:}; name=${name%:*}; }',
      '[[ ! ${name%%/*} =~ [.:]|^localhost$ || $name != */* ]] || name=${name#*/}',
      'echo "name=$name" >>"$GITHUB_OUTPUT"',
      'echo "tag=$tag" >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}
