import { CONTEXTS, checkText } from './private/expression';
import { checkLetters } from './private/letters';
import { refusal } from './private/refusal';
import type { Tool } from './private/steps';

/** Who must have signed, for `ImageVerification.cosign`: `identity` or `identityRegexp`, one of them. */
export interface CosignIdentityOptions {
  /**
   * The identity in the certificate: an address of mail, or a workflow such as
   * `https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main`.
   * @default - any that `identityRegexp` matches
   */
  readonly identity?: string;

  /**
   * A regular expression (of Go) for the identity. Write `^` and `$`: it need not match the whole otherwise.
   * @default - exactly `identity`
   */
  readonly identityRegexp?: string;

  /**
   * Who vouches for that identity.
   * @default - GitHub Actions, https://token.actions.githubusercontent.com
   */
  readonly issuer?: string;
}

/** Who must have attested, for `ImageVerification.attestation`: `owner` or `repository`, one of them. */
export interface AttestationOptions {
  /**
   * A user or an organization, any of whose repositories may have made the image.
   * @default - `repository` alone
   */
  readonly owner?: string;

  /**
   * The repository that must have made the image, `acme/web`.
   * @default - any of `owner`
   */
  readonly repository?: string;

  /**
   * The workflow that must have attested, `acme/builders/.github/workflows/image.yml`: where it is a reusable one of another
   * repository it must be said.
   * @default - any of the repository or owner
   */
  readonly signerWorkflow?: string;
}

/** What a job must know of a verification. */
interface BoundVerification {
  /** What GitHub's runners do not have, and the command needs. */
  readonly tools: readonly Tool[];
  readonly env: Readonly<Record<string, string>>;
  /** The command, without the image. */
  readonly command: string;
  /** What comes before the image. */
  readonly scheme: string;
}

/** What must hold of an image of another registry before it is copied: else the run fails, and every tag stays where it is. */
export class ImageVerification {
  /**
   * A signature of cosign without a key, by the identity in its certificate.
   *
   * @throws unless one of `identity` and `identityRegexp` is given
   * @see https://docs.sigstore.dev/cosign/verifying/verify/
   */
  public static cosign(options: CosignIdentityOptions): ImageVerification {
    const { identity, identityRegexp, issuer = 'https://token.actions.githubusercontent.com' } = options;
    const text = oneOf('ImageVerification.cosign', { identity, identityRegexp });
    check('ImageVerification.cosign', text, issuer);
    return new ImageVerification({
      tools: ['cosign'],
      env: { SIGNER: text, ISSUER: issuer },
      command: `cosign verify --certificate-identity${identity === undefined ? '-regexp' : ''} "$SIGNER" --certificate-oidc-issuer "$ISSUER"`,
      scheme: '',
    });
  }

  /**
   * A signature of cosign with a key.
   *
   * @param publicKey the public key itself, `-----BEGIN PUBLIC KEY-----…`
   * @throws if it is no public key in PEM form
   * @see https://docs.sigstore.dev/cosign/key_management/signing_with_self-managed_keys/
   */
  public static cosignKey(publicKey: string): ImageVerification {
    const key = publicKey.trim();
    checkLetters('ImageVerification.cosignKey', key);
    if (!/^-----BEGIN PUBLIC KEY-----\s[A-Za-z0-9+/=\s]+\s-----END PUBLIC KEY-----$/.test(key)) {
      throw refusal('ImageVerification.cosignKey', key.split('\n')[0], 'it takes the content of cosign.pub, from "-----BEGIN PUBLIC KEY-----" to "-----END PUBLIC KEY-----".');
    }
    return new ImageVerification({
      tools: ['cosign'],
      env: { PUBLIC_KEY: key },
      command: 'cosign verify --key env://PUBLIC_KEY',
      scheme: '',
    });
  }

  /**
   * An attestation of GitHub that says from where the image comes.
   *
   * @throws unless one of `owner` and `repository` is given
   * @see https://cli.github.com/manual/gh_attestation_verify
   */
  public static attestation(options: AttestationOptions): ImageVerification {
    const { owner, repository, signerWorkflow } = options;
    const text = oneOf('ImageVerification.attestation', { owner, repository });
    check('ImageVerification.attestation', text, ...signerWorkflow === undefined ? [] : [signerWorkflow]);
    return new ImageVerification({
      tools: [],
      env: { GH_TOKEN: '${{ github.token }}', SIGNER: text, ...signerWorkflow === undefined ? {} : { SIGNER_WORKFLOW: signerWorkflow } },
      command: `gh attestation verify --${owner === undefined ? 'repo' : 'owner'} "$SIGNER"${signerWorkflow === undefined ? '' : ' --signer-workflow "$SIGNER_WORKFLOW"'}`,
      scheme: 'oci://',
    });
  }

  private constructor(private readonly bound: BoundVerification) {}

  /** @internal */
  public _bind(): BoundVerification {
    return this.bound;
  }
}

/** The one of two options that is given. */
function oneOf(subject: string, options: Readonly<Record<string, string | undefined>>): string {
  const given = Object.values(options).filter((text): text is string => text !== undefined);
  if (given.length !== 1) {
    throw refusal(subject, given.join(', '), `it takes one of ${Object.keys(options).map(name => `\`${name}\``).join(' and ')}. Say who must have signed.`);
  }
  return given[0];
}

/** Refuses texts that say nothing, or that GitHub could not compute there. */
function check(subject: string, ...texts: readonly string[]): void {
  for (const text of texts) {
    if (text.trim() === '') {
      throw refusal(subject, text, 'an empty text accepts nobody. Say who must have signed.');
    }
    checkText(subject, text, CONTEXTS.step);
  }
}
