import type { github } from 'projen';
import { pinned } from './pins';

/** A step with everything that a generated one has. */
export type Step = github.workflows.JobStep;

/** The ids of those steps that have one. */
export function idsOf(steps: readonly Step[] = []): string[] {
  return steps.flatMap(step => step.id ?? []);
}

/** The home of a tool that looks for sign-ins nowhere else than in its `.docker`. */
export const HOME = '${{ runner.temp }}';

/** Where sign-ins are kept: a folder that GitHub empties when the job ends, on self-hosted runners too. */
export const CONFIG = `${HOME}/.docker`;

/**
 * The environment in which docker and skopeo share the sign-ins of a job. skopeo needs both: without the second variable a
 * stale `auth.json` of the machine shadows the sign-in.
 */
export const SIGNED_IN = { DOCKER_CONFIG: CONFIG, REGISTRY_AUTH_FILE: `${CONFIG}/config.json` };

/** The folder in which a job has its image, as an OCI layout. */
export const LAYOUT = '${{ runner.temp }}/image';

/** The folder for a sign-in to the source whose host is also a destination's: one file holds one sign-in for each host. */
export const SOURCE_CONFIG = `${CONFIG}-source`;

/** Actions that install what GitHub's runners do not have, by the name of the tool. */
const INSTALLERS = { cosign: 'sigstore/cosign-installer', ORAS: 'oras-project/setup-oras' };

/** The name of a tool that a step installs. */
export type Tool = keyof typeof INSTALLERS;

/** The step that installs a tool. */
export function install(tool: Tool): Step {
  return { name: `Install ${tool}`, uses: pinned(INSTALLERS[tool]) };
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
