import { CONTEXTS, checkText, hasExpression } from './expression';
import { refusal } from './refusal';

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const HOST = /^(?:(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
/** The algorithm that every registry knows; others are optional in the specification. */
const DIGEST = /^sha256:[a-f0-9]{64}$/;

/** The grammar of a full image name for a script's `=~`: bash has no non-capturing groups. */
export const BASH_IMAGE_NAME = '^[][a-z0-9.:-]+(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)+$';

/** Refuses a literal that is no tag. */
export function checkTag(subject: string, tag: string, value: string = tag): void {
  if (!TAG.test(tag)) {
    const valid = tag.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '').slice(0, 128);
    throw refusal(subject, value, `a tag may hold letters, digits, "_", "." and "-", at most 128 of them, and begins with neither "." nor "-".${valid ? ` Try ${JSON.stringify(valid)}.` : ''}`);
  }
}

/** Refuses a literal that cannot stand before or behind a tag. */
export function checkAffix(subject: string, affix: string | undefined): void {
  if (affix !== undefined && hasExpression(affix)) {
    checkText(subject, affix, CONTEXTS.step);
  } else if (affix !== undefined && !/^[A-Za-z0-9._-]*$/.test(affix)) {
    throw refusal(subject, affix, 'a tag may hold letters, digits, "_", "." and "-". Leave the others out.');
  }
}

/** Refuses a pattern of docker/metadata-action that cannot give a tag. */
export function checkPattern(subject: string, pattern: string): void {
  if (pattern.trim() === '' || hasExpression(pattern) || !/^[A-Za-z0-9._-]*$/.test(pattern.replace(/\{\{[^{}\n]+\}\}/g, ''))) {
    throw refusal(subject, pattern, 'it is known at synth, and of letters, digits, "_", "." and "-" around templates such as "{{version}}". Try "{{major}}.{{minor}}".');
  }
}

/** Refuses a literal that is no path of an image in a registry. */
export function checkPath(subject: string, path: string, value: string = path): void {
  if (!PATH.test(path) || path.length > 255) {
    const lower = value.toLowerCase();
    throw refusal(subject, value, 'an image name is lower case: letters and digits, parted by ".", "_", "__" or "-", in parts joined by "/", at most 255 characters.' +
      (lower !== value && PATH.test(path.toLowerCase()) ? ` Try ${JSON.stringify(lower)}.` : ' Give it such a name.'));
  }
}

/** Refuses a text that is no host, with or without a port. */
export function checkHost(subject: string, host: string, value: string = host): void {
  const port = Number(/:(\d+)$/.exec(host)?.[1] ?? 443);
  if (!HOST.test(host) || port < 1 || port > 65535) {
    throw refusal(subject, value, 'a registry is a host name with or without a port, without "https://" and without a path. Try "registry.example.com".');
  }
}

/** The parts of an image reference that is known at synth. */
export interface ReferenceParts {
  /** The registry as docker and skopeo take it, `docker.io` where the reference names none. */
  readonly host: string;
  /** The path after the registry's host, as it was written. */
  readonly path: string;
  /** The reference without tag and digest, as it was written. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * Takes an image reference apart by the rule that docker, skopeo and containerd share: what stands before the first
 * "/" is a host where it holds a "." or a ":" or is `localhost`.
 */
export function parseReference(subject: string, reference: string): ReferenceParts {
  const [named, digest, ...rest] = reference.split('@');
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const repository = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const slash = repository.indexOf('/');
  const first = repository.slice(0, Math.max(slash, 0));
  const named1st = first === 'localhost' || /[.:]/.test(first);
  const host = named1st ? first : 'docker.io';
  const path = named1st ? repository.slice(slash + 1) : repository;
  if (rest.length > 0 || (digest !== undefined && !DIGEST.test(digest))) {
    throw refusal(subject, reference, 'a digest is "sha256:" and 64 hexadecimal digits in lower case. Copy it from `docker buildx imagetools inspect`.');
  }
  checkHost(subject, host);
  // Docker Hub's own images are in `library`
  checkPath(subject, ['docker.io', 'index.docker.io'].includes(host) && !path.includes('/') ? `library/${path}` : path, reference);
  if (/^[a-f0-9]{64}$/.test(reference)) {
    throw refusal(subject, reference, 'docker takes that for the id of an image. Name its registry: "docker.io/library/…".');
  }
  if (tag !== undefined) {
    checkTag(subject, tag, reference);
  }
  return { host, path, repository, tag, digest };
}

/** What a mirror pulls: skopeo takes a tag or a digest, not both. */
export function pullReference({ repository, tag, digest }: ReferenceParts): string {
  return digest ? `${repository}@${digest}` : `${repository}:${tag ?? 'latest'}`;
}
