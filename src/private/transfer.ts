import { hasExpression } from './expression';
import { BASH_IMAGE_NAME } from './oci-grammar';
import { SIGNED_IN, SOURCE_CONFIG, type Step } from './steps';

/** A destination as the transfer sees it. */
export interface TransferTarget {
  /** The full name, `ghcr.io/owner/image`; empty at run time where the destination is switched off. */
  readonly image: string;
  /** Whether its registry takes a copy; else the image is pulled and pushed. */
  readonly copy: boolean;
  readonly gated: boolean;
}

/** What is moved to where. */
export interface Transfer {
  readonly name: string;
  readonly source: string;
  /** The primary first. */
  readonly targets: readonly TransferTarget[];
  /** Valid tags, parted by spaces, or the expression for them. */
  readonly tags: string;
  /** Whether the source has a credential file of its own. */
  readonly separateSource: boolean;
  /** The condition, as an expression, under which that file is used; always where undefined. */
  readonly separateWhen?: string;
  /** Whether the job signs in anywhere: else there is no credential file, and skopeo would miss it. */
  readonly signedIn: boolean;
}

const RETRY = `retry() {
  local wait errors=$RUNNER_TEMP/errors
  for wait in 5 15 45 last; do
    "$@" 2>"$errors" && return
    cat "$errors" >&2
    if [[ $wait == last ]] || grep -qiE 'unauthorized|denied|authentication required|(manifest|name) unknown|invalid reference' "$errors"; then
      echo "::error::$(tail -n 1 "$errors")"
      return 1
    fi
    echo "::warning::$1 failed, next try in $wait seconds"
    sleep "$wait"
  done
}`;

const PLATFORMS = 'platforms=$(jq -r \'[.manifests[]?.platform | select(. and .os != "unknown") | [.os, .architecture, .variant // empty] | join("/")] | join(", ")\' "$manifest")';

/** The step `publish`: it moves the image to every destination, and then, the primary first, the tags. */
export function publish(transfer: Transfer): Step {
  const variables = transfer.targets.map((target, index) => ({ ...target, variable: index === 0 ? 'IMAGE' : `IMAGE_${index + 1}` }));
  const copied = variables.filter(target => target.copy);
  const pushed = variables.filter(target => !target.copy);
  const copyFirst = variables[0].copy;
  const separateFolder = transfer.separateWhen
    ? `\${{ runner.temp }}/\${{ ${transfer.separateWhen} && 'docker-source' || 'docker' }}`
    : SOURCE_CONFIG;
  const array = (targets: typeof variables) => targets
    .map(({ variable, gated }) => gated ? `\${${variable}:+"\${${variable},,}"}` : `"\${${variable},,}"`)
    .join(' ');
  const moves = [copied.length ? moveTags() : [], pushed.length ? pushTags() : []];
  return {
    name: transfer.name,
    id: 'publish',
    shell: 'bash',
    env: {
      ...transfer.signedIn ? SIGNED_IN : {},
      ...Object.fromEntries(variables.map(({ variable, image }) => [variable, image])),
      SOURCE: transfer.source,
      ...transfer.separateSource ? { SOURCE_DOCKER_CONFIG: separateFolder } : {},
      TAGS: transfer.tags,
    },
    run: [
      RETRY,
      ...copied.length ? [`copied=(${array(copied)})`] : [],
      ...pushed.length ? [`pushed=(${array(pushed)})`] : [],
      ...transfer.targets.some(({ image }) => hasExpression(image)) ? checkNames(copied.length > 0, pushed.length > 0) : [],
      ...copied.length ? copyContent(transfer.separateSource) : [],
      ...pushed.length ? [`retry docker${transfer.separateSource ? ' --config "$SOURCE_DOCKER_CONFIG"' : ''} pull --platform linux/amd64 "$SOURCE"`] : [],
      ...copyFirst ? moves.flat() : moves.reverse().flat(),
      '{',
      '  echo "name=${IMAGE,,}"',
      `  echo "digest=${copyFirst ? '$digest' : '$pushed_digest'}"`,
      '  echo "tags=$TAGS"',
      `  echo "platforms=${copyFirst ? '$platforms' : 'linux/amd64'}"`,
      '} >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}

function checkNames(copied: boolean, pushed: boolean): string[] {
  const arrays = [...copied ? ['"${copied[@]}"'] : [], ...pushed ? ['"${pushed[@]}"'] : []].join(' ');
  return [
    `grammar='${BASH_IMAGE_NAME}'`,
    `for image in ${arrays}; do`,
    '  [[ $image =~ $grammar ]] || { echo "::error::\\"$image\\" is no valid image name: name the image with ImageName.of"; exit 1; }',
    'done',
  ];
}

/** Content first, by digest: a source tag that moves meanwhile cannot mix two images, and no tag shows half of one. */
function copyContent(separateSource: boolean): string[] {
  const inspect = separateSource ? ' --authfile "$SOURCE_DOCKER_CONFIG/config.json"' : '';
  const copy = separateSource ? ' --src-authfile "$SOURCE_DOCKER_CONFIG/config.json"' : '';
  return [
    'command -v skopeo >/dev/null || { echo "::error::skopeo is missing on this runner: install it in setupSteps, or run on ubuntu-24.04"; exit 1; }',
    'manifest=$RUNNER_TEMP/manifest.json',
    `read_source() { skopeo inspect --raw${inspect} "docker://$SOURCE" >"$manifest"; }`,
    'retry read_source',
    'digest=$(skopeo manifest-digest "$manifest")',
    PLATFORMS,
    'repository=${SOURCE%@*}',
    '[[ ${repository##*/} != *:* ]] || repository=${repository%:*}',
    `[[ -n $platforms ]] || platforms=$(skopeo inspect --config --raw${inspect} "docker://$repository@$digest" | jq -r '[.os // empty, .architecture // empty] | join("/")') || platforms=`,
    'has_digest() {',
    '  skopeo inspect --raw "docker://$1" >"$manifest.there" && [[ $(skopeo manifest-digest "$manifest.there") == "$digest" ]]',
    '}',
    'is_current() {',
    '  for tag in $TAGS; do has_digest "$1:$tag" 2>/dev/null || return; done',
    '}',
    'for image in "${copied[@]}"; do',
    `  is_current "$image" || retry skopeo copy --all --preserve-digests${copy} "docker://$repository@$digest" "docker://$image@$digest"`,
    'done',
  ];
}

function moveTags(): string[] {
  return [
    'for image in "${copied[@]}"; do',
    '  for tag in $TAGS; do',
    '    has_digest "$image:$tag" 2>/dev/null && continue',
    '    retry skopeo copy --multi-arch index-only --preserve-digests "docker://$image@$digest" "docker://$image:$tag"',
    '    retry has_digest "$image:$tag"',
    '  done',
    'done',
  ];
}

function pushTags(): string[] {
  return [
    'push() { docker push "$1" | tee "$RUNNER_TEMP/push.log"; }',
    'for image in "${pushed[@]}"; do',
    '  for tag in $TAGS; do',
    '    docker tag "$SOURCE" "$image:$tag"',
    '    retry push "$image:$tag"',
    '  done',
    'done',
    'pushed_digest=$(sed -n \'s/.*digest: \\(sha256:[0-9a-f]*\\) size.*/\\1/p\' "$RUNNER_TEMP/push.log")',
  ];
}
