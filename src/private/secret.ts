import { refusal } from './refusal';

/** The expression for a secret. */
export function secretExpression(name: string): string {
  return `\${{ secrets.${name} }}`;
}

/**
 * Refuses what is no name of a secret.
 * @see https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets
 */
export function checkSecret(subject: string, name: string): string {
  if (/^(gh[a-z]_|github_pat_|dckr_|-----BEGIN )/.test(name)) {
    // not shown: it is no name, but the secret itself
    throw new Error(`${subject}: it takes the name of a secret, and this looks like its value. Revoke it, keep the new one as a secret of the repository, and write that secret's name.`);
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^GITHUB_/i.test(name)) {
    throw refusal(subject, name, 'it takes the name of a secret: letters, digits and "_", not beginning with a digit or GITHUB_. Write "DOCKERHUB_TOKEN", not its value or an expression; for the token of the job use RegistryCredentials.githubToken().');
  }
  return name;
}
