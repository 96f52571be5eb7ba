import type { ImageVerification } from '../image-verification';
import { CANDIDATE, loadLayout } from './layout-steps';
import { CONFIG_PLATFORM, INDEX_PLATFORMS, MANIFEST_DIGESTS, WAIT, digestOf, type Lines } from './shell';
import { LAYOUT } from './steps';

/** What is published, and how it gets there: the lines of a script, and the environment that they need. */
export interface Content {
  /** What the step's name calls it. */
  readonly title: string;
  readonly env: Readonly<Record<string, string>>;
  /** Sets `$digest`, or whatever the copy needs. */
  readonly find: Lines;
  /** Whether that tells more than a copy needs: it is run, too, where everything is pulled and pushed. */
  readonly verified?: boolean;
  /** Sets `$platforms`, or has them looked up meanwhile, and sets what else only a copy needs. */
  readonly describe: Lines;
  /** Sets `$platforms` to what was looked up. */
  readonly described?: Lines;
  /** Brings the content to `$image`, by digest. */
  readonly copy: Lines;
  /** What follows when it is everywhere; here, or before, it waits for the look at the tags. */
  readonly copied?: Lines;
  /** Moves the tag `$image:$tag` to that content. */
  readonly move: string;
  /** Brings the content to the tag `$image:$tag`, which moves when all of it is there; not given where more must be there before. */
  readonly bring?: string;
  /**
   * Brings the content into the Docker engine as `$SOURCE`; not given where it cannot be there.
   * @param found whether its digest is known, so that it must be exactly that
   */
  readonly load?: (found: boolean) => Lines;
  /** Whether the image is pulled and pushed even where it could be copied. */
  readonly pullAndPush?: boolean;
}

const MOVE = 'skopeo copy --multi-arch index-only --preserve-digests "docker://$image@$digest" "docker://$image:$tag"';

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
  /** What must hold of it before anything is copied. */
  readonly verify?: ImageVerification;
  /** Whether what refers to it is copied too. */
  readonly referrers: boolean;
}): Content {
  const auth = authOf(source.config);
  const copyTo = (target: string) => `skopeo copy --all --preserve-digests${auth('src-authfile')} "docker://$repository@$digest" "docker://${target}"`;
  return {
    title: source.title,
    env: { SOURCE: source.reference, ...source.config ? { SOURCE_DOCKER_CONFIG: source.config } : {}, ...source.verify?._bind().env },
    find: [
      'manifest=$RUNNER_TEMP/manifest.json',
      `read_source() { skopeo inspect --raw${auth('authfile')} "docker://$SOURCE" >"$manifest"; }`,
      'retry read_source',
      `digest=${digestOf('$manifest')}`,
      'repository=${SOURCE%@*}',
      '[[ ${repository##*/} != *:* ]] || repository=${repository%:*}',
      ...source.verify ? verify(source.verify, source.config) : [],
    ],
    verified: source.verify !== undefined,
    describe: [
      ...source.platform ? onePlatform(source.platform) : [],
      WAIT,
      // the copy does not wait for what only the summary shows
      `{ jq -er '${source.platform ? `select(.manifests) | "${source.platform}"` : INDEX_PLATFORMS}' "$manifest" ||`,
      `  skopeo inspect --config --raw${auth('authfile')} "docker://$repository@$digest" | ${CONFIG_PLATFORM}; } >"$RUNNER_TEMP/platforms" &`,
      ...source.referrers ? copyReferrers(source.config) : [],
    ],
    described: [WAIT, 'platforms=$(<"$RUNNER_TEMP/platforms")'],
    copy: [
      'for tag in $TAGS; do',
      '  has_digest "$image:$tag" && continue',
      `  retry ${copyTo('$image@$digest')}`,
      '  break',
      'done',
      ...source.referrers ? ['copy_referrers'] : [],
    ],
    move: MOVE,
    bring: source.referrers ? undefined : copyTo('$image:$tag'),
    load: found => [
      ...found ? ['SOURCE=$repository@$digest'] : [],
      `retry docker${source.config ? ' --config "$SOURCE_DOCKER_CONFIG"' : ''} pull --platform ${source.platform ?? 'linux/amd64'} "$SOURCE"`,
    ],
    pullAndPush: source.pullAndPush,
  };
}

/** Tells skopeo and ORAS, by an option of this name, to read the source with the sign-in that it has for itself. */
function authOf(config: string | undefined): (option: string) => string {
  return option => config ? ` --${option} "$SOURCE_DOCKER_CONFIG/config.json"` : '';
}

/** Stops the run unless what was found is signed as it must be. The tools try again themselves what may pass. */
function verify(verification: ImageVerification, config: string | undefined): Lines {
  const { command, scheme } = verification._bind();
  return [
    `${config ? 'DOCKER_CONFIG=$SOURCE_DOCKER_CONFIG ' : ''}${command} "${scheme}$repository@$digest" >/dev/null ||`,
    '  { echo "::error::$SOURCE is not signed as it must be, and nothing is copied"; exit 1; }',
  ];
}

/**
 * Defines `copy_referrers`: it brings to `$image` what refers to the index or to one of its platforms. ORAS copies referrers, and
 * adds to those that are there; the tags of cosign are images of their own.
 */
function copyReferrers(config: string | undefined): Lines {
  const auth = authOf(config);
  return [
    // ORAS knows no short names
    '[[ ${repository%%/*} =~ [.:]|^localhost$ ]] || repository=docker.io/$repository',
    '[[ $repository != docker.io/* || $repository == docker.io/*/* ]] || repository=docker.io/library/${repository#*/}',
    `list_tags() { skopeo list-tags${auth('authfile')} "docker://$repository" >"$RUNNER_TEMP/tags.json"; }`,
    'retry list_tags',
    `digests=$({ echo "$digest"; ${MANIFEST_DIGESTS} "$manifest"; } | paste -sd "|")`,
    'signatures=$(jq -r ".Tags[]" "$RUNNER_TEMP/tags.json" | grep -xE "(${digests//:/-})\\.(sig|att|sbom)" || true)',
    'copy_referrers() {',
    `  retry oras copy --recursive --no-tty${auth('from-registry-config')} "$repository@$digest" "$image@$digest" >/dev/null`,
    '  local tag',
    '  for tag in $signatures; do',
    `    cmp -s <(skopeo inspect --raw${auth('authfile')} "docker://$repository:$tag") <(skopeo inspect --raw "docker://$image:$tag" 2>/dev/null) && continue`,
    `    retry skopeo copy --preserve-digests${auth('src-authfile')} "docker://$repository:$tag" "docker://$image:$tag"`,
    '  done',
    '}',
  ];
}

/** Takes one platform out of an index. */
function onePlatform(platform: string): Lines {
  const [os, architecture, variant] = platform.split('/');
  const matches = [`.os == "${os}"`, `.architecture == "${architecture}"`, ...variant ? [`.variant == "${variant}"`] : []].join(' and ');
  return [
    'if jq -e .manifests "$manifest" >/dev/null; then',
    `  digest=$(jq -r 'first(.manifests[] | select(.platform | ${matches}) | .digest) // empty' "$manifest")`,
    `  [[ -n $digest ]] || { echo "::error::$SOURCE has no platform ${platform}: it has $(jq -r '${INDEX_PLATFORMS}' "$manifest")"; exit 1; }`,
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
      `platforms=$(jq -er '${INDEX_PLATFORMS}' "$manifest" || ${CONFIG_PLATFORM} "$LAYOUT/blobs/$(jq -r '.config.digest | sub(":"; "/")' "$manifest")")`,
    ],
    copy: ['retry skopeo copy --all --preserve-digests "oci:$LAYOUT" "docker://$image@$digest"'],
    copied: [WAIT],
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
      `platforms=$(jq -r '${INDEX_PLATFORMS}' "$manifest")`,
      `[[ $platforms == "${expected}" ]] || { echo "::error::$image would have $platforms, and not ${expected}"; exit 1; }`,
    ],
    // buildx ends what it shows with a newline, which is no part of the index
    copied: ['digest=sha256:$(printf %s "$(<"$manifest")" | sha256sum | cut -d " " -f 1)', WAIT],
    move: 'join --tag "$image:$tag"',
  };
}
