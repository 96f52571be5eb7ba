import type { Step } from './steps';
import type { ListTexts } from './tag-plan';

/** What the step that computes tags is given. */
interface ComputedTags {
  /** Tags that are known to be valid, parted by spaces, or an expression for them. */
  readonly fixed?: string;
  /** One tag each, as yet unchecked. */
  readonly texts: readonly string[];
  /** Several tags each, by line or space, as yet unchecked. */
  readonly lists: readonly ListTexts[];
}

/** Variables of a step, `NAME_1`, `NAME_2`, …, one for each text. */
function numbered(name: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text, index) => [`${name}_${index + 1}`, text]));
}

/** The step that makes valid tags of what is known at run time only; its output is `tags`. */
export function computeTags({ fixed, texts, lists }: ComputedTags): Step {
  const one = numbered('TAG', texts);
  const several = numbered('LIST', lists.map(({ text }) => text));
  const affix = (name: 'prefix' | 'suffix') => Object.fromEntries(lists.flatMap((list, index) => list[name] ? [[`${name.toUpperCase()}_${index + 1}`, list[name]]] : []));
  const [prefixes, suffixes] = [affix('prefix'), affix('suffix')];
  const word = (index: number) => `${prefixes[`PREFIX_${index}`] ? `$PREFIX_${index}` : ''}$tag${suffixes[`SUFFIX_${index}`] ? `$SUFFIX_${index}` : ''}`;
  return {
    name: 'Compute the tags',
    id: 'tags',
    shell: 'bash',
    env: { ...fixed === undefined ? {} : { FIXED: fixed }, ...one, ...several, ...prefixes, ...suffixes },
    run: [
      `tags=${fixed === undefined ? '' : '$FIXED'}`,
      'add() {',
      '  local tag',
      '  tag=$(printf %s "$1" | LC_ALL=C sed -zE \'s/^\\s+|\\s+$//g; s/[^A-Za-z0-9._-]+/-/g; s/^[.-]+//; s/^(.{128}).*/\\1/\')',
      '  [[ -z $tag || " $tags " == *" $tag "* ]] || tags="${tags:+$tags }$tag"',
      '}',
      ...Object.keys(one).map(name => `add "$${name}"`),
      ...lists.length ? ['set -f'] : [],
      ...Object.keys(several).map((name, index) => `for tag in $${name}; do add "${word(index + 1)}"; done`),
      'if [[ -z $tags ]]; then',
      '  echo "::error::No tag is left for the event $GITHUB_EVENT_NAME on $GITHUB_REF: add an ImageTag that this event has, or do not trigger it"',
      '  exit 1',
      'fi',
      'echo "tags=$tags" >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}

/** The step that leaves of texts that only the run knows what a version or a part of a tag may hold. */
export function readVersions(texts: readonly string[]): Step {
  return {
    name: 'Read the versions',
    id: 'versions',
    shell: 'bash',
    env: numbered('TEXT', texts),
    run: [
      '{',
      ...texts.map((_, index) => `  echo "text-${index + 1}=$(printf %s "$TEXT_${index + 1}" | LC_ALL=C tr -cd 'A-Za-z0-9._+!/-')"`),
      '} >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}

/**
 * The step that tells whether a git tag is the newest stable one. It compares as versions those git tags that differ
 * in their version alone, so that `api/v1.2.0` does not compete with `web/v3.0.0`, nor a pre-release with anything.
 *
 * @param gitTag the one that the run will make; that of the run where none is given
 */
export function findNewestGitTag(gitTag?: string): Step {
  const [name, isOther] = gitTag === undefined ? ['$GITHUB_REF_NAME', '$GITHUB_REF != refs/tags/* || '] : ['$GIT_TAG', ''];
  return {
    name: 'Compare with the newest git tag',
    id: 'newest',
    shell: 'bash',
    env: { ...gitTag === undefined ? {} : { GIT_TAG: gitTag }, TOKEN: '${{ github.token }}' },
    run: [
      'newest=false stable=\'\' prefix=\'\'',
      'version=\'v?[0-9]+(\\.[0-9]+)*\'',
      `[[ ${isOther}! ${name} =~ ^(.*[/@_-])?($version)$ ]] || stable=\${BASH_REMATCH[0]} prefix=\${BASH_REMATCH[1]}`,
      'if [[ -n $stable && ! $prefix =~ (^|[/@_-])v?[0-9]+\\. ]]; then',
      '  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraheader',
      '  GIT_CONFIG_VALUE_0="Authorization: basic $(printf %s "x-access-token:$TOKEN" | base64 -w 0)"',
      '  export GIT_CONFIG_VALUE_0',
      '  tags=$(git ls-remote --tags --refs "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" "refs/tags/$prefix*")',
      ...gitTag === undefined ? [] : ['  tags+=$\'\\n\'"- refs/tags/$GIT_TAG"'],
      '  last=$(while read -r _ ref; do',
      '    name=${ref#"refs/tags/$prefix"}',
      '    [[ ! $name =~ ^$version$ ]] || echo "${name#v} $prefix$name"',
      '  done <<<"$tags" | sort -V | tail -n 1)',
      `  [[ \${last#* } != "${name}" ]] || newest=true`,
      'fi',
      'echo "newest=$newest" >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}
