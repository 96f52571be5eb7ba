import type { github } from 'projen';
import { CONTEXTS, checkText, hasExpression } from './private/expression';
import type { Need } from './private/permissions';
import { refusal } from './private/refusal';
import { checkSecret, secretExpression } from './private/secret';
import { idsOf } from './private/steps';

/** Options for `RegistryCredentials.of`. */
export interface RegistryCredentialsOptions {
  /**
   * The user name: a text, or a text with GitHub expressions.
   * @default - the person or app that caused the run, `${{ github.actor }}`
   */
  readonly username?: string;

  /** The name of the secret that holds the password or access token, such as `DOCKERHUB_TOKEN`. */
  readonly passwordSecret: string;
}

/** Options for `RegistryCredentials.fromSecrets`. */
export interface SecretCredentialsOptions {
  /** The name of the secret that holds the user name. */
  readonly username: string;

  /** The name of the secret that holds the password or access token. */
  readonly password: string;
}

/** Options for `RegistryCredentials.fromSteps`. */
export interface StepCredentialsOptions {
  /** The steps that fetch the credentials. They run in each job that signs in, right before it does. */
  readonly steps: github.workflows.JobStep[];

  /** The user name, as a rule an output of those steps: `${{ steps.ecr.outputs.username }}`. */
  readonly username: string;

  /** The password, as a rule an output of those steps. */
  readonly password: string;

  /**
   * The permissions that those steps need: `{ idToken: JobPermission.WRITE }`.
   * @default - none
   */
  readonly permissions?: github.workflows.JobPermissions;
}

/** What a job needs to sign in. */
interface BoundCredentials {
  readonly username: string;
  readonly password: string;
  /** The secret to name when the password is empty. */
  readonly secret?: string;
  readonly steps: readonly github.workflows.JobStep[];
  readonly needs: readonly Need[];
  /** Whether the token of the job is what signs in. */
  readonly githubToken: boolean;
  readonly warning?: string;
}

/**
 * How to sign in to a registry. The password travels on standard input, into a file that ends with the job.
 *
 * Neither the token of a GitHub App nor a fine-grained personal access token can push to GitHub Packages.
 *
 * @see https://docs.github.com/en/packages/learn-github-packages/about-permissions-for-github-packages
 */
export class RegistryCredentials {
  /** The token that GitHub gives to the job. The default for GitHub's own registries, and for no others. */
  public static githubToken(): RegistryCredentials {
    return new RegistryCredentials({ username: '${{ github.actor }}', password: '${{ github.token }}', steps: [], needs: [], githubToken: true });
  }

  /**
   * A user name and a secret.
   * @throws if `passwordSecret` is not the name of a secret
   */
  public static of(options: RegistryCredentialsOptions): RegistryCredentials {
    const username = options.username ?? '${{ github.actor }}';
    if (username.trim() === '') {
      throw refusal('RegistryCredentials.of: username', username, 'a user name is not empty. Leave it out to sign in as the actor.');
    }
    checkText('RegistryCredentials.of: username', username, CONTEXTS.step);
    const secret = checkSecret('RegistryCredentials.of: passwordSecret', options.passwordSecret);
    return new RegistryCredentials({ username, password: secretExpression(secret), secret, steps: [], needs: [], githubToken: false });
  }

  /**
   * Two secrets, for organizations that keep the user name in a secret too. Warns at synth: GitHub drops any job output
   * that contains a secret's value, and the name of an image often contains the user name.
   * @throws if either is not the name of a secret
   */
  public static fromSecrets(options: SecretCredentialsOptions): RegistryCredentials {
    const username = checkSecret('RegistryCredentials.fromSecrets: username', options.username);
    const secret = checkSecret('RegistryCredentials.fromSecrets: password', options.password);
    return new RegistryCredentials({
      username: secretExpression(username),
      password: secretExpression(secret),
      secret,
      steps: [],
      needs: [],
      githubToken: false,
      warning: `the user name comes from the secret ${username}: GitHub drops every job output that contains it, image names among them. Give it as text with RegistryCredentials.of.`,
    });
  }

  /**
   * Credentials that steps must fetch first: Amazon ECR, Google Artifact Registry or Vault, by OpenID Connect.
   *
   * @throws if no step is given, or if an expression names a step that is not among them
   * @see https://docs.github.com/en/actions/concepts/security/openid-connect
   */
  public static fromSteps(options: StepCredentialsOptions): RegistryCredentials {
    if (options.steps.length === 0) {
      throw refusal('RegistryCredentials.fromSteps: steps', '[]', 'at least one step must fetch the credentials. For a stored secret use RegistryCredentials.of.');
    }
    for (const option of ['username', 'password'] as const) {
      if (options[option].trim() === '' || (option === 'password' && !hasExpression(options[option]))) {
        // a literal password is not shown
        throw refusal(`RegistryCredentials.fromSteps: ${option}`, option === 'password' ? option : options.username, 'it is what those steps fetch. Write "${{ steps.<id>.outputs.<name> }}".');
      }
    }
    const ids = idsOf(options.steps);
    checkText('RegistryCredentials.fromSteps: username', options.username, CONTEXTS.step, ids);
    checkText('RegistryCredentials.fromSteps: password', options.password, CONTEXTS.step, ids);
    const needs = Object.entries(options.permissions ?? {}).flatMap(([permission, level]): Need[] => level === 'none' ? [] : [{
      permission: permission.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`),
      level: level as Need['level'],
      reason: 'fetch the registry\'s credentials',
    }]);
    return new RegistryCredentials({ username: options.username, password: options.password, steps: [...options.steps], needs, githubToken: false });
  }

  private constructor(private readonly bound: BoundCredentials) {}

  /** @internal */
  public _bind(): BoundCredentials {
    return this.bound;
  }
}
