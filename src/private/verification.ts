import type { ImageSigning } from '../image-signing';
import { hasExpression } from './expression';
import type { BoundDestination } from './sign-in';
import type { Step } from './steps';

/** What is verified: words for the double quotes of a shell. */
export interface Verified {
  /** The repository whose workflow publishes, `owner/repo`. */
  readonly repository: string;
  /** The image, `ghcr.io/owner/image@sha256:…`. */
  readonly reference: string;
}

/** As the scripts of a job of the repository know it. */
export const IN_JOB: Verified = { repository: '$GITHUB_REPOSITORY', reference: '$IMAGE' };

/**
 * The workflow in the certificates that GitHub's identity brings. Its repository is told apart: a workflow that others call may be
 * in another one than theirs.
 */
function workflowOf(file: string): string {
  return `/${file.replace(/\./g, '\\.')}@`;
}

/** The command that verifies a signature. */
export function verifySignature(signing: ImageSigning, file: string, { repository, reference }: Verified): string {
  const identity = `--certificate-github-workflow-repository "${repository}" --certificate-identity-regexp "${workflowOf(file)}"`;
  return `cosign verify ${signing._bind().verified(identity)} "${reference}"`;
}

/** The commands that verify what GitHub attested. */
export function verifyAttestations(sbom: boolean, file: string, { repository, reference }: Verified): string[] {
  const command = `gh attestation verify "oci://${reference}" --repo "${repository}" --cert-identity-regex "${workflowOf(file)}"`;
  return [command, ...sbom ? [`${command} --predicate-type https://spdx.dev/Document/v2.3`] : []];
}

/** The step that shows on the run's summary page how whoever pulls can verify the image, at its primary destination. */
export function showVerification(name: string, commands: readonly string[], [{ host, path }]: readonly BoundDestination[], digest: string): Step {
  return {
    name,
    shell: 'bash',
    env: { IMAGE: `${host}/${path}@${digest}` },
    run: [
      ...hasExpression(path) ? ['IMAGE=${IMAGE,,}'] : [],
      'cat >>"$GITHUB_STEP_SUMMARY" <<SUMMARY',
      '\\`\\`\\`sh',
      ...commands,
      '\\`\\`\\`',
      'SUMMARY',
    ].join('\n'),
  };
}
