import type { ImageSigning } from '../image-signing';
import { Images } from './images';
import { commonJob, type Job } from './jobs';
import type { PublishedImage } from './published-image';
import { secretExpression } from './secret';
import { RETRY } from './shell';
import { needsOf, signIn, signInsOf } from './sign-in';
import { CONFIG, install } from './steps';
import { IN_JOB, showVerification, verifySignature } from './verification';

/** The job that signs what was published. */
export function signJob({ id, options, destinations, waitsFor, digest, file }: PublishedImage, signing: ImageSigning): Job {
  const images = new Images(destinations);
  const signIns = signInsOf(destinations, 'write');
  const { needs, secrets, options: key } = signing._bind();
  return {
    ...commonJob(options, { name: `Sign ${id}`, conditions: [], waitsFor, timeoutMinutes: 30 }),
    steps: [
      ...options.setupSteps ?? [],
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
          ...RETRY,
          ...images.names,
          ...images.each(images.of(() => true), [`retry cosign sign --yes --recursive${key} "$image@$DIGEST"`]),
        ].join('\n'),
      },
      showVerification('Show how to verify the signature', [verifySignature(signing, [file], IN_JOB)], destinations, digest),
    ],
    permissions: [...needs, ...needsOf(signIns, 'push signatures to')],
  };
}
