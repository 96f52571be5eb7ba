import { isLiteral } from '../expressions/template';
import { splitReference } from '../job/references';
import { oneText } from '../job/texts';
import { own } from '../own';
import type { Draft } from './drafts';

/** An id for each image: the last part of its name, and where that is not enough what tells it from the others. */
export function idsOf(drafts: readonly Draft[]): string[] {
  const wishes = drafts.map(wishOf);
  const used = new Set<string>();
  return drafts.map((draft, index) => {
    const namesakes = drafts.filter((_, other) => wishes[other] === wishes[index]);
    const variants = namesakes.map(one => variantOf(one, namesakes));
    const variant = variants[namesakes.indexOf(draft)];
    const isUnique = (end: number) => variants.filter(one => one.slice(0, end).join() === variant.slice(0, end).join()).length === 1;
    const length = variant.findIndex((_, end) => isUnique(end + 1)) + 1;
    const long = namesakes.length === 1 ? wishes[index] : [wishes[index], ...variant.slice(0, length || variant.length)].join('-');
    const id = [long, ...Array.from(drafts, (_, count) => `${long}-${count + 2}`)].map(plain).find(one => !used.has(one))!;
    used.add(id);
    return id;
  });
}

function wishOf({ entries, content, leg }: Draft): string {
  const names = entries.map(({ path }) => path.replace(/\$\{\{.*?\}\}/g, '').split('/').pop()!.replace(/^-+/, '')).filter(name => /[a-z]/i.test(name));
  const copied = content.kind === 'copy' ? splitReference(oneText(content.reference)).path.split('/').pop()! : undefined;
  return names[0] ?? (copied && isLiteral(copied) ? copied : leg.id);
}

/** The values of the matrix that tell a leg from the others. */
function variantOf({ leg, entries, content }: Draft, drafts: readonly Draft[]): string[] {
  const texts = Object.entries(leg.scope.matrix).flatMap(([name, value]) => {
    const all = new Set(drafts.map(draft => JSON.stringify(draft.leg.scope.matrix[name])));
    return all.size > 1 ? firstText(value) : [];
  });
  const hosts: Readonly<Record<string, string>> = { 'docker.io': 'hub', 'docker.pkg.github.com': 'packages' };
  const copied = content.kind === 'copy' ? [splitReference(oneText(content.reference)).tag] : [];
  const file = content.kind === 'build' ? [content.options.target ?? content.options.dockerfile?.split('/').slice(-2).join('-').replace(/-?Dockerfile-?|^images-/gi, '') ?? content.options.context ?? ''] : [];
  return [...texts, ...copied, ...file, own(hosts, entries[0].host) ?? entries[0].host.split('.')[0]].filter(text => text !== '' && isLiteral(text));
}

function firstText(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).filter(one => typeof one === 'string').slice(0, 1) : [String(value)];
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\$\{\{.*?\}\}/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '') || 'image';
}
