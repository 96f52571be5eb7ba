import type { ImageMirrorOptions } from '../image-mirror-options';
import { ImageName } from '../image-name';
import { and, quote } from './expression';
import { contextOf, isGuarded, optionsIn, type Host } from './host';
import type { Job } from './jobs';
import { mirrorJobs } from './mirror-job';
import { legsOfList } from './mirror-list';
import { legsOfImages, type MirroredImage } from './mirror-matrix';
import { canonicalHost } from './registry-facts';
import type { BoundDestination } from './sign-in';
import { planTags } from './tag-plan';

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
  const legs = imagesExpression === undefined ? legsOfImages(shown, bound ?? [], context) : legsOfList(imagesExpression, destinations, bound);
  const inHost = optionsIn(host, options);
  return mirrorJobs({
    id,
    options: { ...inHost, publishWhen: and(legs.condition, inHost.publishWhen) },
    guarded: isGuarded(host),
    source: legs.source,
    sources: Object.entries(credentials).map(([registry, given]) => ({
      host: registry,
      credentials: given,
      condition: `${legs.registry} == ${quote(canonicalHost(registry))}`,
      level: 'read',
    })),
    pullAndPush: false,
    verify: options.verify,
    referrers: options.referrers ?? false,
    destinations: destinations.map(destination => destination.ownName ? destination : { ...destination, path: legs.path }),
    plan: legs.plan ?? planTags(tags ?? [], context, false),
    strategy: { failFast: false, matrix: legs.matrix },
    first: legs.first,
  });
}
