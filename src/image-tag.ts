import { CONTEXTS, and, checkCondition, checkText, hasExpression, onlyWhen, quote } from './private/expression';
import { checkTag } from './private/oci-grammar';
import { refusal } from './private/refusal';

/** Options that every tag takes. */
export interface ImageTagOptions {
  /**
   * What stands before the tag.
   * @default - nothing
   */
  readonly prefix?: string;

  /**
   * What stands behind the tag.
   * @default - nothing
   */
  readonly suffix?: string;

  /**
   * Use the tag only where this holds: an expression, written bare as in a job's `if`.
   * @default - always
   */
  readonly when?: string;
}

/** Options for `ImageTag.list`. */
export interface ImageTagListOptions {
  /**
   * Use the tags only where this holds: an expression, written bare as in a job's `if`.
   * @default - always
   */
  readonly when?: string;
}

/** What a job must know of a tag. */
interface BoundTag {
  /** `literal`: known at synth. `text`: one tag, known at run time. `list`: several, by line or space. */
  readonly kind: 'literal' | 'text' | 'list';
  readonly text: string;
  /** The only event under which the tag exists. */
  readonly event?: string;
}

/** A tag of an image. Text that is known only when the workflow runs is made a valid tag there; an empty one is left out. */
export class ImageTag {
  /**
   * A fixed text, or a text with GitHub expressions: `ImageTag.of('${{ inputs.version }}')`.
   * @throws if a fixed text breaks the grammar of tags
   */
  public static of(text: string, options: ImageTagOptions = {}): ImageTag {
    return ImageTag.text('ImageTag', text, options);
  }

  /**
   * A tag for scheduled runs.
   * @param text the tag, `nightly` by default
   */
  public static schedule(text: string = 'nightly', options: ImageTagOptions = {}): ImageTag {
    return ImageTag.text('ImageTag.schedule', text, options, 'schedule');
  }

  /**
   * Several tags that are computed when the workflow runs, parted by spaces or lines:
   * `ImageTag.list('${{ needs.versions.outputs.tags }}')`.
   * @throws if the text holds no GitHub expression
   */
  public static list(expression: string, options: ImageTagListOptions = {}): ImageTag {
    if (!hasExpression(expression)) {
      throw refusal('ImageTag.list', expression, 'it takes a text with a GitHub expression. Write "${{ needs.job.outputs.tags }}"; for fixed tags use ImageTag.of.');
    }
    checkText('ImageTag.list', expression, CONTEXTS.step);
    checkCondition('ImageTag: when', options.when);
    return new ImageTag({ kind: 'list', text: onlyWhen(options.when, expression) });
  }

  private static text(subject: string, text: string, options: ImageTagOptions, event?: string): ImageTag {
    const full = `${options.prefix ?? ''}${text}${options.suffix ?? ''}`;
    checkCondition('ImageTag: when', options.when);
    if (hasExpression(full)) {
      checkText(subject, full, CONTEXTS.step);
    } else {
      checkTag(subject, full);
    }
    // An expression that yields nothing gives no tag, and not one that is all prefix and suffix.
    const present = full !== text && /^\$\{\{[^}]*\}\}$/.test(text) ? `${text.slice(3, -2).trim()} != ''` : undefined;
    const scheduled = event && `github.event_name == ${quote(event)}`;
    const rendered = onlyWhen(and(scheduled, present, options.when), full);
    return new ImageTag({ kind: hasExpression(rendered) ? 'text' : 'literal', text: rendered, event });
  }

  private constructor(private readonly bound: BoundTag) {}

  /** @internal */
  public _bind(): BoundTag {
    return this.bound;
  }
}
