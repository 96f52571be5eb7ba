import type { github } from 'projen';
import type { RegistryCredentials } from '../registry-credentials';

/** A step with everything that a generated one has. */
export type Step = github.workflows.JobStep;

/** Where sign-ins are kept: a folder that GitHub empties when the job ends, on self-hosted runners too. */
const CONFIG = '${{ runner.temp }}/docker';

/**
 * The environment in which docker and skopeo share the sign-ins of a job. skopeo needs both: without the second variable a
 * stale `auth.json` of the machine shadows the sign-in.
 */
export const SIGNED_IN = { DOCKER_CONFIG: CONFIG, REGISTRY_AUTH_FILE: `${CONFIG}/config.json` };

/** The folder for a sign-in to the source whose host is also a destination's: one file holds one sign-in for each host. */
export const SOURCE_CONFIG = `${CONFIG}-source`;

/** The steps that sign in to a registry. */
export function signIn(
  host: string, credentials: RegistryCredentials, options: { readonly separate?: boolean; readonly condition?: string },
): Step[] {
  const { username, password, secret, steps } = credentials._bind();
  const empty = secret && `: "\${PASSWORD:?the secret ${secret} is empty or not set for this run}"`;
  return [
    ...steps.map(step => options.condition ? { ...step, if: step.if ? `(${options.condition}) && (${step.if})` : options.condition } : step),
    {
      name: options.separate ? `Sign in to ${host} as the source` : `Sign in to ${host}`,
      if: options.condition,
      shell: 'bash',
      env: { DOCKER_CONFIG: options.separate ? SOURCE_CONFIG : CONFIG, PASSWORD: password, USERNAME: username },
      run: [
        ...empty ? [empty] : [],
        `sign_in() { docker login ${host} --username "$USERNAME" --password-stdin <<<"$PASSWORD"; }`,
        'sign_in || { sleep 5; sign_in; } || { sleep 15; sign_in; }',
      ].join('\n'),
    },
  ];
}

/** What the step that computes tags is given: texts of the workflow, each evaluated into a variable of its own. */
export interface TagTexts {
  /** Tags that are known to be valid, parted by spaces, or an expression for them. */
  readonly fixed?: string;
  /** One tag each, as yet unchecked. */
  readonly texts: readonly string[];
  /** Several tags each, by line or space, as yet unchecked. */
  readonly lists: readonly string[];
}

/** The step that makes valid tags of what is known at run time only; its output is `tags`. */
export function computeTags(tags: TagTexts): Step {
  const texts = Object.fromEntries(tags.texts.map((text, index) => [`TAG_${index + 1}`, text]));
  const lists = Object.fromEntries(tags.lists.map((text, index) => [`LIST_${index + 1}`, text]));
  const list = Object.keys(lists).map(name => `$${name}`).join(' ');
  return {
    name: 'Compute the tags',
    id: 'tags',
    shell: 'bash',
    env: { ...tags.fixed === undefined ? {} : { FIXED: tags.fixed }, ...texts, ...lists },
    run: [
      `tags=${tags.fixed === undefined ? '' : '$FIXED'}`,
      'add() {',
      '  local tag',
      '  tag=$(LC_ALL=C sed -zE \'s/^\\s+|\\s+$//g; s/[^A-Za-z0-9._-]+/-/g; s/^[.-]+//; s/^(.{128}).*/\\1/\' < <(printf %s "$1"))',
      '  [[ -z $tag || " $tags " == *" $tag "* ]] || tags="${tags:+$tags }$tag"',
      '}',
      ...Object.keys(texts).map(name => `add "$${name}"`),
      ...list ? ['set -f', `for tag in ${list}; do add "$tag"; done`] : [],
      'if [[ -z $tags ]]; then',
      '  echo "::error::No tag is left for the event $GITHUB_EVENT_NAME on $GITHUB_REF: add an ImageTag that this event has, or do not trigger it"',
      '  exit 1',
      'fi',
      'echo "tags=$tags" >>"$GITHUB_OUTPUT"',
    ].join('\n'),
  };
}

/** The step that shows on the run's summary page what the step `publish` did. */
export function summarize(): Step {
  return {
    name: 'Show what was published',
    shell: 'bash',
    env: {
      DIGEST: '${{ steps.publish.outputs.digest }}',
      NAME: '${{ steps.publish.outputs.name }}',
      PLATFORMS: '${{ steps.publish.outputs.platforms }}',
      TAGS: '${{ steps.publish.outputs.tags }}',
    },
    run: [
      'cat >>"$GITHUB_STEP_SUMMARY" <<SUMMARY',
      '### $NAME',
      '',
      '| | |',
      '|---|---|',
      '| Tags | $TAGS |',
      '| Digest | \\`$DIGEST\\` |',
      '| Platforms | ${PLATFORMS:-none} |',
      '| Pull | \\`docker pull $NAME:${TAGS%% *}\\` |',
      'SUMMARY',
    ].join('\n'),
  };
}

/** Steps of the user's own, in the environment of a signed-in job that has published. */
export function afterPublication(steps: readonly Step[]): Step[] {
  const env = {
    ...SIGNED_IN,
    IMAGE: '${{ steps.publish.outputs.name }}@${{ steps.publish.outputs.digest }}',
    TAGS: '${{ steps.publish.outputs.tags }}',
  };
  return steps.map(step => ({ ...step, env: { ...env, ...step.env } }));
}

/** The checkout of every job that has one. */
export function checkout(uses: string): Step {
  return { name: 'Check out the repository', uses, with: { 'persist-credentials': false } };
}
