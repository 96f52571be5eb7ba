/** Lines of a script for `bash -eo pipefail`. */
export type Lines = readonly string[];

/**
 * Tries a command again after 5, 15 and 45 seconds, but for a final answer of the registry, and says in the end what to do.
 * Neither `docker push` nor skopeo tries again after a server error.
 */
export const RETRY: Lines = `retry() {
  local wait errors=$RUNNER_TEMP/errors remedy='Every tag shows a whole image, old or new: run this job again when the registry works.'
  for wait in 5 15 45 last; do
    "$@" 2>"$errors" && return
    cat "$errors" >&2
    if grep -qiE 'unauthorized|denied|authentication required' "$errors"; then
      wait=last remedy='Give the sign-in access to this image; if it has expired, run this job again.'
    elif grep -qiE '(manifest|name) unknown|invalid reference' "$errors"; then
      wait=last remedy='Check the name and the tag of the image.'
    fi
    if [[ $wait == last ]]; then
      echo "::error::$(tail -n 1 "$errors")%0A$remedy"
      return 1
    fi
    echo "::warning::$1 failed, next try in $wait seconds"
    sleep "$wait"
  done
}`.split('\n');

/** A filter of jq: the platforms of an index, in order and parted by commas; nothing of a single manifest. */
export const INDEX_PLATFORMS = '[.manifests[]?.platform | select(. and .os != "unknown") | [.os, .architecture, .variant // empty] | join("/")]'
  + ' | select(. != []) | sort | join(", ") | gsub("[^A-Za-z0-9_.,/ -]"; "")';

/** Lists the digests of the manifests in an index. What comes from elsewhere may hold anything. */
export const MANIFEST_DIGESTS = 'jq -r \'.manifests[]?.digest | select(test("^sha256:[0-9a-f]{64}$"))\'';

/** Turns the configuration of an image, on standard input, into its platform. */
export const CONFIG_PLATFORM = 'jq -r \'[.os // empty, .architecture // empty, .variant // empty] | join("/") | gsub("[^A-Za-z0-9_./-]"; "")\'';

/** Refuses to go on without skopeo, which GitHub's own runners have. */
export const NEEDS_SKOPEO =
  'command -v skopeo >/dev/null || { echo "::error::skopeo is missing on this runner: install it in setupSteps, or run on ubuntu-24.04"; exit 1; }';

/**
 * Defines `look reference`, which keeps the manifest that a registry has there, and `has_digest reference`: whether that is `$digest`.
 * `arrived reference` looks again.
 */
export const LOOK: Lines = [
  'look() { mkdir -p "$RUNNER_TEMP/${1%/*}" && skopeo inspect --raw "docker://$1" >"$RUNNER_TEMP/$1"; }',
  `has_digest() { [[ ${digestOf('$RUNNER_TEMP/$1')} == "$digest" ]]; }`,
  'arrived() { look "$1" || return; has_digest "$1" || { echo "$1 is not $digest" >&2; return 1; }; }',
];

/** Looks at every tag of `$image`, while the script goes on. */
export const LOOK_AT_TAGS: Lines = [
  'for tag in $TAGS; do',
  '  look "$image:$tag" &>/dev/null &',
  'done',
];

/** Waits for what goes on beside the script. */
export const WAIT = 'wait';

/** The digest of a manifest in a file, as a word of the script. */
export function digestOf(file: string): string {
  return `sha256:$(sha256sum <"${file}" | cut -d " " -f 1)`;
}

/** Moves every tag of `$image`, each in one step from one complete image to the next, and looks at the result. */
export function moveTags(move: string): Lines {
  return [
    'for tag in $TAGS; do',
    '  has_digest "$image:$tag" && continue',
    `  retry ${move}`,
    '  retry arrived "$image:$tag"',
    'done',
  ];
}

/** Makes the file of sign-ins where the run has none: skopeo stops at one that is not there. */
export const HAS_AUTH_FILE =
  '[[ -e $REGISTRY_AUTH_FILE ]] || { mkdir -p "$DOCKER_CONFIG"; echo "{}" >"$REGISTRY_AUTH_FILE"; }';

/** Defines `push reference`, whose output is kept for its digest. */
export const PUSH = 'push() { docker push "$1" | tee "$RUNNER_TEMP/push.log"; }';

/** Sets `$platforms` to that of `$SOURCE`, an image in the Docker engine. */
export const PUSHED_PLATFORM = 'platforms=$(docker image inspect --format \'{{.Os}}/{{.Architecture}}\' "$SOURCE" | tr -cd "A-Za-z0-9_./-")';

/** Tags and pushes `$SOURCE`, an image in the Docker engine, as `$image`; sets `$pushed_digest`, that of the first. */
export const PUSH_TAGS: Lines = [
  'for tag in $TAGS; do',
  '  docker tag "$SOURCE" "$image:$tag"',
  '  retry push "$image:$tag"',
  'done',
  ': "${pushed_digest:=$(sed -n \'s/.*digest: \\(sha256:[0-9a-f]*\\) size.*/\\1/p\' "$RUNNER_TEMP/push.log")}"',
];
