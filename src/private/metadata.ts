import { pinned } from './pins';
import type { Step } from './steps';

/** What docker/metadata-action is asked for. */
export interface Metadata {
  /** Lines of its `tags`. */
  readonly rules?: readonly string[];
  /** Lines of its `labels`, beside those of OCI that it makes itself. */
  readonly labels?: readonly string[];
  /** Lines of its `annotations` of the index, beside those of OCI that it makes itself. */
  readonly annotations?: readonly string[];
}

/**
 * The step `metadata`. It names no image, so that its tags serve every destination.
 * @see https://github.com/docker/metadata-action
 */
export function metadata(name: string, { rules = [], labels = [], annotations }: Metadata): Step {
  const lines = (texts: readonly string[]) => texts.length ? texts.join('\n') : undefined;
  return {
    name,
    id: 'metadata',
    uses: pinned('docker/metadata-action'),
    // ghcr.io shows the annotations of an index
    ...annotations ? { env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'index' } } : {},
    ...rules.length + labels.length + (annotations ?? []).length ? {
      with: {
        tags: lines(rules),
        // the action's own `latest` would also move on backports and pre-releases
        flavor: rules.length ? 'latest=false' : undefined,
        labels: lines(labels),
        annotations: lines(annotations ?? []),
      },
    } : {},
  };
}
