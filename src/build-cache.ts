import { hasExpression } from './private/expression';
import { checkEnds, checkLetters } from './private/letters';
import { checkTag } from './private/oci-grammar';
import { refusal } from './private/refusal';

/** Which layers a cache keeps. */
export enum CacheMode {
  /** Those of every stage. */
  MAX = 'max',
  /** Those of the published image only: smaller, and of less use where there are several stages. */
  MIN = 'min',
}

/** Options for caches with a mode. */
export interface BuildCacheOptions {
  /**
   * Which layers are kept.
   * @default CacheMode.MAX
   */
  readonly mode?: CacheMode;
}

/** Options for `BuildCache.inline`. */
export interface InlineCacheOptions {
  /**
   * The tag of the image that is read.
   * @default latest
   */
  readonly tag?: string;
}

/** Options for `BuildCache.of`. */
export interface CustomCacheOptions {
  /**
   * Caches to read, as BuildKit spells them: `type=registry,ref=…`. Pull requests do not read those with a secret.
   * @default - none
   */
  readonly from?: string[];

  /**
   * Caches to write, as BuildKit spells them, written only by jobs that may publish.
   * @default - none
   */
  readonly to?: string[];
}

/** What a job must know of a cache. */
type BoundCache =
  | { readonly kind: 'none' }
  | { readonly kind: 'registry'; readonly mode: CacheMode }
  | { readonly kind: 'gha'; readonly mode: CacheMode }
  | { readonly kind: 'inline'; readonly tag: string }
  | { readonly kind: 'custom'; readonly from: readonly string[]; readonly to: readonly string[] };

/**
 * What a build keeps for the next one. Only runs that may publish write a cache, and one that cannot be written never fails a
 * build. A scheduled run reads none: it is there to pick up what is new.
 *
 * @see https://docs.docker.com/build/cache/backends/
 */
export class BuildCache {
  /** No cache: every build begins anew. The default. */
  public static none(): BuildCache {
    return new BuildCache({ kind: 'none' });
  }

  /**
   * In the primary registry, beside the image, under a tag of its own for each platform. The recommended cache: who cannot
   * push cannot write it, so that a pull request cannot poison it. Pull requests read it where the image is public.
   */
  public static registry(options: BuildCacheOptions = {}): BuildCache {
    return new BuildCache({ kind: 'registry', mode: options.mode ?? CacheMode.MAX });
  }

  /**
   * In the cache of GitHub Actions, 10 GB for the whole repository.
   * @see https://docs.docker.com/build/cache/backends/gha/
   */
  public static githubActions(options: BuildCacheOptions = {}): BuildCache {
    return new BuildCache({ kind: 'gha', mode: options.mode ?? CacheMode.MAX });
  }

  /**
   * In the published image itself: the layers of its last stage.
   * @throws if the tag breaks the grammar of tags
   */
  public static inline(options: InlineCacheOptions = {}): BuildCache {
    const tag = options.tag ?? 'latest';
    checkTag('BuildCache.inline: tag', tag);
    return new BuildCache({ kind: 'inline', tag });
  }

  /**
   * Any other, in BuildKit's own words: `{ from: ['type=s3,…'], to: ['type=s3,mode=max,…'] }`. `ignore-error=true` is added to
   * what is written.
   * @throws if neither is given, or a text has no `type`
   */
  public static of(options: CustomCacheOptions): BuildCache {
    const { from = [], to = [] } = options;
    for (const text of [...from, ...to]) {
      checkLetters('BuildCache.of', text);
      checkEnds('BuildCache.of', text);
      if (!/^type=|,type=/.test(text) || text.includes('\n')) {
        throw refusal('BuildCache.of', text, 'a cache is one line of `name=value`, parted by commas, with a `type`. Try "type=registry,ref=ghcr.io/acme/cache".');
      }
      if (hasExpression(text) && !/^[^$]*(\$\{\{\s*(github\.(repository|repository_owner|sha|run_id)|vars\.\w+|secrets\.\w+)\s*\}\}[^$]*)+$/.test(text)) {
        throw refusal('BuildCache.of', text, 'text that others choose, such as a branch or an input, would be read as part of the cache\'s options. Use github.repository, github.sha, vars or secrets only.');
      }
    }
    if (from.length + to.length === 0) {
      throw refusal('BuildCache.of', '{}', 'it names no cache. Use BuildCache.none().');
    }
    return new BuildCache({ kind: 'custom', from, to });
  }

  private constructor(private readonly bound: BoundCache) {}

  /** @internal */
  public _bind(): BoundCache {
    return this.bound;
  }
}
