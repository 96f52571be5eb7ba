import type { Need } from './private/permissions';
import { checkSecret } from './private/secret';
import type { Lines } from './private/shell';

/** Where the job has the public half of its key. */
const PUBLIC_KEY = '"$RUNNER_TEMP/cosign.pub"';

/** The secrets of `ImageSigning.key`. */
export interface SigningKeyOptions {
  /** The name of the secret that holds the private key, as `cosign generate-key-pair` writes it. */
  readonly keySecret: string;

  /** The name of the secret that holds the password of the key. */
  readonly passwordSecret: string;
}

/** What a job must know of a signature. */
interface BoundSigning {
  /** Who vouches for the signer; nobody where there is a key. */
  readonly voucher?: 'Sigstore';
  readonly needs: readonly Need[];
  /** The secrets, by the variable in which cosign looks for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What comes before anything is signed. */
  readonly before: Lines;
  /** What `cosign sign` is told. */
  readonly options: string;
  /**
   * What `cosign verify` is told to accept that signature, and no other.
   * @param inJob whether the job that signs asks, and not somebody who pulls
   */
  readonly verified: (identity: string, inJob?: boolean) => string;
}

/**
 * How an image is signed, by its digest and at every destination, with cosign: in a job of its own after the publish job, which
 * neither checks out nor builds. Of an index every platform is signed too. What it has signed before is not signed again.
 *
 * Both ways write the digest into a public log. With a key that can be left out: `env: { COSIGN_USE_SIGNING_CONFIG: 'false',
 * COSIGN_TLOG_UPLOAD: 'false' }` of the image; then whoever verifies adds `--insecure-ignore-tlog`.
 *
 * @see https://docs.sigstore.dev/cosign/signing/signing_with_containers/
 */
export class ImageSigning {
  /**
   * Without a key: with a certificate for the identity of the workflow, valid for minutes, which Sigstore issues and logs in public.
   * A workflow that calls this one must permit it `id-token: write`. Sigstore vouches for workflows of github.com only.
   *
   * @see https://docs.sigstore.dev/cosign/signing/overview/
   */
  public static keyless(): ImageSigning {
    return new ImageSigning({
      voucher: 'Sigstore',
      needs: [{ permission: 'id-token', level: 'write', reason: 'sign with the identity of the workflow' }],
      secrets: {},
      before: [],
      options: '',
      verified: identity => `--certificate-oidc-issuer https://token.actions.githubusercontent.com ${identity}`,
    });
  }

  /**
   * With a key of your own. Whoever pulls verifies with its public half, `cosign.pub`.
   *
   * @throws if one is no name of a secret
   * @see https://docs.sigstore.dev/cosign/key_management/signing_with_self-managed_keys/
   */
  public static key(options: SigningKeyOptions): ImageSigning {
    return new ImageSigning({
      needs: [],
      secrets: {
        COSIGN_PRIVATE_KEY: checkSecret('ImageSigning.key: keySecret', options.keySecret),
        COSIGN_PASSWORD: checkSecret('ImageSigning.key: passwordSecret', options.passwordSecret),
      },
      // a wrong password ends it here, where nothing is tried again
      before: [`cosign public-key --key env://COSIGN_PRIVATE_KEY >${PUBLIC_KEY}`],
      options: '--key env://COSIGN_PRIVATE_KEY ',
      verified: (_, inJob = false) => `--key ${inJob ? PUBLIC_KEY : 'cosign.pub'}`,
    });
  }

  private constructor(private readonly bound: BoundSigning) {}

  /** @internal */
  public _bind(): BoundSigning {
    return this.bound;
  }
}
