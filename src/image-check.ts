import { hasExpression } from './private/expression';
import { checkEnds, checkLetters } from './private/letters';
import { refusal } from './private/refusal';

/** The severities that Trivy knows. */
export enum TrivySeverity {
  /** Not rated. */
  UNKNOWN = 'UNKNOWN',
  /** Low. */
  LOW = 'LOW',
  /** Medium. */
  MEDIUM = 'MEDIUM',
  /** High. */
  HIGH = 'HIGH',
  /** Critical. */
  CRITICAL = 'CRITICAL',
}

/** Options for `ImageCheck.trivy`. */
export interface TrivyOptions {
  /**
   * The severities that fail the check.
   * @default [TrivySeverity.HIGH, TrivySeverity.CRITICAL]
   */
  readonly severities?: TrivySeverity[];

  /**
   * Whether vulnerabilities that nobody has fixed yet are passed over.
   * @default true
   */
  readonly ignoreUnfixed?: boolean;

  /**
   * Files with vulnerabilities to pass over, relative to the project, in Trivy's format.
   * @default - none
   * @see https://trivy.dev/latest/docs/configuration/filtering/
   */
  readonly ignoreFiles?: string[];
}

/** What a job must know of a check. */
type BoundCheck =
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | { readonly kind: 'script'; readonly script: string }
  | { readonly kind: 'trivy'; readonly options: TrivyOptions };

/** What an image must pass before a tag moves. On several platforms each check runs where the image runs natively. */
export class ImageCheck {
  /**
   * Runs a command in the candidate, its entrypoint kept; it passes where the container exits with 0.
   *
   * @param command the command and its arguments, each a word: `ImageCheck.command('node', '--version')`. Without any, the
   * image's own command runs
   * @throws if a word holds a GitHub expression
   */
  public static command(...command: string[]): ImageCheck {
    for (const word of command) {
      checkLetters('ImageCheck.command', word);
      if (hasExpression(word)) {
        throw refusal('ImageCheck.command', word, 'a word is known at synth. Use ImageCheck.script, and give the value with the option `env`.');
      }
    }
    return new ImageCheck({ kind: 'command', command });
  }

  /**
   * Runs a script on the runner, in the checked out repository, with `bash -eo pipefail`. `$IMAGE` is the candidate, which
   * the Docker engine has.
   *
   * @param script the script: `container-structure-test test --image "$IMAGE" --config test.yaml`
   * @throws if the script is empty or holds a GitHub expression
   */
  public static script(script: string): ImageCheck {
    checkLetters('ImageCheck.script', script);
    if (script.trim() === '' || hasExpression(script)) {
      throw refusal('ImageCheck.script', script, 'it takes the text of a script, without "${{": an expression in a script would be run as part of it. Give the value with the option `env`.');
    }
    return new ImageCheck({ kind: 'script', script });
  }

  /**
   * Scans the candidate for known vulnerabilities, in a job that holds no credentials.
   * @throws if there are no severities
   * @see https://trivy.dev
   */
  public static trivy(options: TrivyOptions = {}): ImageCheck {
    if (options.severities?.length === 0) {
      throw refusal('ImageCheck.trivy: severities', '[]', 'a check that nothing fails is none. Name a severity, or leave the option out.');
    }
    for (const file of options.ignoreFiles ?? []) {
      checkLetters('ImageCheck.trivy: ignoreFiles', file);
      checkEnds('ImageCheck.trivy: ignoreFiles', file);
    }
    const wrong = options.ignoreFiles?.find(file => file.trim() === '' || file.startsWith('/') || /[,\n]/.test(file) || hasExpression(file));
    if (wrong !== undefined || options.ignoreFiles?.length === 0) {
      throw refusal('ImageCheck.trivy: ignoreFiles', wrong ?? '[]', 'each is the path of a file, relative to the project, without a comma or an expression. Leave the option out for none.');
    }
    return new ImageCheck({ kind: 'trivy', options });
  }

  private constructor(private readonly bound: BoundCheck) {}

  /** @internal */
  public _bind(): BoundCheck {
    return this.bound;
  }
}
