import type { BuildPlatform } from '../declaration';
import { FALSE, TRUE, and, call, or, same, type Expression } from '../expressions/expression';
import { asExpression, asText } from '../expressions/template';
import type { Value } from '../expressions/value';
import type { Build, Content, Publication, Target } from '../job/facts';
import type { Leg } from '../job/leg';
import { splitReference } from '../job/references';
import { oneText } from '../job/texts';
import { PLACES } from '../ledger';
import { nameText, placed, refText, taken } from './references';
import { groupOf, platformOf } from './runners';
import type { RawTag } from './tags';

/** One tag at one destination. */
export interface Entry {
  readonly host: string;
  readonly path: string;
  readonly tag: RawTag;
}

/** What becomes one image. */
export interface Draft {
  readonly leg: Leg;
  readonly content: Content;
  readonly platforms?: readonly BuildPlatform[];
  readonly entries: readonly Entry[];
  /** Where it is built. */
  readonly made: Expression;
  /** Where it is published. */
  readonly pushed: Expression;
  readonly publications: readonly Publication[];
  /** Jobs that are part of it, beside that of the leg. */
  readonly jobs: readonly string[];
}

/** Whether nothing is built: it comes from another registry. */
export function isCopied({ content }: Draft): boolean {
  return content.kind === 'copy' || content.kind === 'listed';
}

/** What a leg publishes, each content once. */
export function draftsOf(leg: Leg): Draft[] {
  const groups = new Map<string, Publication[]>();
  for (const publication of leg.publications) {
    const key = keyOf(publication.content);
    groups.set(key, [...groups.get(key) ?? [], publication]);
  }
  return [...groups.values()].flatMap(group => {
    const pushed = group.filter(one => !same(one.pushed, FALSE));
    const draft = pushed.length ? draftOf(leg, pushed, group) : undefined;
    if (draft?.entries.length === 0) {
      leg.ledger.note('unsaid', group[0].line, 'an image is pushed here under names that could not be followed', PLACES.file);
    }
    return draft?.entries.length ? splitByTags(draft) : [];
  });
}

/** Equal contents are built once; how a trial of it was cached does not matter. */
function keyOf(content: Content): string {
  if (content.kind !== 'build') {
    return JSON.stringify(content);
  }
  const { options: { cache, provenance, sbom, labels, ...options }, byDigest } = content;
  return JSON.stringify([options, byDigest]);
}

function draftOf(leg: Leg, pushed: readonly Publication[], group: readonly Publication[]): Draft {
  const wheres = pushed.map(one => one.pushed);
  const shared = wheres.every(where => same(where, wheres[0])) ? wheres[0] : undefined;
  const { content } = pushed[pushed.length - 1];
  return {
    leg,
    content,
    ...content.kind === 'build' && content.platforms ? { platforms: content.platforms.map(name => ({ name })) } : {},
    entries: distinct(pushed.flatMap(one => entriesOfAll(one, shared ? TRUE : one.pushed, leg))),
    made: or(...group.map(one => one.made)),
    pushed: shared ?? leg.scope.simplify(or(...wheres)),
    publications: group,
    jobs: [],
  };
}

/** The tags of all targets. An input that says all of a reference gives the tags of those names that are known. */
function entriesOfAll({ targets, line }: Publication, when: Expression, leg: Leg): Entry[] {
  const [open, known] = [true, false].map(isOpen => targets.filter(target => isInput(target) === isOpen));
  const entries = known.flatMap(target => entriesOf(target, when, leg));
  const places = [...new Map(entries.map(({ host, path }) => [`${host}/${path}`, { host, path }])).values()];
  if (places.length === 0) {
    return open.flatMap(target => entriesOf(target, when, leg));
  }
  const texts = open.flatMap(target => target.kind === 'reference' ? target.value : []);
  texts.forEach(({ text }) => leg.ledger.note(
    'changed', line, `\`${text}\` held whole references, and what it named was pushed; now it says the tags alone, which the names of the declaration get: of \`acme/web:1\` that is \`1\``,
  ));
  return [...entries, ...places.flatMap(place => texts.map((one): Entry => ({
    ...place, tag: { kind: 'text', text: asText(call('tags', asExpression(one.text))), when: leg.scope.simplify(and(when, one.when)), isList: true },
  })))];
}

/** Whether only an input says which image it is. */
function isInput(target: Target): boolean {
  return target.kind === 'reference' && target.value.every(({ text }) => /^\$\{\{ (inputs|github\.event\.inputs)\.[\w-]+ \}\}$/.test(text));
}

/** The tags of a target, at each destination. */
function entriesOf(target: Target, when: Expression, leg: Leg): Entry[] {
  if (target.kind === 'reference') {
    return target.value.filter(({ text }) => text !== '' && !text.endsWith(':')).map(one => {
      const { host, path, tag } = placed(taken(one.text), leg);
      return { host, path: nameText(path), tag: { kind: 'text', text: refText(tag, leg), when: leg.scope.simplify(and(when, one.when)) } };
    });
  }
  const { metadata } = target;
  return metadata.images.flatMap(image => namesOf(image, leg)).flatMap(({ host, path }) => metadata.rules.map((rule): Entry => (
    { host, path, tag: { kind: 'rule', rule, metadata, when: and(when, target.when) } })));
}

function namesOf(image: Value, leg: Leg): Array<{ host: string; path: string }> {
  const { host, path } = placed(splitReference(oneText(image)), leg);
  return [{ host, path: nameText(path) }];
}

function distinct(entries: readonly Entry[]): Entry[] {
  const keys = entries.map(entry => JSON.stringify([entry.host, entry.path, keyOfTag(entry.tag)]));
  return entries.flatMap((entry, index): Entry[] => {
    const first = keys.indexOf(keys[index]);
    const all = entries.filter((_, other) => keys[other] === keys[index]);
    return first === index ? [{ ...entry, tag: { ...entry.tag, when: or(...all.map(({ tag }) => tag.when)) } }] : [];
  });
}

/** A key for a tag, whenever it is given. */
export function keyOfTag(tag: RawTag): string {
  return tag.kind === 'text' ? tag.text : JSON.stringify([tag.rule, tag.metadata.flavor]);
}

/** Destinations of which one has other tags than the next are images of their own: tags belong to the image. */
function splitByTags(draft: Draft): Draft[] {
  const places = [...new Set(draft.entries.map(({ host, path }) => `${host}/${path}`))];
  const groups = new Map<string, Entry[]>();
  for (const place of places) {
    const own = draft.entries.filter(({ host, path }) => `${host}/${path}` === place);
    const key = own.map(({ tag }) => keyOfTag(tag)).sort().join('\n');
    groups.set(key, [...groups.get(key) ?? [], ...own]);
  }
  if (groups.size > 1) {
    draft.leg.ledger.note('changed', draft.publications[0].line, 'its destinations have different tags, so that it is declared once for each of them, and built as often');
  }
  return [...groups.values()].map(entries => gathered({ ...draft, entries }));
}

/** A condition without which there is no tag is that of the publication. */
function gathered(draft: Draft): Draft {
  const shared = draft.leg.scope.simplify(or(...draft.entries.map(({ tag }) => tag.when)));
  const parts = shared.kind === 'and' ? shared.of : [shared];
  const without = (when: Expression) => same(when, shared) ? TRUE : and(...(when.kind === 'and' ? when.of : [when]).filter(one => !parts.some(part => same(one, part))));
  return same(shared, TRUE) ? draft : {
    ...draft,
    pushed: draft.leg.scope.simplify(and(draft.pushed, shared)),
    entries: draft.entries.map(entry => ({ ...entry, tag: { ...entry.tag, when: without(entry.tag.when) } })),
  };
}

/** Whether a job only joins what others have pushed by digest. */
export function joins(leg: Leg): boolean {
  return leg.publications.some(({ content }) => content.kind === 'build' && content.byDigest === '*');
}

/** The image that several jobs make together: each pushes some platforms, and the last one joins them. */
export function joinDrafts(parts: readonly Leg[], join: Leg): Draft[] {
  const built = parts.flatMap(leg => leg.publications.filter(({ content }) => content.kind === 'build').map(publication => ({ leg, publication })));
  if (built.length === 0) {
    return [];
  }
  const [first] = built;
  const content: Build = { ...first.publication.content as Build, byDigest: undefined };
  const platforms = built.flatMap(({ leg, publication }) =>
    ((publication.content as Build).platforms ?? []).map(name => platformOf(name, leg, built.length > 1)));
  const publications = join.publications.filter(one => one.content.kind === 'build');
  const tagged = built.filter(({ publication }) => (publication.content as Build).byDigest === undefined);
  const [main] = tagged;
  const targets = [...publications.flatMap(one => one.targets), ...main ? main.publication.targets : []];
  if (tagged.length > 1) {
    join.ledger.note('changed', publications[0].line, 'the tags for one platform alone are given up: a tag is of the whole image');
  }
  if (parts.some(leg => JSON.stringify(groupOf(leg)) !== JSON.stringify(groupOf(first.leg)))) {
    join.ledger.note('unsaid', first.leg.job.line, 'its platforms are built in different groups of runners, and an image has one group', 'the labels of their runners: `Platform.onRunner`');
  }
  parts.slice(1).forEach(leg => leg.metadata.forEach(({ step }) => leg.ledger.take(step)));
  return splitByTags({
    leg: Object.assign(first.leg, { logins: [...first.leg.logins, ...join.logins] }),
    content: { ...content, options: { ...content.options, labels: withoutCommon(content.options.labels) } },
    platforms,
    entries: distinct(targets.flatMap(target => entriesOf(target, TRUE, join))),
    made: first.publication.made,
    pushed: publications[0].pushed,
    publications: [first.publication, ...publications],
    jobs: [join.id],
  });
}

function withoutCommon(labels: Record<string, string> | undefined): Record<string, string> | undefined {
  return labels && Object.keys(labels).length ? labels : undefined;
}

/** The name of the Dockerfile, where it is the usual one. */
export function isUsualDockerfile(context: string | undefined, dockerfile: string | undefined): boolean {
  return dockerfile === undefined || dockerfile === (context ? `${context}/Dockerfile` : 'Dockerfile');
}

