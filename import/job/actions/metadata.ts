import { always, map, type Value } from '../../expressions/value';
import { at, textOf, type Node } from '../../input/node';
import type { Metadata, TagRule } from '../facts';
import type { Leg } from '../leg';
import { assignmentsOf, linesOf, listOf, oneText } from '../texts';

/** What docker/metadata-action does where nobody tells it. */
const DEFAULT_RULES: readonly TagRule[] = [
  { type: 'schedule', attributes: {} },
  { type: 'ref', attributes: { event: 'branch' } },
  { type: 'ref', attributes: { event: 'tag' } },
  { type: 'ref', attributes: { event: 'pr' } },
];

/** A step with docker/metadata-action, or crazy-max/ghaction-docker-meta as it was called. */
export function readMetadata(step: Node, leg: Leg): void {
  // each line on its own: what one of them can be does not multiply the others
  const lines = (name: string) => linesOf(textOf(at(step, 'with', name)) ?? '').flatMap(line => linesOf(oneText(leg.scope.resolve(line))));
  const rules = lines('tags').map(ruleOf);
  const id = textOf(at(step, 'id'));
  const metadata: Metadata = {
    id,
    images: lines('images').flatMap(listOf).map(text => always(nameOf(text))),
    rules: rules.length ? rules : DEFAULT_RULES,
    flavor: Object.fromEntries(lines('flavor').flatMap(listOf).map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)])),
    labels: assignmentsOf(lines('labels').join('\n')),
    annotations: assignmentsOf(lines('annotations').join('\n')),
    step,
  };
  leg.metadata.set(id ?? '', metadata);
  ['images', 'tags', 'flavor', 'labels', 'annotations', 'sep-tags', 'sep-labels', 'github-token', 'context'].forEach(name => leg.ledger.take(at(step, 'with', name)));
  ['uses', 'id', 'name', 'if', 'env'].forEach(name => leg.ledger.take(at(step, name)));
  for (const name of ['tag-sha', 'tag-edge', 'tag-semver', 'tag-schedule', 'sep-annotations']) {
    if (at(step, 'with', name)) {
      leg.ledger.note('kept', at(step, 'with', name), `\`${name}\` is no input of this version of the action, and changed nothing`);
    }
  }
}

function nameOf(text: string): string {
  return text.replace(/^name=/, '');
}

/** `type=semver,pattern={{version}}`, or a text alone. */
export function ruleOf(line: string): TagRule {
  const fields = line.match(/(?:\$\{\{.*?\}\}|"[^"]*"|[^,])+/g) ?? [];
  const attributes = Object.fromEntries(fields.map(field => field.replace(/^"|"$/g, '')).map(field => {
    const [, name, value] = /^([\w-]+)=([^]*)$/.exec(field) ?? [];
    return name === undefined ? ['value', field] : [name, value];
  }));
  const { type = 'raw', ...rest } = attributes;
  return { type, attributes: rest };
}

/** The tags of a step, where a text names them. */
export function metadataOf(text: string, leg: Leg): Metadata | undefined {
  const [, id, output] = /^\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}$/.exec(text.trim()) ?? [];
  return output === 'tags' ? leg.metadata.get(id) : undefined;
}

/** Names and tags of a value: each line or entry of its own. */
export function entriesOfTags(value: Value): Value[] {
  const alternatives = value.map(({ when, text }) => ({ when, entries: listOf(text) }));
  return alternatives.flatMap(({ when, entries }) => entries.map(text => map([{ when, text }], one => one)));
}
