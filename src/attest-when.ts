/**
 * When the publication of an image is attested: GitHub then states, signed, that this workflow published that digest, from which
 * commit and on which runner (SLSA provenance), and with the option `sbom` of the Dockerfile what is in it. The statement is kept at
 * GitHub and beside the image in each registry; `gh attestation verify` checks it.
 *
 * @see https://docs.github.com/en/actions/concepts/security/artifact-attestations
 */
export enum AttestWhen {
  /** Always. In a private or internal repository GitHub attests with GitHub Enterprise Cloud only, and else the job fails. */
  ALWAYS = 'ALWAYS',
  /** While the repository is public: what is private to other plans is published without. */
  PUBLIC_REPOSITORY = 'PUBLIC_REPOSITORY',
}
