import type { Tag, Triggers } from '../declaration';
import { given, inputOf, scriptOf, stepOf, variableOf } from './steps';
import { affixed, conditional, conjuncts, fieldsOf, joined, recordsOf, unquoted } from './texts';
import { entriesOf, at, textOf, type Node } from '../input/node';

/** The tags that a job computes, or has from the beginning. */
export function computedBy(job: Node, published: string): Tag[] {
  const rules = recordsOf(inputOf(stepOf(job, 'metadata'), 'tags'));
  const step = stepOf(job, 'tags');
  const texts = entriesOf(at(step, 'env')).flatMap(([name, value]) => fromVariable(name, textOf(value) ?? '', step!));
  return [...published.includes('${{') ? [] : fixed(published), ...rules.map(line => fromRule(line, job)), ...texts];
}

/** Tags that are known, parted by spaces. */
export function fixed(texts: string): Tag[] {
  return texts.split(' ').filter(text => text !== '').map(text => ({ factory: 'of', text }));
}

/** Whether triggers bring versions. */
export function isVersioned({ gitTags, releases }: Triggers, on: Node | undefined): boolean {
  return releases === true || (gitTags !== undefined && at(on, 'push', 'tags') !== undefined);
}

/** Whether those are the tags that the library gives an image that is built. */
export function isUsual(tags: readonly Tag[], versioned: boolean): boolean {
  const usual: Tag[] = [
    { factory: 'latest' }, { factory: 'sha', options: { when: "github.event_name == 'push'" } },
    ...versioned ? [{ factory: 'semver', text: '{{version}}' }, { factory: 'semver', text: '{{major}}.{{minor}}' }] as const : [],
  ];
  return JSON.stringify(tags.map(shape)) === JSON.stringify(usual.map(shape));
}

function shape({ factory, text, options }: Tag): unknown[] {
  return [factory, text, Object.entries(options ?? {}).sort()];
}

/** A line of docker/metadata-action's `tags`. */
export function fromRule(line: string, job?: Node): Tag {
  const attributes = Object.fromEntries(fieldsOf(unquoted(line)).map(field => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    return [name, known(value, job)];
  }));
  const { type, enable, value, pattern, prefix, suffix, event, branch, group, format, priority } = attributes;
  const when = conditionOf(enable);
  if (priority !== undefined) {
    return withOptions({ factory: 'sha' }, { long: !value.includes('commit-short') || undefined, ...prefix === 'sha-' ? {} : { prefix }, suffix, when });
  }
  const options = { value: type === 'raw' ? undefined : value, group: group === undefined ? undefined : Number(group), branch, long: format === 'long' || undefined, prefix, suffix, when };
  switch (type) {
    case 'raw':
      return withOptions(isLatest(value, enable) ? { factory: 'latest' } : { factory: 'of', text: value }, options);
    case 'ref':
      return withOptions({ factory: event === 'tag' ? 'gitTag' : 'branch' }, options);
    case 'schedule':
      return withOptions({ factory: 'schedule', ...pattern === 'nightly' ? {} : { text: pattern } }, options);
    case 'semver':
    case 'pep440':
    case 'match':
      return withOptions({ factory: type, text: pattern }, options);
    default:
      return withOptions({ factory: type === 'edge' ? 'edge' : 'sha' }, options);
  }
}

/** A text, that of a variable where a step has made it safe. */
function known(value: string, job: Node | undefined): string {
  const [, index] = /^\$\{\{ steps\.versions\.outputs\.text-(\d+) \}\}$/.exec(value) ?? [];
  return index === undefined ? value : variableOf(stepOf(job, 'versions'), `TEXT_${index}`) ?? value;
}

function isLatest(value: string, enable: string | undefined): boolean {
  return value === 'latest' && /is_default_branch|steps\.newest\./.test(enable ?? '');
}

/** What somebody has said of when a tag is meant, without what the library asks for beside that. */
function conditionOf(enable: string | undefined): string | undefined {
  const [, onBranch] = /^\$\{\{ \((.*)\) && '\{\{is_default_branch\}\}' \|\| 'false' \}\}$/s.exec(enable ?? '') ?? [];
  const [, plain] = /^\$\{\{ !!\((.*)\) \}\}$/s.exec(enable ?? '') ?? [];
  const condition = onBranch ?? plain;
  const parts = condition === undefined ? [] : conjuncts(condition);
  return joined(parts.filter(part => !/^steps\.(versions\.outputs\.text-\d+ != ''|newest\.outputs\.newest == 'true')$/.test(part)), parts.length > 1);
}

/** A variable of the step that computes tags. */
function fromVariable(name: string, text: string, step: Node): Tag[] {
  const [, kind, index] = /^(TAG|LIST|FIXED)(?:_(\d+))?$/.exec(name) ?? [];
  switch (kind) {
    case 'FIXED':
      return fixed(text);
    case 'TAG':
      return [fromText(text)];
    case 'LIST':
      return text.includes('steps.metadata.outputs.tag-names') || !scriptOf(step).includes(`$LIST_${index}`) ? []
        : [fromList(text, { prefix: variableOf(step, `PREFIX_${index}`), suffix: variableOf(step, `SUFFIX_${index}`) })];
    default:
      return [];
  }
}

/** One tag that only the run knows. */
export function fromText(text: string): Tag {
  const { text: inner, ...options } = affixed(text);
  return withOptions({ factory: 'of', text: inner }, options);
}

/** Several. */
export function fromList(text: string, affixes: Tag['options'] = {}): Tag {
  const { text: inner, when } = conditional(text);
  return withOptions({ factory: 'list', text: inner }, { ...affixes, when });
}

function withOptions(tag: Tag, options: NonNullable<Tag['options']>): Tag {
  const said = given(options);
  return Object.keys(said).length ? { ...tag, options: said } : tag;
}
