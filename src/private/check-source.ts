import { ImageTransfer, type RegistrySourceOptions } from '../image-source';
import type { ReferenceParts } from './oci-grammar';
import { refusal } from './refusal';
import { factsOfHost } from './registry-facts';

/** Refuses what the registry of a source does not have. */
export function checkSource(
  subject: string, host: string, parts: ReferenceParts | undefined, { credentials, transfer, verify, referrers }: RegistrySourceOptions,
): void {
  const facts = factsOfHost(host);
  const token = credentials?._bind().githubToken;
  if (token && facts.signIn === 'foreign') {
    throw refusal(`${subject}: credentials for`, host, 'the token of the job is for GitHub\'s registries, and must not be sent to another. Use RegistryCredentials.of.');
  }
  if (credentials && !token && facts.signIn === 'GITHUB_TOKEN') {
    throw refusal(`${subject}: credentials for`, host, 'it takes the token of the job only. Use RegistryCredentials.githubToken().');
  }
  const segments = parts?.path.split('/').length;
  const wrong = facts.namespace === 'owner/repo/image, exactly' ? segments !== 3 : facts.namespace === 'owner/image, may nest' && segments === 1;
  if (segments !== undefined && wrong) {
    throw refusal(subject, parts!.path, `${facts.title} has "${facts.namespace}". Name owner and image.`);
  }
  if (!facts.platforms && (verify ?? referrers)) {
    throw refusal(`${subject}: ${verify ? 'verify' : 'referrers'}`, host, `${facts.title} knows no digests, and a signature is one of a digest. Leave the option out.`);
  }
  if (!facts.platforms && (parts?.digest !== undefined || transfer === ImageTransfer.COPY)) {
    throw refusal(subject, parts?.digest ?? 'ImageTransfer.COPY', `${facts.title} knows no digests, so that nothing can be copied from there. Name the image by its tag, and leave \`transfer\` out.`);
  }
}
