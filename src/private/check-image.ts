import type { DockerfileOptions } from '../dockerfile';
import type { GithubPackageImage } from '../github-package-image';
import type { GithubPackageImageOptions } from '../github-package-image-options';
import { ImageTransfer } from '../image-source';
import type { BoundSource } from './bound-source';
import { checkCheckout, checksOutOther } from './checkout';
import { CONTEXTS, checkText, hasExpression, yieldsSecret } from './expression';
import { checkJobOptions } from './jobs';
import { refusal } from './refusal';
import { canonicalHost } from './registry-facts';
import { normalized, type RunnerGroup } from './runner-groups';
import { fullName, sameCredentials, type BoundDestination } from './sign-in';
import { idsOf } from './steps';
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
  const { subject, options, source, destinations, groups } = image;
  checkJobOptions(options);
  checkCheckout(options.checkout);
  checkTexts(image);
  const legacy = destinations.find(({ facts }) => !facts.platforms);
  if (options.sign && legacy) {
    throw refusal(`${subject}: sign`, legacy.host, `${legacy.facts.title} holds no signatures. Publish to ImageDestination.ghcr(), or leave the option out.`);
  }
  checkAttested(image, legacy);
  if (source.kind === 'registry') {
    checkMirror(image, legacy);
    return;
  }
  const platforms = options.platforms ?? [];
  if (legacy && platforms.length > 1) {
    throw refusal(`${subject}: platforms`, platforms.map(platform => platform._bind().name).join(', '), `${legacy.facts.title} knows one platform for each tag. Name one, or publish to ImageDestination.ghcr().`);
  }
  const crowded = groups.find(group => group.platforms.length > 1);
  if (source.kind === 'daemon' && crowded) {
    throw refusal(`${subject}: platforms`, crowded.platforms.join(', '), 'the Docker engine of a runner has one of them. Give each a runner of its own with onRunner(), or use ImageSource.fromArchive.');
  }
  checkBuildTexts(subject, options);
  if (source.kind === 'dockerfile') {
    checkBuild(image, source.dockerfile, legacy);
  }
}

/** What nobody vouches for, or no registry takes. */
function checkAttested({ subject, options, destinations }: CheckedImage, legacy: BoundDestination | undefined): void {
  const without = (voucher: 'GitHub' | 'Sigstore') => destinations.find(({ facts }) => facts.vouchers?.includes(voucher) === false);
  const unknown = without('Sigstore');
  if (unknown && options.sign?._bind().voucher === 'Sigstore') {
    throw refusal(`${subject}: sign`, unknown.host, 'Sigstore vouches for workflows of github.com only. Use ImageSigning.key.');
  }
  if (!options.attest) {
    return;
  }
  if (legacy) {
    throw refusal(`${subject}: attest`, legacy.host, `${legacy.facts.title} holds no attestations. Publish to ImageDestination.ghcr(), or leave the option out.`);
  }
  const silent = without('GitHub');
  if (silent) {
    throw refusal(`${subject}: attest`, silent.host, 'a GitHub Enterprise Server makes no attestations. Sign the image with ImageSigning.key, or leave the option out.');
  }
  const open = destinations.find(({ credentials }) => !credentials);
  if (open) {
    throw refusal(`${subject}: attest`, open.host, 'attestations are pushed only where the job signs in. Give the destination credentials, or leave the option out.');
  }
}

/** What a registry or another option rules out for a Dockerfile. */
function checkBuild({ subject, destinations }: CheckedImage, dockerfile: DockerfileOptions, legacy: BoundDestination | undefined): void {
  const attested = dockerfile.provenance ? 'provenance' : dockerfile.sbom ? 'sbom' : undefined;
  if (attested && legacy) {
    throw refusal(`${subject}: ${attested}`, true, `${legacy.facts.title} holds no attestations. Publish to ImageDestination.ghcr(), or leave the option out.`);
  }
  for (const [host, credentials] of Object.entries(dockerfile.credentials ?? {})) {
    const there = destinations.find(destination => destination.host === canonicalHost(host));
    if (there && !sameCredentials(there.credentials, credentials)) {
      throw refusal(`${subject}: credentials`, host, 'docker keeps one sign-in for each registry, and the image is published there with other credentials. Leave them out, or give the destination the same.');
    }
  }
  const cache = dockerfile.cache?._bind().kind;
  if (cache === 'registry' && !destinations[0].facts.platforms) {
    throw refusal(`${subject}: cache`, 'BuildCache.registry', `${destinations[0].facts.title} takes images only. Use BuildCache.githubActions().`);
  }
  const builder = dockerfile.builder?._bind();
  const hub = destinations.find(({ host }) => host === 'docker.io');
  if (builder?.cloud && !builder.credentials && (hub === undefined || hub.when !== undefined)) {
    throw refusal(`${subject}: builder`, builder.inputs.endpoint, 'Docker Build Cloud takes a sign-in to Docker Hub. Give it with ImageBuilder.cloud(endpoint, { credentials }).');
  }
  if (builder?.credentials && hub && !sameCredentials(hub.credentials, builder.credentials)) {
    throw refusal(`${subject}: builder`, builder.inputs.endpoint, 'docker keeps one sign-in for each registry, and the image is published to Docker Hub with other credentials. Give both the same.');
  }
}

/** Refuses what would bring a secret into jobs of pull requests, or hide an output of ours. */
function checkBuildTexts(subject: string, { env = {}, checkout, prepare }: GithubPackageImageOptions): void {
  for (const [name, value] of Object.entries(env)) {
    if (yieldsSecret(value)) {
      throw refusal(`${subject}: env: ${name}`, value, 'jobs of pull requests have these variables too, and hold no secret. Give it to the steps that need it, or use the option `secrets` of the Dockerfile.');
    }
  }
  const taken = checksOutOther(checkout) && Object.keys(prepare?.outputs ?? {}).find(name => ['commit', 'commit-short'].includes(name));
  if (taken) {
    throw refusal(`${subject}: prepare: outputs`, taken, 'with `checkout` that job has an output of that name, the commit. Give yours another.');
  }
}

/** An image that exists already is moved as it is: nothing is checked out or built. */
function checkMirror({ subject, options, source, groups }: CheckedImage, legacy: BoundDestination | undefined): void {
  for (const option of ['checks', 'preBuildSteps', 'checkout', 'projenArtifacts'] as const) {
    if (options[option] !== undefined) {
      throw refusal(`${subject}: ${option}`, option, 'an image of another registry is published as it is, and never built. Leave the option out, or build `FROM` that image.');
    }
  }
  const named = (['pullRequests', 'mergeGroup', 'projenBuild'] as const).find(trigger => options.triggers?.[trigger]);
  if (named) {
    throw refusal(`${subject}: triggers`, named, 'an image of another registry is not built, so that there is nothing to check. Leave the trigger out.');
  }
  const placed = options.platforms?.find(platform => platform._bind().runner ?? platform._bind().emulated);
  if (placed) {
    throw refusal(`${subject}: platforms`, placed._bind().name, 'a mirror builds nothing, so that no runner or emulation is needed. Leave `onRunner` or `emulated` out.');
  }
  if (groups.length > 1 || groups[0].platforms.length > 1) {
    throw refusal(`${subject}: platforms`, groups.flatMap(({ platforms }) => platforms).join(', '), 'a mirror copies all platforms, or one. Name one, or leave the option out.');
  }
  const pushed = source.kind === 'registry' && source.transfer === ImageTransfer.PULL_AND_PUSH ? source.transfer : legacy?.host;
  if (source.kind === 'registry' && source.referrers && pushed) {
    throw refusal(`${subject}: referrers`, pushed, 'what is pulled and pushed gets another digest there, and nothing refers to that. Publish a copy to ImageDestination.ghcr(), or leave the option out.');
  }
  if (source.kind === 'registry' && source.transfer === ImageTransfer.COPY && legacy) {
    throw refusal(`${subject}: transfer`, source.transfer, `${legacy.facts.title} takes no copy: it knows neither several platforms nor digests. Leave \`transfer\` out.`);
  }
}

/** Refuses text that names a step which cannot be seen where the text will stand. */
function checkTexts({ subject, options, source, destinations, groups }: CheckedImage): void {
  const early = idsOf(options.setupSteps);
  const late = [...early, ...idsOf(options.preBuildSteps)];
  const check = (texts: readonly string[], visible: readonly string[]) => texts.forEach(text => checkText(subject, text, CONTEXTS.step, visible));
  const tags = (options.tags ?? []).map(tag => tag._bind({ versioned: false }));
  // the steps of its credentials may tell the host of a registry
  destinations.forEach(destination => check([fullName(destination)], [...early, ...idsOf(destination.credentials?._bind().steps)]));
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
  if (base.source.kind === 'registry' && hasExpression(base.source.reference)) {
    throw refuse('only the run knows what it mirrors, and a pull request is built from that. Name its source at synth.');
  }
  const platforms = (groups: readonly RunnerGroup[]) => groups.flatMap(group => group.platforms.map(normalized));
  const [had, wanted] = [platforms(base.groups), platforms(image.groups)];
  const missing = wanted.find(platform => !had.includes(platform));
  if (base.source.kind !== 'registry' && (missing !== undefined || (had.length > 0 && wanted.length === 0))) {
    throw refuse(`it is built for ${had.join(', ') || 'the platform of its runner'}, and this image for ${wanted.join(', ') || 'that of its own'}. Give both the same \`platforms\`.`);
  }
  const names = (groups: readonly RunnerGroup[]) => groups.map(({ leg }) => leg).sort().join(' ');
  if (base.source.kind !== 'registry' && base.groups.length > 1 && names(base.groups) !== names(image.groups)) {
    throw refuse('it is built for other platforms or on other runners. Give both the same `platforms`.');
  }
}
