import type { Declaration, Image } from '../declaration';
import { Call, Name, code } from './code';
import { credentials, name, tag, variable } from './values';
import { isLiteral } from '../expressions/template';

/** Options of an image that each image of a mirror has in common with the others. */
const SHARED = ['condition', 'onlyInRepository', 'publishWhen', 'needs', 'runsOn', 'environment', 'env', 'timeoutMinutes', 'setupSteps', 'postPublishSteps'] as const;

/** Whether all images are copies that one matrix job can make. */
export function isMirror({ images, jobs, mirror }: Declaration): boolean {
  const [first] = images;
  const common = (image: Image) => JSON.stringify([SHARED.map(option => image[option]), first.source.kind === 'registry' && image.source.kind === 'registry' && image.source.referrers]);
  return (mirror || images.length > 1) && jobs.every(({ after }) => after.length === 0 || after.length === images.length)
    && jobs.every(({ after }) => after.length > 0)
    && images.every(image => canShare(image) && common(image) === common(first)) && hostsAgree(images);
}

function canShare({ source, destinations, platforms, prepare, attest, sign, checks, tags }: Image): boolean {
  const [only] = destinations;
  return source.kind === 'registry' && isLiteral(source.reference) && !platforms && !prepare && !attest && !sign && !checks && destinations.length === 1
    && only.host === 'ghcr.io' && credentials(only.credentials) === undefined && (tags ?? []).every(({ factory, options, text }) => factory === 'of' && !options?.when && isLiteral(text ?? ''));
}

/** One sign-in for each host that images come from. */
function hostsAgree(images: readonly Image[]): boolean {
  const logins = images.map(image => [hostOf(image), JSON.stringify(image.source.kind === 'registry' ? image.source.credentials : undefined)] as const);
  return logins.every(([host, login]) => logins.every(([other, another]) => host !== other || login === another));
}

function hostOf({ source }: Image): string {
  const first = source.kind === 'registry' ? source.reference.split('/')[0] : '';
  return source.kind === 'registry' && source.reference.includes('/') && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

/** The mirror, and its images. */
export function mirrorStatements(
  { id, images, jobs }: Declaration, triggers: object | undefined, permitted: (job: object) => object,
): string {
  const mirror = variable(id);
  const [first] = images;
  const logins = images.flatMap((image): Array<[string, Call]> => {
    const login = image.source.kind === 'registry' ? credentials(image.source.credentials) : undefined;
    return login ? [[hostOf(image), login]] : [];
  });
  const options = {
    triggers,
    ...logins.length ? { credentials: Object.fromEntries(logins) } : {},
    ...first.source.kind === 'registry' && first.source.referrers ? { referrers: true } : {},
    ...Object.fromEntries(SHARED.map(option => [option, first[option]])),
  };
  return [
    `const ${mirror} = ${code(new Call('new ImageMirror', [new Name('project'), id, options]))};`,
    ...images.map(image => `${code(new Call(`${mirror}.addImage`, imageArguments(image)))};`),
    ...jobs.map(({ id: job, job: model }) => `${code(new Call(`${mirror}.addDownstreamJob`, [job, permitted(model)]))};`),
  ].join('\n');
}

function imageArguments({ source, destinations: [{ path }], tags = [] }: Image): unknown[] {
  const reference = source.kind === 'registry' ? source.reference : '';
  const bare = reference.replace(/:[^/:]*$/, '');
  const usual = path === `\${{ github.repository }}/${hostless(bare)}`;
  const own = tags.length === 1 && reference.endsWith(`:${tags[0].text}`) ? undefined : tags.map(tag);
  const given = Object.entries({ name: usual ? undefined : name(path), tags: own }).filter(([, value]) => value !== undefined);
  return [reference, ...given.length ? [Object.fromEntries(given)] : []];
}

function hostless(repository: string): string {
  const [first, ...rest] = repository.split('/');
  return rest.length && /[.:]|^localhost$/.test(first) ? rest.join('/') : repository;
}
