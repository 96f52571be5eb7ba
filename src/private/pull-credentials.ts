import type { RegistryCredentials } from '../registry-credentials';
import { checkHost } from './oci-grammar';
import { refusal } from './refusal';
import { factsOfHost } from './registry-facts';

/** Refuses credentials, by the registry to pull from, for what is no registry, or for one that must not have them. */
export function checkPullCredentials(subject: string, credentials: Readonly<Record<string, RegistryCredentials>> = {}): void {
  for (const [registry, given] of Object.entries(credentials)) {
    checkHost(subject, registry);
    if (given._bind().githubToken && factsOfHost(registry).signIn === 'foreign') {
      throw refusal(subject, registry, 'the token of the job is for GitHub\'s registries, and must not be sent to another. Use RegistryCredentials.of.');
    }
  }
}
