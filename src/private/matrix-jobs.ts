import type { ImageMirrorOptions } from '../image-mirror-options';
import { ImageName } from '../image-name';
import { and, quote } from './expression';
import { contextOf, isGuarded, optionsIn, type Host } from './host';
import type { Job } from './jobs';
import { mirrorJobs } from './mirror-job';
import { matrixOf, nameFromMatrix, targetOf, type MirroredImage } from './mirror-matrix';
import { canonicalHost } from './registry-facts';
import type { BoundDestination } from './sign-in';
import { planTags, planTexts } from './tag-plan';

/** Stands for the name that each image of a mirror has, where a destination has none of its own. */
export const OPEN_NAME = ImageName.inRepository('image');

/** All that a user has said of a mirror of many images. */
export interface Mirror {
  readonly id: string;
  readonly options: ImageMirrorOptions;
  readonly host: Host;
  readonly images: readonly MirroredImage[];
  /** Bound to the open name. */
  readonly destinations: readonly BoundDestination[];
}

/** The jobs of a mirror of many images, by id. */
export function matrixJobs({ id, options, host, images, destinations }: Mirror): Array<[string, Job]> {
  const { imagesExpression, tags, credentials = {} } = options;
  const context = contextOf(host);
  const bound = tags?.map(tag => tag._bind(context));
  // the legs look at where their image comes from only where they sign in there
  const shown = Object.keys(credentials).length ? images : images.map(({ registry, ...image }) => image);
  const { matrix, plan } = imagesExpression === undefined ? matrixOf(shown, bound ?? [], context) : {
    matrix: { domain: { source: `\${{ fromJSON(${imagesExpression}) }}` as unknown as string[] } },
    plan: tags ? undefined : planTexts({ texts: ['${{ steps.image.outputs.tag }}'], lists: [], rules: [] }),
  };
  const name = imagesExpression === undefined ? '${{ matrix.name }}' : '${{ github.repository }}/${{ steps.image.outputs.name }}';
  const inHost = optionsIn(host, options);
  // GitHub refuses an empty matrix, and looks at the condition first
  const notEmpty = imagesExpression === undefined ? undefined : `fromJSON(${imagesExpression})[0] != null`;
  return mirrorJobs({
    id,
    options: { ...inHost, publishWhen: and(notEmpty, inHost.publishWhen) },
    guarded: isGuarded(host),
    source: imagesExpression === undefined ? '${{ matrix.source }}' : '${{ steps.image.outputs.reference }}',
    sources: Object.entries(credentials).map(([registry, given]) => ({
      host: registry,
      credentials: given,
      condition: `${imagesExpression === undefined ? 'matrix.registry' : 'steps.image.outputs.registry'} == ${quote(canonicalHost(registry))}`,
      level: 'read',
    })),
    pullAndPush: false,
    verify: options.verify,
    referrers: options.referrers ?? false,
    destinations: destinations.map(destination => destination.ownName ? destination : { ...destination, path: name }),
    plan: plan ?? planTags(tags ?? [], context, false),
    strategy: images.length > 0 || imagesExpression !== undefined ? { failFast: false, matrix } : undefined,
    first: imagesExpression === undefined ? [] : [nameFromMatrix(imagesExpression, targetOf(destinations, bound))],
  });
}
