import type { GithubPackageImage, GithubPackageImageOptions } from '../github-package-image';
import { ImageTransfer } from '../image-source';
import type { BoundSource } from './bound-source';
import { checkCheckout } from './checkout';
import { CONTEXTS, checkText } from './expression';
import { checkJobOptions } from './jobs';
import { refusal } from './refusal';
import type { RunnerGroup } from './runner-groups';
import type { BoundDestination } from './sign-in';
import { textsOf } from './tag-plan';

/** What is known of an image before it has a workflow. */
export interface CheckedImage {
  readonly subject: string;
  readonly options: GithubPackageImageOptions;
  readonly source: BoundSource;
  readonly destinations: readonly BoundDestination[];
  readonly groups: readonly RunnerGroup[];
}

/** Refuses options that do not go together. */
export function checkImage(image: CheckedImage): void {
  const { subject, options, source, destinations } = image;
  checkJobOptions(options);
  checkCheckout(options.checkout);
  checkTexts(image);
  const legacy = destinations.find(({ facts }) => !facts.platforms);
  if (options.sign && legacy) {
    throw refusal(`${subject}: sign`, legacy.host, `${legacy.facts.title} holds no signatures. Publish to ImageDestination.ghcr(), or leave the option out.`);
  }
  if (source.kind === 'registry') {
    checkMirror(image, legacy);
    return;
  }
  const platforms = options.platforms ?? [];
  if (legacy && platforms.length > 1) {
    throw refusal(`${subject}: platforms`, platforms.map(platform => platform._bind().name).join(', '), `${legacy.facts.title} knows one platform for each tag. Name one, or publish to ImageDestination.ghcr().`);
  }
  const cache = source.kind === 'dockerfile' ? source.dockerfile.cache?._bind().kind : undefined;
  if (cache === 'registry' && !destinations[0].facts.platforms) {
    throw refusal(`${subject}: cache`, 'BuildCache.registry', `${destinations[0].facts.title} takes images only. Use BuildCache.githubActions().`);
  }
  const builder = source.kind === 'dockerfile' ? source.dockerfile.builder?._bind() : undefined;
  if (builder?.cloud && !builder.credentials && !destinations.some(({ host }) => host === 'docker.io')) {
    throw refusal(`${subject}: builder`, builder.inputs.endpoint, 'Docker Build Cloud takes a sign-in to Docker Hub. Give it with ImageBuilder.cloud(endpoint, { credentials }).');
  }
}

/** An image that exists already is moved as it is: nothing is checked out or built. */
function checkMirror({ subject, options, source, groups }: CheckedImage, legacy: BoundDestination | undefined): void {
  for (const option of ['checks', 'preBuildSteps', 'checkout'] as const) {
    if (options[option] !== undefined) {
      throw refusal(`${subject}: ${option}`, option, 'an image of another registry is published as it is, and never built. Leave the option out, or build `FROM` that image.');
    }
  }
  const named = options.triggers?.pullRequests ? 'pullRequests' : options.triggers?.mergeGroup ? 'mergeGroup' : undefined;
  if (named) {
    throw refusal(`${subject}: triggers`, named, 'an image of another registry is not built, so that there is nothing to check. Leave the trigger out.');
  }
  if (groups.length > 1 || groups[0].platforms.length > 1) {
    throw refusal(`${subject}: platforms`, groups.flatMap(({ platforms }) => platforms).join(', '), 'a mirror copies all platforms, or one. Name one, or leave the option out.');
  }
  if (source.kind === 'registry' && source.transfer === ImageTransfer.COPY && legacy) {
    throw refusal(`${subject}: transfer`, source.transfer, `${legacy.facts.title} takes no copy: it knows neither several platforms nor digests. Leave \`transfer\` out.`);
  }
}

/** Refuses text that names a step which cannot be seen where the text will stand. */
function checkTexts({ subject, options, source, destinations, groups }: CheckedImage): void {
  const idsOf = (steps: GithubPackageImageOptions['setupSteps'] = []) => steps.flatMap(step => step.id ?? []);
  const early = idsOf(options.setupSteps);
  const late = [...early, ...idsOf(options.preBuildSteps)];
  const check = (texts: readonly string[], visible: readonly string[]) => texts.forEach(text => checkText(subject, text, CONTEXTS.step, visible));
  const tags = (options.tags ?? []).map(tag => tag._bind({ versioned: false }));
  check(destinations.map(({ path }) => path), early);
  check(tags.flatMap(textsOf), early);
  switch (source.kind) {
    case 'registry': return check([source.reference], early);
    case 'archive': return check([source.path], late);
    case 'daemon': return check([source.reference], late);
    case 'dockerfile': {
      const { context, dockerfile, target, buildArgs, buildContexts, labels, annotations } = source.dockerfile;
      check([context, dockerfile, target].flatMap(text => text ?? []), late);
      check([buildArgs, buildContexts].flatMap(texts => Object.values(texts ?? {})), late);
      // the publish job annotates an index with them, and runs none of the user's steps before the build
      check([labels, annotations].flatMap(texts => Object.values(texts ?? {})), groups.length > 1 ? early : late);
    }
  }
}

/** The base images of a source, by their name in the Dockerfile. */
export function basesOf(source: BoundSource): Array<[string, GithubPackageImage]> {
  return source.kind === 'dockerfile' ? Object.entries(source.dockerfile.baseImages ?? {}) : [];
}

/** Refuses a base image that the jobs of an image could not be built from. */
export function checkBase(name: string, base: CheckedImage, image: CheckedImage, together: boolean): void {
  const refuse = (rule: string) => refusal(`${image.subject}: baseImages: ${name}`, base.subject, rule);
  if (!together) {
    throw refuse('it is an image of another workflow. Declare both in one ImageWorkflow.');
  }
  const [{ host, facts }] = base.destinations;
  if (!facts.platforms) {
    throw refuse(`it is published to ${host}, where nothing can be pulled by its digest. Name ImageDestination.ghcr() first there.`);
  }
  for (const option of ['condition', 'publishWhen', 'onlyInRepository'] as const) {
    if (base.options[option] !== image.options[option]) {
      throw refuse(`it has another \`${option}\`, so that one could be built where the other is not. Give both the same.`);
    }
  }
  const names = (groups: readonly RunnerGroup[]) => groups.map(({ leg }) => leg).sort().join(' ');
  if (base.source.kind !== 'registry' && base.groups.length > 1 && names(base.groups) !== names(image.groups)) {
    throw refuse('it is built for other platforms or on other runners. Give both the same `platforms`.');
  }
}
