import { pinned } from './pins';
import type { Lines } from './shell';
import { LAYOUT, type Step } from './steps';

/** What the Docker engine calls an image that is not published yet. */
export const CANDIDATE = 'candidate:latest';

/**
 * Brings the image in the job's layout into the Docker engine. An archive carries it: the skopeo of GitHub's runners speaks a
 * version of the engine's API that the engine no longer does.
 */
export function loadLayout(options: string = ''): Lines {
  return [
    'archive=$RUNNER_TEMP/candidate.tar',
    `skopeo${options} copy "oci:$LAYOUT" "docker-archive:$archive:${CANDIDATE}"`,
    'docker load --input "$archive"',
    'rm "$archive"',
  ];
}

/** The step that turns whatever archive the user's steps have made into an OCI layout. */
export function archiveToLayout(path: string): Step {
  return {
    name: 'Read the archive',
    shell: 'bash',
    env: { ARCHIVE: path, LAYOUT },
    run: [
      'if [[ -d $ARCHIVE ]]; then transport=oci',
      'elif tar --list --file "$ARCHIVE" | grep -E \'^(\\./)?oci-layout$\' >/dev/null; then transport=oci-archive',
      'elif [[ -f $ARCHIVE ]]; then transport=docker-archive',
      'else echo "::error::There is no archive $ARCHIVE: let preBuildSteps put it there"; exit 1',
      'fi',
      'skopeo copy --all "$transport:$ARCHIVE" "oci:$LAYOUT"',
    ].join('\n'),
  };
}

/** The step that takes an image out of the Docker engine as an OCI layout. */
export function daemonToLayout(reference: string): Step {
  return {
    name: 'Read the image from Docker',
    shell: 'bash',
    env: { LAYOUT, REFERENCE: reference },
    run: [
      'docker save --output "$RUNNER_TEMP/image.tar" "$REFERENCE"',
      'skopeo copy "docker-archive:$RUNNER_TEMP/image.tar" "oci:$LAYOUT"',
    ].join('\n'),
  };
}

/** The step that tells, as its output `context`, how a build names the image in a layout. */
export function nameLayout(id: string, folder: string): Step {
  return {
    name: 'Name the base image',
    id,
    shell: 'bash',
    env: { LAYOUT: folder },
    run: 'echo "context=oci-layout://$LAYOUT@$(jq -r \'.manifests[0].digest\' "$LAYOUT/index.json")" >>"$GITHUB_OUTPUT"',
  };
}

/** Hands an image over to other jobs of the run. Its layers are compressed already. */
export function upload(artifact: string): Step {
  return {
    name: 'Hand the image over',
    uses: pinned('actions/upload-artifact'),
    with: { 'name': artifact, 'path': LAYOUT, 'if-no-files-found': 'error', 'retention-days': 1, 'compression-level': 0 },
  };
}

/** Takes over an image from another job of the run. */
export function download(artifact: string, path: string = LAYOUT): Step {
  return { name: path === LAYOUT ? 'Take the image over' : 'Take the base image over', uses: pinned('actions/download-artifact'), with: { name: artifact, path } };
}
