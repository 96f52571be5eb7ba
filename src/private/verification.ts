import type { ImageSigning } from '../image-signing';
import { hasExpression } from './expression';
import { fullName, type BoundDestination } from './sign-in';
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
 * The workflows in the certificates that GitHub's identity brings. Their repository is told apart: a workflow that others call may be
 * in another one than theirs.
 */
function workflowsOf(files: readonly string[]): string {
  const [file, ...more] = files.map(path => path.replace(/\./g, '\\.'));
  return `/${more.length ? `(${[file, ...more].join('|')})` : file}@`;
}

/**
 * The command that verifies a signature.
 * @param inJob whether the job that signs asks, and not somebody who pulls
 */
export function verifySignature(signing: ImageSigning, files: readonly string[], { repository, reference }: Verified, inJob = false): string {
  const identity = `--certificate-github-workflow-repository "${repository}" --certificate-identity-regexp "${workflowsOf(files)}"`;
  return `cosign verify ${signing._bind().verified(identity, inJob)} "${reference}"`;
}

/** The commands that verify what GitHub attested. */
export function verifyAttestations(sbom: boolean, files: readonly string[], { repository, reference }: Verified): string[] {
  const command = `gh attestation verify "oci://${reference}" --repo "${repository}" --cert-identity-regex "${workflowsOf(files)}"`;
  return [command, ...sbom ? [`${command} --predicate-type https://spdx.dev/Document/v2.3`] : []];
}

/** The step that shows on the run's summary page how whoever pulls can verify the image, at its primary destination. */
export function showVerification(name: string, commands: readonly string[], [destination]: readonly BoundDestination[], digest: string): Step {
  return {
    name,
    shell: 'bash',
    env: { IMAGE: `${fullName(destination)}@${digest}` },
    run: [
      ...hasExpression(fullName(destination)) ? ['IMAGE=${IMAGE,,}'] : [],
      'cat >>"$GITHUB_STEP_SUMMARY" <<SUMMARY',
      '\\`\\`\\`sh',
      ...commands,
      '\\`\\`\\`',
      'SUMMARY',
    ].join('\n'),
  };
}
