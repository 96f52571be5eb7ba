import type { Copy, Declaration, Image, Mirror } from '../declaration';
import { Call, Name, code } from './code';
import { credentials, destinations, name, pullCredentials, tag, variable, verification } from './values';
import { isLiteral } from '../expressions/template';

/** Options of an image that each image of a mirror has in common with the others. */
const SHARED = ['condition', 'onlyInRepository', 'publishWhen', 'needs', 'runsOn', 'runsOnGroup', 'environment', 'env', 'timeoutMinutes', 'setupSteps', 'postPublishSteps'] as const;

/** Whether all images are copies that one matrix job can make. */
export function isMirror({ images, jobs, mirror }: Declaration): boolean {
  const [first] = images;
  const common = (image: Image) => JSON.stringify([SHARED.map(option => image[option]), first.source.kind === 'registry' && image.source.kind === 'registry' && image.source.referrers]);
  return (mirror || images.length > 1) && jobs.every(({ after }) => after.length === 0 || after.length === images.length)
    && jobs.every(({ after }) => after.length > 0)
    && images.every(image => canShare(image) && common(image) === common(first)) && hostsAgree(images);
}

function canShare({ source, destinations: targets, platforms, prepare, attest, sign, checks, tags }: Image): boolean {
  const [only] = targets;
  return source.kind === 'registry' && isLiteral(source.reference) && !platforms && !prepare && !attest && !sign && !checks && targets.length === 1
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
    ...addedImages({ id, copies: images.map(asCopy) }),
    ...jobs.map(({ id: job, job: model }) => `${code(new Call(`${mirror}.addDownstreamJob`, [job, permitted(model)]))};`),
  ].join('\n');
}

function asCopy({ source, destinations: [{ path }], tags }: Image): Copy {
  return { reference: source.kind === 'registry' ? source.reference : '', path, tags };
}

/** The options of a mirror that says itself where its images go. */
export function mirrorOptions({ imagesExpression, credentials: logins, destinations: given, tags, verify, referrers, ...mirror }: Mirror): object {
  return {
    imagesExpression,
    destinations: given && destinations(given, { host: '', path: '' }),
    tags: tags?.map(tag),
    credentials: logins && Object.fromEntries(Object.entries(logins).map(([host, login]) => [host, pullCredentials(login)])),
    verify: verification(verify),
    referrers,
    ...Object.fromEntries([...SHARED, 'prepare' as const].map(option => [option, mirror[option]])),
  };
}

/** The statements that name the images of a mirror. */
export function addedImages({ id, copies }: Pick<Mirror, 'id' | 'copies'>): string[] {
  return copies.map(copy => `${code(new Call(`${variable(id)}.addImage`, imageArguments(copy)))};`);
}

function imageArguments({ reference, path, tags = [] }: Copy): unknown[] {
  const bare = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const usual = path === undefined || path === `\${{ github.repository }}/${hostless(bare)}`;
  const [only] = tags;
  const own = tags.length === 0 || (tags.length === 1 && only.factory === 'of' && reference.replace(/@.*$/, '').endsWith(`:${only.text}`)) ? undefined : tags.map(tag);
  const given = Object.entries({ name: usual ? undefined : name(path), tags: own }).filter(([, value]) => value !== undefined);
  return [reference, ...given.length ? [Object.fromEntries(given)] : []];
}

function hostless(repository: string): string {
  const [first, ...rest] = repository.split('/');
  return rest.length && /[.:]|^localhost$/.test(first) ? rest.join('/') : repository;
}
