// The grammar, said a second time: by what stands between letters and digits, and by what a text is made of, part by part.
// https://github.com/distribution/reference, https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const ALPHANUMERIC = LOWER + LOWER.toUpperCase() + DIGITS;
const isOf = (text: string, letters: string) => [...text].every(letter => letters.includes(letter));

function isComponent(text: string): boolean {
  const separators = text.split(/[a-z0-9]+/);
  return separators.length > 1 && separators[0] === '' && separators[separators.length - 1] === ''
    && separators.slice(1, -1).every(one => ['.', '_', '__'].includes(one) || isOf(one, '-'));
}
export const isPath = (text: string) => text.length <= 255 && text.split('/').every(isComponent);
export const isTag = (text: string) => text.length > 0 && text.length <= 128 && isOf(text, `${ALPHANUMERIC}_.-`) && !'.-'.includes(text[0]);
const isDigest = (text: string) => text.startsWith('sha256:') && text.length === 71 && isOf(text.slice(7), `${DIGITS}abcdef`);

/** A host with or without a port. */
function isHost(text: string): boolean {
  const [, name, , port] = /^(\[[^\]]*\]|[^:]*)(:(.*))?$/s.exec(text) ?? [];
  if (name === undefined || (port !== undefined && !(port !== '' && port.length <= 5 && isOf(port, DIGITS) && Number(port) > 0 && Number(port) < 65536))) {
    return false;
  }
  return name.startsWith('[') ? name.endsWith(']') && name.length > 2 && isOf(name.slice(1, -1), `${DIGITS}abcdefABCDEF:`)
    : name.split('.').every(label => label !== '' && isOf(label, `${ALPHANUMERIC}-`) && !label.startsWith('-') && !label.endsWith('-'));
}

/** A reference as docker reads it: what stands before the first "/" is a host where it could be no name. */
export function isReference(text: string): boolean {
  const [, named, , digest] = /^([^@]*)(@(.*))?$/s.exec(text) ?? [];
  if (named === undefined || (digest !== undefined && !isDigest(digest))) {
    return false;
  }
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  const hasHost = first === 'localhost' || first.includes('.') || first.includes(':');
  const rest = hasHost ? named.slice(slash + 1) : named;
  const colon = rest.indexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  // Docker Hub's own images are in `library`, and what could be an id of an image is no name of one
  const official = !path.includes('/') && (!hasHost || ['docker.io', 'index.docker.io'].includes(first));
  const isId = text.length === 64 && isOf(text, `${DIGITS}abcdef`);
  return (!hasHost || isHost(first)) && isPath(official ? `library/${path}` : path) && !isId && (colon < 0 || isTag(rest.slice(colon + 1)));
}

const GITHUB = ['ghcr.io', 'docker.pkg.github.com', 'docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'];
export function isForeign(host: string): boolean {
  const lower = host.toLowerCase();
  return !GITHUB.includes(lower) && !/^containers\.[^.]+\.ghe\.com$/.test(lower);
}
export function isDestination(text: string): boolean {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  return isHost(host) && (host === 'localhost' || host.includes('.') || host.includes(':')) && isForeign(host) && (slash < 0 || isPath(text.slice(slash + 1)));
}

/** A platform whose name begins so that an output can be called after it. */
export const isPlatform = (text: string) => {
  const [os, architecture, variant, ...more] = text.split('/');
  return more.length === 0 && [os, architecture ?? '', variant ?? 'v8'].every(part => part !== '')
    && isOf(os, LOWER + DIGITS) && !isOf(os[0], DIGITS) && isOf(architecture, `${LOWER}${DIGITS}_`) && isOf(variant ?? '', `${LOWER}${DIGITS}.`);
};

export const FIELDS: Array<[number, number, string[]]> = [
  [0, 59, []], [0, 23, []], [1, 31, []], [1, 12, 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')], [0, 6, 'SUN MON TUE WED THU FRI SAT'.split(' ')],
];
/** Whether a list of minutes, which is one, has some between which there are less than five. */
function isOften(list: string): boolean {
  const minutes = list.split(',').flatMap(part => {
    const [, first, last, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part)!;
    const from = first === '*' ? 0 : Number(first);
    const to = last ?? (first === '*' || step !== undefined ? 59 : from);
    return Array.from({ length: Math.floor((Number(to) - from) / Number(step ?? 1)) + 1 }, (_, index) => from + index * Number(step ?? 1));
  });
  return minutes.some(one => minutes.some(other => other > one && other - one < 5));
}
export function isCron(text: string): boolean {
  const fields = text.split(' ');
  return fields.length === 5 && fields.every((field, index) => field.split(',').every(part => {
    const [min, max, names] = FIELDS[index];
    const number = (end: string) => names.includes(end.toUpperCase()) ? names.indexOf(end.toUpperCase()) + min : end !== '' && isOf(end, DIGITS) ? Number(end) : -1;
    const [ends, step = '1', ...more] = part.split('/');
    const [from, to = from, ...others] = ends === '*' ? [String(min), String(max)] : ends.split('-');
    return more.length + others.length === 0 && number(from) >= min && number(from) <= number(to) && number(to) <= max
      && step !== '' && isOf(step, DIGITS) && Number(step) > 0 && Number(step) <= max;
  })) && !isOften(fields[0]);
}

/** Of GitHub's registries more is known than the grammar. */
export function isForeignReference(text: string): boolean {
  return isForeign(text.split('/')[0]);
}
