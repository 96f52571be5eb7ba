/** What a job must know of a signature. */
interface BoundSigning {
  /** Why the job needs the identity of the workflow. */
  readonly reason: string;
}

/**
 * How an image is signed, by its digest and at every destination, with cosign: in a job of its own after the publish job, which
 * neither checks out nor builds. Of an index every platform is signed too.
 *
 * @see https://docs.sigstore.dev/cosign/signing/signing_with_containers/
 */
export class ImageSigning {
  /**
   * Without a key: with a certificate for the identity of the workflow, valid for minutes, which Sigstore issues and logs in public.
   * A workflow that calls this one must permit it `id-token: write`.
   *
   * @see https://docs.sigstore.dev/cosign/signing/overview/
   */
  public static keyless(): ImageSigning {
    return new ImageSigning({ reason: 'sign with the identity of the workflow' });
  }

  private constructor(private readonly bound: BoundSigning) {}

  /** @internal */
  public _bind(): BoundSigning {
    return this.bound;
  }
}
