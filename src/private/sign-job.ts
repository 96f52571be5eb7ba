import type { ImageSigning } from '../image-signing';
import { Images } from './images';
import { commonJob, type Job } from './jobs';
import type { PublishedImage } from './published-image';
import { secretExpression } from './secret';
import { MANIFEST_DIGESTS, RETRY } from './shell';
import { needsOf, signIn, signInsOf } from './sign-in';
import { CONFIG, install } from './steps';
import { IN_JOB, showVerification, verifySignature } from './verification';

/** The job that signs what was published. */
export function signJob({ id, options: declared, destinations, waitsFor, digest, files }: PublishedImage, signing: ImageSigning): Job {
  const images = new Images(destinations);
  const signIns = signInsOf(destinations, 'write');
  const { needs, secrets, before, options } = signing._bind();
  return {
    ...commonJob(declared, { name: `Sign ${id}`, conditions: [], waitsFor, timeoutMinutes: 30 }),
    steps: [
      ...declared.setupSteps ?? [],
      install('cosign'),
      ...signIns.flatMap(signIn),
      {
        name: `Sign ${id}`,
        shell: 'bash',
        env: {
          ...signIns.length ? { DOCKER_CONFIG: CONFIG } : {},
          ...images.env,
          ...Object.fromEntries(Object.entries(secrets).map(([variable, secret]) => [variable, secretExpression(secret)])),
          DIGEST: digest,
        },
        run: [
          ...Object.entries(secrets).map(([variable, secret]) => `: "\${${variable}:?the secret ${secret} is empty or not set for this run}"`),
          ...before,
          ...RETRY,
          ...images.names,
          'list_manifests() { docker buildx imagetools inspect --raw "$image@$DIGEST" >"$RUNNER_TEMP/manifest.json"; }',
          'is_signed() {',
          `  ${verifySignature(signing, files, { ...IN_JOB, reference: '$1' }, true)} 2>/dev/null |`,
          // what GitHub attests has the same identity, and would pass for a signature
          '    jq -e \'any(.[]; .critical.type == "https://sigstore.dev/cosign/sign/v1")\' >/dev/null',
          '}',
          ...images.each(images.of(() => true), [
            'retry list_manifests',
            `for digest in "$DIGEST" $(${MANIFEST_DIGESTS} "$RUNNER_TEMP/manifest.json"); do`,
            `  is_signed "$image@$digest" || retry cosign sign --yes ${options}"$image@$digest"`,
            'done',
          ]),
        ].join('\n'),
      },
      showVerification('Show how to verify the signature', [verifySignature(signing, files, IN_JOB)], destinations, digest),
    ],
    permissions: [...needs, ...needsOf(signIns, 'push signatures to')],
  };
}
