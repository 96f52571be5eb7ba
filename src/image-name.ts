import { CONTEXTS, checkText, hasExpression } from './private/expression';
import { checkPath } from './private/oci-grammar';

const REPOSITORY = '${{ github.repository }}';
const OWNER = '${{ github.repository_owner }}';

/**
 * The name of an image in its registry: the path after the registry's host.
 *
 * Owner and repository are those of the running workflow, in lower case, so that a fork publishes under its own name.
 */
export class ImageName {
  /** The name of the repository itself: `owner/repo`. */
  public static readonly REPOSITORY = new ImageName(REPOSITORY, 2);

  /**
   * A name under the repository: `owner/repo/name`. The default, with the construct's id.
   *
   * @param name the last part of the name; it may hold "/" and GitHub expressions
   * @throws if the name breaks the grammar of image names
   */
  public static inRepository(name: string): ImageName {
    return ImageName.under(REPOSITORY, 2, name);
  }

  /**
   * A name under the repository's owner: `owner/name`.
   *
   * @param name what follows the owner; it may hold "/" and GitHub expressions
   * @throws if the name breaks the grammar of image names
   */
  public static inOwner(name: string): ImageName {
    return ImageName.under(OWNER, 1, name);
  }

  /**
   * The whole path, as it is: `acme/tools/web`. What a GitHub expression in it yields is lower-cased when it runs.
   *
   * @param path the path after the registry's host, without a tag
   * @throws if the path breaks the grammar of image names
   */
  public static of(path: string): ImageName {
    return ImageName.under('', 0, path);
  }

  private static under(prefix: string, segments: number, name: string): ImageName {
    const runtime = hasExpression(name);
    if (runtime) {
      checkText('ImageName', name, CONTEXTS.step);
    } else {
      checkPath('ImageName', name);
    }
    return new ImageName(prefix ? `${prefix}/${name}` : name, runtime ? undefined : segments + name.split('/').length);
  }

  private constructor(private readonly path: string, private readonly segments: number | undefined) {}

  /**
   * The path, with its expressions, and the number of its parts where that is known at synth.
   * @internal
   */
  public _bind(): { readonly path: string; readonly segments?: number } {
    return { path: this.path, segments: this.segments };
  }
}
