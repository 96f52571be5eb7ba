import type { EdgeTagOptions, ImageTagOptions, MatchTagOptions, ShaTagOptions, VersionTagOptions } from './image-tag-options';
import { CONTEXTS, and, checkCondition, checkText, hasExpression, insideOf, onlyWhen, quote } from './private/expression';
import { checkRef } from './private/git-refs';
import { checkEnds, checkLetters } from './private/letters';
import { checkAffix, checkPattern, checkTag } from './private/oci-grammar';
import { refusal } from './private/refusal';
import type { BoundTag, ReleasedVersion, RuleTag, TagContext, TagOrigin, TagRule } from './private/tag-plan';

/**
 * A tag of an image. Text that is known only when the workflow runs is made a valid tag there, and an empty one is left out.
 * A run that would publish and has no tag left fails before it builds or moves anything.
 *
 * @see https://github.com/docker/metadata-action#tags-input
 */
export class ImageTag {
  /**
   * A fixed text, or a text with GitHub expressions: `ImageTag.of('${{ inputs.version }}')`.
   * @throws if a fixed text breaks the grammar of tags
   */
  public static of(text: string, options: ImageTagOptions = {}): ImageTag {
    const full = `${options.prefix ?? ''}${text}${options.suffix ?? ''}`;
    if (text === '') {
      throw refusal('ImageTag', text, 'a tag is not empty. Leave it out, or say with `when` where it is meant.');
    }
    checkCondition('ImageTag: when', options.when);
    if (hasExpression(full)) {
      checkText('ImageTag', full, CONTEXTS.step);
    } else {
      checkTag('ImageTag', full);
    }
    // An expression that yields nothing gives no tag, and not one that is all prefix and suffix.
    const inside = full === text ? undefined : insideOf(text);
    const rendered = onlyWhen(and(inside && `(${inside}) != ''`, options.when), full);
    return new ImageTag({ kind: hasExpression(rendered) ? 'text' : 'literal', text: rendered }, 'any');
  }

  /**
   * `latest`: where git tags or releases trigger the workflow, on the newest stable git tag, compared as versions, so that a
   * fix of an older version does not move it back; else on the default branch.
   */
  public static latest(options: ImageTagOptions = {}): ImageTag {
    return ImageTag.rule('ImageTag.latest', { type: 'raw', value: 'latest' }, options, 'latest');
  }

  /** The name of the branch, made a valid tag: `feature/login` becomes `feature-login`. */
  public static branch(options: ImageTagOptions = {}): ImageTag {
    return ImageTag.rule('ImageTag.branch', { type: 'ref', event: 'branch' }, options, 'branch');
  }

  /** The git tag as it is, made a valid tag. */
  public static gitTag(options: ImageTagOptions = {}): ImageTag {
    return ImageTag.rule('ImageTag.gitTag', { type: 'ref', event: 'tag' }, options, 'git tag');
  }

  /**
   * The git tag, read as a semantic version. A pre-release is published under its whole version only.
   *
   * @param pattern `{{version}}`, `{{major}}.{{minor}}`, `{{major}}`, `{{raw}}`, or a text around them
   * @throws if the pattern cannot give a tag
   * @see https://github.com/docker/metadata-action#typesemver
   */
  public static semver(pattern: string, options: VersionTagOptions = {}): ImageTag {
    checkPattern('ImageTag.semver: pattern', pattern);
    return ImageTag.version('ImageTag.semver', { type: 'semver', pattern }, options);
  }

  /**
   * The git tag, read as a version of a Python package.
   *
   * @param pattern `{{version}}`, `{{major}}.{{minor}}`, `{{major}}`, `{{raw}}`, or a text around them
   * @throws if the pattern cannot give a tag
   * @see https://github.com/docker/metadata-action#typepep440
   */
  public static pep440(pattern: string, options: VersionTagOptions = {}): ImageTag {
    checkPattern('ImageTag.pep440: pattern', pattern);
    return ImageTag.version('ImageTag.pep440', { type: 'pep440', pattern }, options);
  }

  /**
   * What a regular expression finds in the git tag.
   *
   * @param pattern a regular expression of JavaScript, with or without slashes and flags: `\d+\.\d+`, `/V(.*)/i`
   * @throws if the pattern is no regular expression, or has no such group
   * @see https://github.com/docker/metadata-action#typematch
   */
  public static match(pattern: string, options: MatchTagOptions = {}): ImageTag {
    checkLetters('ImageTag.match: pattern', pattern);
    checkEnds('ImageTag.match: pattern', pattern);
    const group = options.group ?? 0;
    const [, body, flags] = /^\/(.+)\/(.*)$/s.exec(pattern) ?? [undefined, pattern, ''];
    let groups: number;
    try {
      // An alternative that matches the empty text shows how many groups there are.
      groups = new RegExp(`${body}|`, flags).exec('')!.length - 1;
    } catch {
      throw refusal('ImageTag.match: pattern', pattern, 'it is no regular expression of JavaScript. Try "\\\\d+\\\\.\\\\d+".');
    }
    if (pattern === '' || hasExpression(pattern)) {
      throw refusal('ImageTag.match: pattern', pattern, 'a pattern is known at synth. For text of the run use ImageTag.of.');
    }
    if (!Number.isInteger(group) || group < 0 || group > groups) {
      throw refusal('ImageTag.match: group', group, `the pattern ${JSON.stringify(pattern)} has ${groups} groups, and 0 is all that matches. Name one of them.`);
    }
    return ImageTag.version('ImageTag.match', { type: 'match', pattern, ...group ? { group: String(group) } : {} }, options);
  }

  /** The commit, its first seven digits: `sha-9f2d1b7`. */
  public static sha(options: ShaTagOptions = {}): ImageTag {
    return ImageTag.rule('ImageTag.sha', { type: 'sha', ...options.long ? { format: 'long' } : {} }, options, 'any');
  }

  /**
   * A tag for scheduled runs.
   *
   * @param pattern a text, which may hold the date of the run: `nightly-{{date 'YYYYMMDD'}}`
   * @throws if the pattern cannot give a tag
   * @see https://github.com/docker/metadata-action#typeschedule
   */
  public static schedule(pattern: string = 'nightly', options: ImageTagOptions = {}): ImageTag {
    if (hasExpression(pattern)) {
      return ImageTag.of(pattern, { ...options, when: and(`github.event_name == ${quote('schedule')}`, options.when) })._from('schedule');
    }
    checkPattern('ImageTag.schedule: pattern', pattern);
    return ImageTag.rule('ImageTag.schedule', { type: 'schedule', pattern }, options, 'schedule');
  }

  /** `edge`: the newest commit of the default branch, or of another one. */
  public static edge(options: EdgeTagOptions = {}): ImageTag {
    if (options.branch !== undefined && (options.branch.trim() === '' || hasExpression(options.branch))) {
      throw refusal('ImageTag.edge: branch', options.branch, 'it is the name of a branch, known at synth. Leave it out for the default branch.');
    }
    checkRef('ImageTag.edge: branch', options.branch ?? 'main');
    return ImageTag.rule('ImageTag.edge', { type: 'edge', ...options.branch ? { branch: options.branch } : {} }, options, 'branch');
  }

  /**
   * Several tags that are computed when the workflow runs, parted by spaces or lines:
   * `ImageTag.list('${{ needs.versions.outputs.tags }}')`.
   * @throws if the text holds no GitHub expression
   */
  public static list(expression: string, options: ImageTagOptions = {}): ImageTag {
    if (!hasExpression(expression)) {
      throw refusal('ImageTag.list', expression, 'it takes a text with a GitHub expression. Write "${{ needs.job.outputs.tags }}"; for fixed tags use ImageTag.of.');
    }
    checkText('ImageTag.list', expression, CONTEXTS.step);
    checkCondition('ImageTag: when', options.when);
    const { prefix, suffix } = options;
    checkAffix('ImageTag.list: prefix', prefix);
    checkAffix('ImageTag.list: suffix', suffix);
    return new ImageTag({ kind: 'list', text: onlyWhen(options.when, expression), ...prefix ? { prefix } : {}, ...suffix ? { suffix } : {} }, 'any');
  }

  private static version(subject: string, rule: TagRule, options: VersionTagOptions): ImageTag {
    const { value } = options;
    if (value === undefined) {
      return ImageTag.rule(subject, rule, options, 'git tag');
    }
    if (value.trim() === '') {
      throw refusal(`${subject}: value`, value, 'a version is not empty. Leave it out for the git tag.');
    }
    checkText(`${subject}: value`, value, CONTEXTS.step);
    if (!hasExpression(value)) {
      checkEnds(`${subject}: value`, value);
    }
    return ImageTag.rule(subject, { ...rule, value }, options, 'any');
  }

  private static rule(subject: string, rule: TagRule, options: ImageTagOptions, origin: TagOrigin | 'latest'): ImageTag {
    const { prefix, suffix, when } = options;
    checkAffix(`${subject}: prefix`, prefix);
    checkAffix(`${subject}: suffix`, suffix);
    checkCondition('ImageTag: when', when);
    return new ImageTag({ kind: 'rule', rule: { ...rule, ...prefix !== undefined ? { prefix } : {}, ...suffix !== undefined ? { suffix } : {} }, when }, origin);
  }

  private constructor(private readonly bound: BoundTag, private readonly origin: TagOrigin | 'latest') {}

  /** @internal */
  public _bind({ versioned, released }: TagContext): BoundTag {
    if (this.origin === 'latest') {
      return { ...this.bound, latest: versioned ? 'newest' : 'default branch' } as BoundTag;
    }
    return released && this.origin === 'git tag' && this.bound.kind === 'rule' ? bindReleased(this.bound, released) : this.bound;
  }

  /**
   * What the run must be for, so that there is such a tag.
   * @internal
   */
  public _origin({ versioned, released }: TagContext): TagOrigin {
    const origin = this.origin !== 'latest' ? this.origin : versioned ? 'git tag' : 'branch';
    return released && origin === 'git tag' ? 'any' : origin;
  }

  /** @internal */
  public _from(origin: TagOrigin): ImageTag {
    return new ImageTag(this.bound, origin);
  }
}

/** A tag for a git tag that the run makes only when it has published. */
function bindReleased({ rule, when }: RuleTag, { version, gitTag }: ReleasedVersion): BoundTag {
  return rule.type === 'ref'
    ? { kind: 'text', text: onlyWhen(when, `${rule.prefix ?? ''}${gitTag}${rule.suffix ?? ''}`) }
    : { kind: 'rule', rule: { ...rule, value: rule.type === 'match' ? gitTag : version }, when };
}
