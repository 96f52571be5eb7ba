import { Images } from './images';
import { CANDIDATE, loadLayout } from './layout-steps';
import { CONFIG_PLATFORM, HAS_AUTH_FILE, HAS_DIGEST, INDEX_PLATFORMS, NEEDS_SKOPEO, PUSH, PUSHED_PLATFORM, PUSH_TAGS, RETRY, moveTags, type Lines } from './shell';
import type { BoundDestination } from './sign-in';
import { CONFIG, LAYOUT, SIGNED_IN, type Step } from './steps';

/** What is published, and how it gets there: the lines of a script, and the environment that they need. */
export interface Content {
  /** What the step's name calls it. */
  readonly title: string;
  readonly env: Readonly<Record<string, string>>;
  /** Sets `$digest`, or whatever the copy needs. */
  readonly find: Lines;
  /** Sets `$platforms`. */
  readonly describe: Lines;
  /** Brings the content to `$image`, by digest. */
  readonly copy: Lines;
  /** What follows when it is everywhere. */
  readonly copied?: Lines;
  /** Moves the tag `$image:$tag` to that content. */
  readonly move: string;
  /**
   * Brings the content into the Docker engine as `$SOURCE`; not given where it cannot be there.
   * @param found whether it has been copied elsewhere, so that it must be exactly that
   */
  readonly load?: (found: boolean) => Lines;
  /** Whether the image is pulled and pushed even where it could be copied. */
  readonly pullAndPush?: boolean;
}

const MOVE = 'skopeo copy --multi-arch index-only --preserve-digests "docker://$image@$digest" "docker://$image:$tag"';

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
  return {
    name: `Publish ${content.title} to ${hostsOf(destinations)}`,
    id: 'publish',
    shell: 'bash',
    env: { ...signedIn === 'never' ? {} : copies.length ? SIGNED_IN : { DOCKER_CONFIG: CONFIG }, ...images.env, ...content.env, TAGS: tags },
    run: [
      ...RETRY,
      ...signedIn === 'perhaps' && copies.length ? [HAS_AUTH_FILE] : [],
      ...images.names,
      ...copies.length ? [NEEDS_SKOPEO, ...HAS_DIGEST, ...content.find, ...content.describe] : [],
      ...images.each(copies, content.copy),
      ...copies.length ? content.copied ?? [] : [],
      // A registry that knows no digests takes content and tag at once: where that fails, no other tag has moved.
      ...pushes.length ? [...content.load!(copies.length > 0), ...copies.length ? [] : [PUSHED_PLATFORM], PUSH] : [],
      ...images.each(pushes, PUSH_TAGS),
      ...images.each(copies, moveTags(content.move)),
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

/**
 * An image that exists in another registry. The content is copied by digest: a source tag that moves meanwhile cannot mix two
 * images, and no tag shows half of one.
 */
export function fromRegistry(source: {
  readonly title: string;
  readonly reference: string;
  /** The folder of the source's own sign-in, where it has one. */
  readonly config?: string;
  readonly pullAndPush: boolean;
  readonly platform?: string;
}): Content {
  const auth = (option: string) => source.config ? ` --${option} "$SOURCE_DOCKER_CONFIG/config.json"` : '';
  return {
    title: source.title,
    env: { SOURCE: source.reference, ...source.config ? { SOURCE_DOCKER_CONFIG: source.config } : {} },
    find: [
      'manifest=$RUNNER_TEMP/manifest.json',
      `read_source() { skopeo inspect --raw${auth('authfile')} "docker://$SOURCE" >"$manifest"; }`,
      'retry read_source',
      'digest=$(skopeo manifest-digest "$manifest")',
      'is_current() {',
      '  for tag in $TAGS; do has_digest "$image:$tag" 2>/dev/null || return; done',
      '}',
      'repository=${SOURCE%@*}',
      '[[ ${repository##*/} != *:* ]] || repository=${repository%:*}',
    ],
    describe: [
      INDEX_PLATFORMS,
      ...source.platform ? onePlatform(source.platform) : [],
      `[[ -n $platforms ]] || platforms=$(skopeo inspect --config --raw${auth('authfile')} "docker://$repository@$digest" | ${CONFIG_PLATFORM}) || platforms=`,
    ],
    copy: [
      `is_current || retry skopeo copy --all --preserve-digests${auth('src-authfile')} "docker://$repository@$digest" "docker://$image@$digest"`,
    ],
    move: MOVE,
    load: found => [
      ...found ? ['SOURCE=$repository@$digest'] : [],
      `retry docker${source.config ? ' --config "$SOURCE_DOCKER_CONFIG"' : ''} pull --platform ${source.platform ?? 'linux/amd64'} "$SOURCE"`,
    ],
    pullAndPush: source.pullAndPush,
  };
}

/** Takes one platform out of an index. */
function onePlatform(platform: string): Lines {
  const [os, architecture, variant] = platform.split('/');
  const matches = [`.os == "${os}"`, `.architecture == "${architecture}"`, ...variant ? [`.variant == "${variant}"`] : []].join(' and ');
  return [
    'if [[ -n $platforms ]]; then',
    `  digest=$(jq -r 'first(.manifests[] | select(.platform | ${matches}) | .digest) // empty' "$manifest")`,
    `  [[ -n $digest ]] || { echo "::error::$SOURCE has no platform ${platform}: it has $platforms"; exit 1; }`,
    `  platforms=${platform}`,
    'fi',
  ];
}

/** An image that the job has as an OCI layout. */
export function fromLayout(title: string): Content {
  return {
    title,
    env: { LAYOUT },
    find: ['digest=$(jq -r \'.manifests[0].digest\' "$LAYOUT/index.json")'],
    describe: [
      'manifest=$LAYOUT/blobs/${digest/://}',
      INDEX_PLATFORMS,
      `[[ -n $platforms ]] || platforms=$(${CONFIG_PLATFORM} "$LAYOUT/blobs/$(jq -r '.config.digest | sub(":"; "/")' "$manifest")")`,
    ],
    copy: ['retry skopeo copy --all --preserve-digests "oci:$LAYOUT" "docker://$image@$digest"'],
    move: MOVE,
    load: () => [...loadLayout(), `SOURCE=${CANDIDATE}`],
  };
}

/** Images of single platforms that other jobs have pushed by digest, joined under the tags. */
export function fromDigests(title: string, joined: {
  readonly digests: readonly string[];
  readonly platforms: readonly string[];
  /** The lines of docker/metadata-action's output `annotations`. */
  readonly annotations: string;
  /** Annotations that only the run knows. */
  readonly runtime: ReadonlyArray<{ readonly name: string; readonly value: string; readonly variable: string }>;
}): Content {
  const expected = [...joined.platforms].sort().join(', ');
  return {
    title,
    env: {
      ANNOTATIONS: joined.annotations,
      DIGESTS: joined.digests.join(' '),
      ...Object.fromEntries(joined.runtime.map(({ variable, value }) => [variable, value])),
    },
    find: [
      'annotations=()',
      'while IFS= read -r annotation; do',
      '  [[ $annotation != index:* ]] || annotations+=(--annotation "$annotation")',
      'done <<<"$ANNOTATIONS"',
      ...joined.runtime.map(({ name, variable }) => `annotations+=(--annotation "index:${name}=$${variable}")`),
      'read -ra digests <<<"$DIGESTS"',
      'join() { docker buildx imagetools create "${annotations[@]}" "$@" "${digests[@]/#/$image@}"; }',
      'manifest=$RUNNER_TEMP/manifest.json',
      'preview() { join --dry-run >"$manifest"; }',
    ],
    describe: [],
    copy: [
      'retry preview',
      `${INDEX_PLATFORMS.replace('| join(", ")', '| sort | join(", ")')}`,
      `[[ $platforms == "${expected}" ]] || { echo "::error::$image would have $platforms, and not ${expected}"; exit 1; }`,
    ],
    // buildx ends what it shows with a newline, which is no part of the index
    copied: ['digest=sha256:$(printf %s "$(<"$manifest")" | sha256sum | cut -d " " -f 1)'],
    move: 'join --tag "$image:$tag"',
  };
}

/** The registries of destinations, for the name of a step. */
function hostsOf(destinations: readonly BoundDestination[]): string {
  return [...new Set(destinations.map(({ host }) => host))].join(' and ');
}
