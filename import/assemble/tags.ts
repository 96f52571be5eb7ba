import type { Tag } from '../declaration';
import { FALSE, TRUE, and, or, printExpression, same, type Expression } from '../expressions/expression';
import type { Scenario } from '../expressions/scenario';
import { possible, simplify } from '../expressions/simplify';
import { asExpression, isLiteral, onlyExpression, parseCondition } from '../expressions/template';
import type { Metadata, TagRule } from '../job/facts';
import { own } from '../own';

/** A tag as the file has it: a text, or a rule of docker/metadata-action. */
export type RawTag =
  | { readonly kind: 'text'; readonly text: string; readonly when: Expression; readonly isList?: boolean }
  | { readonly kind: 'rule'; readonly rule: TagRule; readonly metadata: Metadata; readonly when: Expression };

/** What the words of the library for a tag depend on. */
export interface TagContext {
  /** The scenarios that publish. */
  readonly scenarios: readonly Scenario[];
  /** Whether git tags or releases start the workflow. */
  readonly versioned: boolean;
  /** A condition in the words of a job's `if`. */
  readonly sayCondition: (condition: Expression) => string | undefined;
  /** A text that a job can compute. */
  readonly sayText: (text: string) => string;
  /** The date of the run, in a format of docker/metadata-action. */
  readonly sayDate: (format: string) => string;
  readonly changed: (text: string) => void;
}

/** A tag in the library's words; several where one text is that of branches and of git tags, and none where it can never be. */
export function tagsOf(raw: RawTag, context: TagContext): Tag[] {
  if (possible(raw.when, context.scenarios).length === 0) {
    return [];
  }
  return raw.kind === 'text' ? textTags(raw.text, raw.when, context, raw.isList) : ruleTags(raw, context);
}

function textTags(text: string, when: Expression, context: TagContext, isList: boolean = false): Tag[] {
  const { scenarios } = context;
  const only = isLiteral(text) ? undefined : onlyExpression(text);
  const printed = only && printExpression(only);
  const branches = scenarios.filter(({ refType }) => refType !== 'tag');
  const gitTags = scenarios.filter(({ refType }) => refType !== 'branch');
  const made = (factory: Tag['factory'], where: readonly Scenario[], argument?: string, options: Tag['options'] = {}): Tag[] =>
    where.length === 0 || same(simplify(when, where), FALSE) ? []
      : [{ factory, text: argument, options: { ...options, when: context.sayCondition(simplify(when, where)) } }];
  switch (printed) {
    case 'github.ref_name':
      return [...made('branch', branches), ...made('gitTag', gitTags)];
    case "strip(github.ref_name, 'v')": {
      if (made('of', branches.filter(({ event }) => event !== 'push')).length) {
        context.changed('a run on a branch that no push has started gave a tag of the name of the branch too; now it gives the other tags');
      }
      const pushes = made('of', branches.filter(({ event }) => event === 'push'), text).map(one => ({ ...one, text: context.sayText(text) }));
      return [...pushes, ...made('match', gitTags, '^v?(.*)$', { group: 1 })];
    }
    case 'slice(github.sha, 0, 7)':
      return made('sha', scenarios, undefined, { prefix: '' });
    default: {
      const prefixed = /^([\w.-]+)\$\{\{ slice\(github\.sha, 0, 7\) \}\}$/.exec(text);
      if (prefixed) {
        return made('sha', scenarios, undefined, prefixed[1] === 'sha-' ? {} : { prefix: prefixed[1] });
      }
      return isList || /[\n,]|^\S+\s/.test(text.replace(/\$\{\{.*?\}\}/g, '')) ? made('list', scenarios, context.sayText(text)) : made('of', scenarios, context.sayText(text));
    }
  }
}

/** Conditions that docker/metadata-action writes as templates. */
function enableOf(text: string, { scenarios }: TagContext): Expression {
  const branch = asExpression('refs/heads/${{ github.event.repository.default_branch }}');
  const onDefault = or(
    ...scenarios.some(({ event }) => event === 'schedule') ? [parseCondition("github.event_name == 'schedule'")] : [],
    { kind: 'compare', operator: '==', left: parseCondition('github.ref'), right: branch },
  );
  switch (text.trim()) {
    case 'true':
      return TRUE;
    case 'false':
      return FALSE;
    case '{{is_default_branch}}':
      return onDefault;
    default:
      return /^\{\{/.test(text.trim()) ? FALSE : simplify(parseCondition(text), scenarios);
  }
}

const ORIGINS: Readonly<Record<string, (scenario: Scenario, attributes: TagRule['attributes']) => boolean>> = {
  schedule: ({ event }) => event === 'schedule' || event === undefined,
  ref: ({ refType }, { event }) => refType === undefined || (event === 'pr' ? refType === 'pull' : event === 'tag' ? refType === 'tag' : refType === 'branch'),
  edge: ({ refType }) => refType !== 'tag',
  semver: ({ refType }, { value }) => value !== undefined || refType !== 'branch',
  pep440: ({ refType }, { value }) => value !== undefined || refType !== 'branch',
  match: ({ refType }, { value }) => value !== undefined || refType !== 'branch',
};

function ruleTags({ rule: { type, attributes }, metadata: { flavor }, when }: RawTag & { kind: 'rule' }, context: TagContext): Tag[] {
  const enabled = and(when, enableOf(attributes.enable ?? 'true', context));
  const scenarios = context.scenarios.filter(scenario => (own(ORIGINS, type) ?? (() => true))(scenario, attributes));
  const condition = simplify(enabled, scenarios);
  if (scenarios.length === 0 || same(condition, FALSE)) {
    return [];
  }
  const text = context.sayText;
  const affixes = {
    ...affix('prefix', dated(attributes.prefix ?? flavor.prefix, context)),
    ...affix('suffix', dated(attributes.suffix ?? flavor.suffix, context)),
  };
  const value = attributes.value === undefined ? undefined : text(attributes.value);
  const options = { ...affixes, when: context.sayCondition(condition) };
  switch (type) {
    case 'schedule':
      return [{ factory: 'schedule', text: attributes.pattern === 'nightly' ? undefined : attributes.pattern, options }];
    case 'ref':
      return attributes.event === 'pr' ? [] : [{ factory: attributes.event === 'tag' ? 'gitTag' : 'branch', options }];
    case 'edge':
      return [{ factory: 'edge', options: { ...attributes.branch ? { branch: attributes.branch } : {}, ...options } }];
    case 'semver':
    case 'pep440':
      return [{ factory: type, text: attributes.pattern, options: { ...value === undefined ? {} : { value }, ...options } }];
    case 'match':
      return [{ factory: 'match', text: attributes.pattern, options: { ...value === undefined ? {} : { value }, ...attributes.group ? { group: Number(attributes.group) } : {}, ...options } }];
    case 'sha':
      return [{ factory: 'sha', options: { ...attributes.format === 'long' ? { long: true } : {}, ...options, ...attributes.prefix === 'sha-' ? { prefix: undefined } : {} } }];
    default:
      return rawTags(attributes, affixes, condition, context);
  }
}

/** `{{date 'YYYYMMDD'}}` and `{{sha}}` of docker/metadata-action, as texts that a job computes. */
function dated(text: string | undefined, context: TagContext): string | undefined {
  return text?.replace(/\{\{\s*date '([^']*)'\s*\}\}/g, (_, format: string) => context.sayDate(format));
}

function affix(name: 'prefix' | 'suffix', text: string | undefined): Record<string, string> {
  const plain = text?.replace(/,onlatest=\w+$/, '');
  return plain === undefined || (plain === '' && name === 'suffix') ? {} : { [name]: plain };
}

function rawTags({ value = '', enable }: TagRule['attributes'], affixes: Record<string, string>, condition: Expression, context: TagContext): Tag[] {
  if (value === 'latest' && enable === '{{is_default_branch}}' && !context.versioned) {
    return [{ factory: 'latest', options: affixes }];
  }
  return value === '' ? [] : textTags(dated(value, context)!.replace(/\{\{sha\}\}/g, '${{ slice(github.sha, 0, 7) }}'), condition, context).map(tag => ({ ...tag, options: { ...affixes, ...tag.options } }));
}

/** Whether docker/metadata-action adds `latest` by itself where its tags are meant, and under which suffix. */
export function automaticLatest({ flavor, rules }: Metadata, meant: Expression, context: TagContext): Tag[] {
  const mode = flavor.latest ?? 'auto';
  const latest = rules.filter(({ attributes }) => attributes.value === 'latest' && !attributes.suffix);
  const named = latest.length > 0;
  const always = latest.some(({ attributes: { enable } }) => enable === undefined || enable === 'true');
  const versions = rules.some(({ type, attributes }) => ['semver', 'pep440', 'match'].includes(type) || (type === 'ref' && attributes.event === 'tag'));
  const onLatest = /onlatest=true/.test(`${flavor.suffix ?? ''}${flavor.onlatest ?? ''}`) || flavor.onlatest === 'true';
  const suffix = onLatest ? affix('suffix', flavor.suffix) : {};
  // a rule for some branch says nothing of git tags, which have the tag by themselves
  if (mode === 'false' || (always && mode === 'auto')) {
    return [];
  }
  if (mode !== 'auto') {
    const when = simplify(and(meant, parseCondition(mode)), context.scenarios);
    return named || same(when, FALSE) ? [] : [{ factory: 'of', text: 'latest', options: { ...suffix, when: context.sayCondition(when) } }];
  }
  if (versions && !context.versioned && context.scenarios.some(({ event }) => event === undefined)) {
    context.changed('`latest` is given to every git tag for which the workflow is called, pre-releases too');
    return [{ factory: 'of', text: 'latest', options: { ...suffix, when: context.sayCondition(and(meant, parseCondition("startsWith(github.ref, 'refs/tags/')"))) } }];
  }
  const when = context.sayCondition(simplify(meant, context.scenarios));
  return versions && context.versioned ? [{ factory: 'latest', options: { ...suffix, ...when ? { when } : {} } }] : [];
}
