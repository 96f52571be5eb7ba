import { AttestWhen } from '../attest-when';
import type { ImageJobOptions } from '../image-job-options';
import { ImageTransfer } from '../image-source';
import type { RegistrySource } from './bound-source';
import type { Host } from './host';
import type { Declaration } from './image-jobs';
import { code, text } from './markdown';
import type { RegistryFacts } from './registry-facts';
import type { BoundDestination } from './sign-in';
import type { BoundTag } from './tag-plan';
import { pulledTag, where } from './tag-words';

/** What a user has declared of an image, and one of the workflows that its jobs are in. */
export interface CatalogedImage extends Declaration {
  readonly host: Host;
}

/** Expressions that a reader knows without GitHub's language. */
const KNOWN: ReadonlyArray<readonly [RegExp, string]> = [
  [/\$\{\{\s*github\.repository\s*\}\}/g, '<owner>/<repo>'],
  [/\$\{\{\s*github\.repository_owner\s*\}\}/g, '<owner>'],
  [/\$\{\{\s*github\.event\.repository\.name\s*\}\}/g, '<repo>'],
];

/** A name with its owner and repository as a reader says them. */
export function readable(path: string): string {
  return KNOWN.reduce((name, [expression, words]) => name.replace(expression, words), path);
}

/** The commands that pull an image, one for each destination. */
export function pullWords(destinations: readonly BoundDestination[], tags: readonly BoundTag[]): string[] {
  return destinations.map(({ host, path, facts, when }) => [
    code(`docker pull ${readable(host)}/${readable(path)}:${pulledTag(tags)}`),
    ...readers(facts),
    ...when === undefined ? [] : [where(when)],
  ].join(' '));
}

function readers({ readers: who }: RegistryFacts): string[] {
  return who === 'only from GitHub Actions' || who === 'signed-in users' ? [`(${who})`] : [];
}

/** Where the content of an image comes from. */
export function sourceWords({ source, bases, path }: CatalogedImage): string {
  switch (source.kind) {
    case 'registry': return `mirrored from ${code(source.reference)}`;
    case 'archive': return `taken from the archive ${code(path(source.path))}`;
    case 'daemon': return `taken from the Docker engine, ${code(source.reference)}`;
    default: {
      const { context = '.', dockerfile = `${context}/Dockerfile`, target } = source.dockerfile;
      const stage = target === undefined ? '' : `, stage ${code(target)}`;
      const on = bases.map(({ id }) => `**${text(id)}**`).join(' and ');
      return `built from ${code(path(dockerfile))}${stage}${on && `, on ${on}`}`;
    }
  }
}

/** The platforms of an image, or who decides. */
export function platformWords({ source, groups, destinations }: CatalogedImage): string[] {
  const named = groups.flatMap(({ platforms, emulated }) => platforms.map(name => `${code(name)}${emulated.includes(name) ? ' (emulated)' : ''}`));
  if (named.length > 0) {
    return named;
  }
  if (source.kind === 'registry' && source.transfer !== ImageTransfer.PULL_AND_PUSH && destinations.every(({ facts }) => facts.platforms)) {
    return ['those of the source'];
  }
  return source.kind === 'archive' ? ['those of the archive'] : [`that of ${groups[0].runsOnGroup ? `a runner of the group ${code(groups[0].runsOnGroup.group)}` : groups[0].runsOn.map(code).join(', ')}`];
}

/** What an image has passed before a tag moves, and what proves where it comes from. */
export function proofWords({ options, source }: CatalogedImage): string[] {
  const { checks = [], attest, sign } = options;
  return [
    ...checks.map(check => {
      const bound = check._bind();
      switch (bound.kind) {
        case 'command': return bound.command.length ? `runs ${code(bound.command.join(' '))}` : 'runs its own command';
        case 'script': return `passes ${code(firstLine(bound.script))}`;
        default: return `Trivy finds nothing ${(bound.options.severities ?? ['HIGH', 'CRITICAL']).map(severity => severity.toLowerCase()).join(' or ')}`;
      }
    }),
    ...source.kind === 'registry' ? copyWords(source) : [],
    ...source.kind === 'dockerfile' && source.dockerfile.sbom ? ['lists what is in it (SBOM)'] : [],
    ...attest ? [`attested by GitHub${attest === AttestWhen.PUBLIC_REPOSITORY ? ' while the repository is public' : ''}`] : [],
    ...sign ? [`signed with cosign, ${sign._bind().voucher ? 'keyless' : 'with a key'}`] : [],
  ];
}

/** What is known of an image that is copied. */
export function copyWords({ verify, referrers }: Pick<RegistrySource, 'verify' | 'referrers'>): string[] {
  return [
    ...verify ? ['verified before it is copied'] : [],
    ...referrers ? ['copied with its signatures and attestations'] : [],
  ];
}

/** Where an image is published only under conditions. */
export function gateWords({ joined }: Host, { onlyInRepository, condition, publishWhen, environment }: ImageJobOptions): string[] {
  return [
    ...joined ? ['only where projen releases a version'] : [],
    ...onlyInRepository === undefined ? [] : [`only in ${code(onlyInRepository)}`],
    ...[condition, publishWhen].flatMap(gate => gate === undefined ? [] : `only ${where(gate)}`),
    ...environment === undefined ? [] : [`through the environment ${code(environment)}`],
  ];
}

function firstLine(script: string): string {
  const lines = script.trim().split('\n');
  return `${lines[0]}${lines.length > 1 ? ' …' : ''}`;
}
