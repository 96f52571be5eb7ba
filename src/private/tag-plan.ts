import type { ImageTag } from '../image-tag';
import type { CommitOutputs } from './checkout';
import { quoteField } from './csv';
import { and, hasExpression } from './expression';
import type { Need } from './permissions';
import type { Step } from './steps';
import { computeTags, findNewestGitTag, readVersions } from './tag-steps';

/** A line of docker/metadata-action's `tags`, by attribute. `value`, `prefix` and `suffix` may hold a user's expressions. */
export type TagRule = Readonly<Record<string, string>>;

/** What a run must be for, so that a tag exists. */
export type TagOrigin = 'any' | 'branch' | 'git tag' | 'push' | 'schedule';

/** What a job must know of a tag. */
export type BoundTag =
  /** A valid tag that is known at synth. */
  | { readonly kind: 'literal'; readonly text: string }
  /** One tag, known at run time only, and empty where there is none. */
  | { readonly kind: 'text'; readonly text: string }
  /** Several, by line or space, known at run time only. */
  | ListTag
  /** What docker/metadata-action computes. */
  | RuleTag;

/** Several tags in one text, each with what stands before and behind it. */
export interface ListTexts {
  readonly text: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

interface ListTag extends ListTexts {
  readonly kind: 'list';
}

/** A tag that docker/metadata-action computes. */
export interface RuleTag {
  readonly kind: 'rule';
  readonly rule: TagRule;
  readonly when?: string;
  /** Where `latest` moves; undefined of any other tag. */
  readonly latest?: 'newest' | 'default branch';
}

/** What projen releases, as expressions. */
export interface ReleasedVersion {
  /** The version, `1.2.3`. */
  readonly version: string;
  /** The git tag that it will have. */
  readonly gitTag: string;
}

/** What tags depend on beside themselves. */
export interface TagContext {
  /** What takes the place of the git tag, where the run makes it only later. */
  readonly released?: ReleasedVersion;
  /** Whether git tags or releases trigger the workflow. */
  readonly versioned: boolean;
  /** The commit, where that is not the one that triggered the run. */
  readonly commit?: CommitOutputs;
}

/** The steps that compute the tags of an image, and where their result is. */
export interface TagPlan {
  /** Steps before docker/metadata-action. */
  readonly before: readonly Step[];
  /** The lines for docker/metadata-action's `tags`. */
  readonly rules: readonly string[];
  /** Steps after it. */
  readonly after: readonly Step[];
  /** Valid tags, parted by spaces, or the expression for them. */
  readonly tags: string;
  readonly needs: readonly Need[];
}

/** The texts of tags that a step is given, each evaluated into a variable of its own. */
export interface TagTexts {
  /** Tags that are known to be valid, parted by spaces, or an expression for them. */
  readonly fixed?: string;
  /** One tag each, as yet unchecked. */
  readonly texts: readonly string[];
  /** Several tags each, by line or space, as yet unchecked. */
  readonly lists: readonly ListTexts[];
  /** Lines for docker/metadata-action. */
  readonly rules: readonly string[];
}

/**
 * Plans how the tags are computed.
 *
 * @param metadata whether the job has a metadata step anyway: it then shows all tags that it can
 */
export function planTags(tags: readonly ImageTag[], context: TagContext, metadata: boolean): TagPlan {
  const bound = tags.map(tag => tag._bind(context));
  const versions = [...new Set(bound.flatMap(tag => tag.kind === 'rule' ? Object.values(tag.rule).filter(hasExpression) : []))];
  const newest = bound.some(tag => tag.kind === 'rule' && tag.latest === 'newest');
  return {
    ...planTexts(sortTags(bound, context, metadata, versions)),
    before: [...newest ? [findNewestGitTag(context.released?.gitTag)] : [], ...versions.length ? [readVersions(versions)] : []],
    needs: newest ? [{ permission: 'contents', level: 'read', reason: 'compare with the newest git tag' }] : [],
  };
}

/** The texts of a tag that a user wrote. */
export function textsOf(tag: BoundTag): string[] {
  switch (tag.kind) {
    case 'rule': return Object.values(tag.rule);
    case 'list': return [tag.text, tag.prefix ?? '', tag.suffix ?? ''];
    default: return [tag.text];
  }
}

/** What a refusal calls a tag. */
export function titleOf(tag: BoundTag): string {
  return tag.kind === 'rule' ? tag.rule.value ?? tag.rule.type : tag.text;
}

/** Plans the steps for texts that are sorted already. */
export function planTexts(sorted: TagTexts): TagPlan {
  const { fixed, texts, rules } = sorted;
  const named = rules.length ? [{ text: '${{ steps.metadata.outputs.tag-names }}' }] : [];
  const computed = texts.length + sorted.lists.length + rules.length > 0;
  return {
    before: [],
    rules,
    after: computed ? [computeTags({ fixed, texts, lists: [...named, ...sorted.lists] })] : [],
    tags: computed ? '${{ steps.tags.outputs.tags }}' : fixed ?? '',
    needs: [],
  };
}

/** Sorts tags by what the job must do about them. */
export function sortTags(bound: readonly BoundTag[], context: TagContext, metadata: boolean, versions: readonly string[] = []): TagTexts {
  const literals = bound.flatMap(tag => tag.kind === 'literal' ? tag.text : []);
  const rules = bound.flatMap(tag => tag.kind === 'rule' ? renderRule(tag, context, versions) : metadata && tag.kind === 'literal' ? renderRule({ rule: { type: 'raw', value: tag.text } }, context, []) : []);
  return {
    fixed: literals.length && !metadata ? literals.join(' ') : undefined,
    texts: bound.flatMap(tag => tag.kind === 'text' ? tag.text : []),
    lists: bound.filter(tag => tag.kind === 'list'),
    rules,
  };
}

/**
 * A line of docker/metadata-action's `tags`. Text that only the run knows never stands in it: a comma, a newline or a brace
 * there would be read as syntax, so that a branch could move `latest`. The step that read it gives it in safe letters.
 */
function renderRule(tag: Omit<RuleTag, 'kind'>, context: TagContext, versions: readonly string[]): string {
  const { when, latest } = tag;
  const output = (text: string) => `steps.versions.outputs.text-${versions.indexOf(text) + 1}`;
  const { type, format, ...others } = tag.rule;
  const rule: TagRule = type === 'sha' && context.commit
    ? { type: 'raw', value: format ? context.commit.commit : context.commit.short, prefix: 'sha-', priority: '100', ...others }
    : tag.rule;
  const attributes = Object.entries(rule).map(([name, text]) => [name, versions.includes(text) ? `\${{ ${output(text)} }}` : text]);
  const newest = latest === 'newest' ? "steps.newest.outputs.newest == 'true'" : undefined;
  const condition = and(
    newest,
    tag.rule.value !== undefined && versions.includes(tag.rule.value) ? `${output(tag.rule.value)} != ''` : undefined,
    when,
  );
  if (latest === 'default branch') {
    attributes.push(['enable', condition === undefined ? '{{is_default_branch}}' : `\${{ (${condition}) && '{{is_default_branch}}' || 'false' }}`]);
  } else if (condition !== undefined) {
    // docker/metadata-action takes `true` and `false` only
    attributes.push(['enable', `\${{ ${condition === newest ? condition : `!!(${condition})`} }}`]);
  }
  // "#" would begin a comment
  return quoteField(attributes.map(([name, text]) => quoteField(`${name}=${text}`, /[",\n]/)).join(','), /["#]/);
}
