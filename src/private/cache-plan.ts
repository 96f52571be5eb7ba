import type { BuildCache } from '../build-cache';
import { quoteField } from './csv';
import { EMBEDDED, hasExpression, onlyWhen, yieldsSecret } from './expression';
import { BASH_IMAGE_NAME } from './oci-grammar';
import type { Step } from './steps';

/** The lines of the inputs that say where caches are. */
export interface CachePlan {
  readonly before: readonly Step[];
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** What the caches of a job depend on. */
export interface CacheUse {
  /** The full name of the image at its primary destination. */
  readonly image: string;
  /** Whether the job can know that name. */
  readonly known: boolean;
  /** What sets it apart from the caches of other images and platforms. */
  readonly scope: string;
  /** The condition under which caches are read; always where undefined. */
  readonly readWhen?: string;
  readonly writes: boolean;
}

/** Plans which caches a job reads and writes. */
export function planCache(cache: BuildCache | undefined, { image, known, scope, readWhen, writes }: CacheUse): CachePlan {
  const bound = cache?._bind() ?? { kind: 'none' as const };
  const named = bound.kind === 'registry' || bound.kind === 'inline';
  if (named && !known) {
    return { before: [], from: [], to: [] };
  }
  const name = hasExpression(image) ? '${{ steps.cache.outputs.image }}' : image;
  const { from, to } = linesOf(bound, name, scope);
  return {
    before: named && hasExpression(image) ? [nameCache(image)] : [],
    from: from.filter(text => writes || !yieldsSecret(text)).map(text => onlyWhen(readWhen, text)),
    to: writes ? to : [],
  };
}

function linesOf(bound: ReturnType<BuildCache['_bind']>, name: string, scope: string): { readonly from: readonly string[]; readonly to: readonly string[] } {
  switch (bound.kind) {
    case 'none': return { from: [], to: [] };
    case 'gha': return { from: [`type=gha,scope=${scope}`], to: [`type=gha,scope=${scope},mode=${bound.mode},ignore-error=true`] };
    case 'registry': {
      const ref = `type=registry,ref=${name}:buildcache-${scope}`;
      // as an image, since not every registry takes BuildKit's own index
      return { from: [ref], to: [`${ref},mode=${bound.mode},image-manifest=true,oci-mediatypes=true,ignore-error=true`] };
    }
    case 'inline': return { from: [`type=registry,ref=${name}:${bound.tag}`], to: ['type=inline'] };
    case 'custom': return {
      from: bound.from.map(quoted),
      to: bound.to.map(text => quoted(text.includes('ignore-error=') ? text : `${text},ignore-error=true`)),
    };
  }
}

/** BuildKit's own quotes, for the list that the action reads. */
const quoted = (text: string) => quoteField(text, /"/);

/** Registries take lower case only, and an owner may have capitals. */
function nameCache(image: string): Step {
  // an owner and a repository hold nothing that would part the list
  const known = [...image.matchAll(EMBEDDED)].every(([, inside]) => /^github\.repository(_owner)?$/.test(inside.trim()));
  const run = known ? ['echo "image=${IMAGE,,}" >>"$GITHUB_OUTPUT"'] : [
    `grammar='${BASH_IMAGE_NAME}'`,
    '[[ ${IMAGE,,} =~ $grammar ]] || { echo "::error::\\"$IMAGE\\" is no valid image name: name the image with ImageName.of"; exit 1; }',
    'echo "image=${IMAGE,,}" >>"$GITHUB_OUTPUT"',
  ];
  return { name: 'Name the cache', id: 'cache', shell: 'bash', env: { IMAGE: image }, run: run.join('\n') };
}
