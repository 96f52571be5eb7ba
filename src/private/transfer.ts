import type { Content } from './content';
import { Images } from './images';
import { HAS_AUTH_FILE, LOOK, LOOK_AT_TAGS, NEEDS_SKOPEO, PUSH, PUSHED_PLATFORM, PUSH_TAGS, RETRY, moveTags } from './shell';
import { registryName, type BoundDestination } from './sign-in';
import { CONFIG, SIGNED_IN, type Step } from './steps';

/** Where an image is published. */
interface Targets {
  readonly destinations: readonly BoundDestination[];
  /** Whether the job signs in anywhere: else there is no credential file, and skopeo would miss it. */
  readonly signedIn: 'always' | 'perhaps' | 'never';
  /** Valid tags, parted by spaces, or the expression for them. */
  readonly tags: string;
}

/** The step `publish`: it brings the image to every destination, and only then, the primary first, moves the tags. */
export function publish(content: Content, { destinations, signedIn, tags }: Targets): Step {
  const images = new Images(destinations);
  const copies = images.of(({ facts }) => facts.platforms && !content.pullAndPush);
  const pushes = images.of(({ facts }) => !facts.platforms || content.pullAndPush === true);
  const copyFirst = copies.includes(0);
  const finds = copies.length > 0 || content.verified === true;
  // several tags or destinations wait until all has arrived everywhere
  const bring = destinations.length === 1 && /^[\w.-]+$/.test(tags) ? content.bring : undefined;
  return {
    name: `Publish ${content.title} to ${hostsOf(destinations)}`,
    id: 'publish',
    shell: 'bash',
    env: { ...signedIn === 'never' ? {} : finds ? SIGNED_IN : { DOCKER_CONFIG: CONFIG }, ...images.env, ...content.env, TAGS: tags },
    run: [
      ...RETRY,
      ...signedIn === 'perhaps' && finds ? [HAS_AUTH_FILE] : [],
      ...images.names,
      ...finds ? [NEEDS_SKOPEO, ...copies.length ? LOOK : [], ...images.each(copies, LOOK_AT_TAGS), ...content.find] : [],
      ...copies.length ? content.describe : [],
      ...bring ? [] : images.each(copies, content.copy),
      ...copies.length ? content.copied ?? [] : [],
      // A registry that knows no digests takes content and tag at once: where that fails, no other tag has moved.
      ...pushes.length ? [...content.load!(finds), ...copies.length ? [] : [PUSHED_PLATFORM], PUSH] : [],
      ...images.each(pushes, PUSH_TAGS),
      ...images.each(copies, moveTags(bring ?? content.move)),
      ...copies.length ? content.described ?? [] : [],
      '{',
      `  echo "name=${images.primary}"`,
      `  echo "digest=${copyFirst ? '$digest' : '$pushed_digest'}"`,
      '  echo "tags=$TAGS"',
      '  echo "platforms=$platforms"',
      '} >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}

/** The step `push`: it brings one part of an image to every destination, by digest alone, and tells that digest. */
export function pushByDigest(content: Content, destinations: readonly BoundDestination[], output: string): Step {
  const images = new Images(destinations);
  return {
    name: `Push ${content.title} to ${hostsOf(destinations)} by digest`,
    id: 'push',
    shell: 'bash',
    env: { ...destinations.some(({ credentials }) => credentials) ? SIGNED_IN : {}, ...images.env, ...content.env, OUTPUT: output },
    run: [
      ...RETRY,
      ...images.names,
      NEEDS_SKOPEO,
      ...content.find,
      ...images.each(images.of(() => true), content.copy),
      'echo "$OUTPUT=$digest" >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}

/** The registries of destinations, for the name of a step. */
function hostsOf(destinations: readonly BoundDestination[]): string {
  return [...new Set(destinations.map(({ host }) => registryName(host)))].join(' and ');
}
