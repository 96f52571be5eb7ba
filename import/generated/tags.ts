import type { Tag, Triggers } from '../declaration';
import { stepOf } from './steps';
import { at, entriesOf, textOf, type Node } from '../input/node';
import { ruleOf } from '../job/actions/metadata';
import { linesOf } from '../job/texts';

/** The tags of an image, out of the steps that compute them; nothing where they are those that an image has anyway. */
export function tagsOf(job: Node, published: string, triggers: Triggers): Tag[] | undefined {
  const rules = linesOf(textOf(at(stepOf(job, 'metadata'), 'with', 'tags')) ?? '').map(line => fromRule(line, job));
  const texts = entriesOf(at(stepOf(job, 'tags'), 'env')).flatMap(([name, value]) => fromText(name, textOf(value) ?? '', job));
  const fixed = published.includes('${{') ? [] : published.split(' ').map((text): Tag => ({ factory: 'of', text }));
  const tags = [...fixed, ...rules, ...texts];
  return JSON.stringify(tags) === JSON.stringify(usual(triggers)) ? undefined : tags;
}

/** What the library gives an image that is built, in the order in which it does. */
function usual({ gitTags, releases }: Triggers): Tag[] {
  const versions: Tag[] = gitTags || releases ? [{ factory: 'semver', text: '{{version}}' }, { factory: 'semver', text: '{{major}}.{{minor}}' }] : [];
  return [{ factory: 'latest' }, { factory: 'sha', options: { when: "github.event_name == 'push'" } }, ...versions];
}

function fromRule(line: string, job: Node): Tag {
  const { type, attributes: { enable, pattern, value, prefix, suffix, event, branch, group, format } } = ruleOf(line);
  const [, when] = /^\$\{\{ !!\((.*)\) \}\}$/s.exec(enable ?? '') ?? [];
  const known = value === undefined ? undefined : versionOf(value, job);
  const options = tidy({ value: type === 'raw' ? undefined : known, group: group ? Number(group) : undefined, branch, long: format === 'long' || undefined, prefix, suffix, when });
  switch (type) {
    case 'raw':
      return { factory: value === 'latest' && enable !== undefined && when === undefined ? 'latest' : 'of', ...enable !== undefined && when === undefined ? {} : { text: value }, ...options };
    case 'ref':
      return { factory: event === 'tag' ? 'gitTag' : 'branch', ...options };
    case 'schedule':
      return { factory: 'schedule', ...pattern === 'nightly' ? {} : { text: pattern }, ...options };
    case 'semver':
    case 'pep440':
    case 'match':
      return { factory: type, text: pattern, ...options };
    default:
      return { factory: type === 'edge' ? 'edge' : 'sha', ...options };
  }
}

/** A text that a step of its own has made safe. */
function versionOf(value: string, job: Node): string {
  const [, index] = /steps\.versions\.outputs\.text-(\d+)/.exec(value) ?? [];
  return index === undefined ? value : textOf(at(stepOf(job, 'versions'), 'env', `TEXT_${index}`)) ?? value;
}

function fromText(name: string, text: string, job: Node): Tag[] {
  const env = (variable: string) => textOf(at(stepOf(job, 'tags'), 'env', variable));
  const [, kind, index] = /^(TAG|LIST|FIXED)(?:_(\d+))?$/.exec(name) ?? [];
  if (kind === 'FIXED') {
    return text.split(' ').map(one => ({ factory: 'of', text: one }));
  }
  if (kind === 'TAG') {
    return [{ factory: 'of', ...conditional(text) }];
  }
  return kind === 'LIST' && !text.includes('steps.metadata.outputs.tag-names')
    ? [{ factory: 'list', ...withOptions(conditional(text), { prefix: env(`PREFIX_${index}`), suffix: env(`SUFFIX_${index}`) }) }] : [];
}

/** A text that is there only where its condition holds. */
function conditional(text: string): { text: string; options?: Tag['options'] } {
  const [, when, plain, expression] = /^\$\{\{ \((.*)\) && (?:'((?:[^']|'')*)'|(.*)) \|\| '' \}\}$/s.exec(text) ?? [];
  return when === undefined ? { text } : { text: plain === undefined ? `\${{ ${expression} }}` : plain.replace(/''/g, "'"), options: { when } };
}

function withOptions(one: { text: string; options?: Tag['options'] }, more: NonNullable<Tag['options']>): { text: string; options?: Tag['options'] } {
  return { text: one.text, ...tidy({ ...one.options, ...more }) };
}

function tidy(options: NonNullable<Tag['options']>): { options?: Tag['options'] } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return given.length ? { options: Object.fromEntries(given) } : {};
}
