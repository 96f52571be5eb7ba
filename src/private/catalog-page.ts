import { posix } from 'node:path';
import { copyWords, gateWords, platformWords, proofWords, pullWords, sourceWords, type CatalogedImage } from './catalog-words';
import { contextOf, publishes } from './host';
import { jobDiagram } from './job-diagram';
import { jobId } from './jobs';
import { code, link, table, text } from './markdown';
import type { Mirror } from './matrix-jobs';
import { tagWords } from './tag-words';
import { otherTriggers, publishingTriggers } from './trigger-words';
import type { WrittenWorkflow } from './written-workflow';

/** A workflow, and what its jobs publish or check. */
export interface CatalogSection {
  readonly workflow: WrittenWorkflow;
  readonly images: readonly CatalogedImage[];
  readonly mirrors: readonly Mirror[];
}

/**
 * The page of the images of a repository.
 * @param path where the page is, relative to the repository
 */
export function catalogPage(sections: readonly CatalogSection[], path: string): string {
  const lines = sections.flatMap(section => sectionOf(section, path));
  const mentions = (pattern: RegExp) => lines.some(line => pattern.test(line));
  return [
    '# Container images',
    ...mentions(/<(owner|repo)>/) ? ['', '`<owner>` and `<repo>` are those of this repository on GitHub, in lower case.'] : [],
    '',
    `In the diagrams a thick frame is around a job that moves tags${mentions(/^ {2}class .* checks$/) ? ', a dashed one around a job that runs only where nothing is published' : ''}.`,
    ...lines,
    '',
  ].join('\n');
}

function sectionOf({ workflow, images, mirrors }: CatalogSection, path: string): string[] {
  const published = images.filter(({ host }) => publishes(host));
  const checked = images.filter(({ host }) => !publishes(host));
  return [
    '',
    `## ${text(workflow.name)}`,
    '',
    link(code(workflow.file), posix.relative(posix.dirname(path), workflow.file)),
    ...published.length ? ['', ...imageTable(published, workflow), '', ...published.map(details)] : [],
    ...checked.length ? ['', `Checked only: ${checked.map(({ id }) => `**${text(id)}**`).join(', ')}.`] : [],
    ...mirrors.flatMap(mirror => ['', ...mirrorTable(mirror, workflow)]),
    '',
    '```mermaid',
    ...jobDiagram(workflow, [...published, ...mirrors].map(({ id }) => jobId('publish', id))),
    '```',
  ];
}

function imageTable(images: readonly CatalogedImage[], workflow: WrittenWorkflow): string[] {
  return table(['Image', 'Pull', 'Tags', 'Platforms', 'Published'], images.map(image => {
    const { host, options, source } = image;
    const { versioned } = contextOf(host);
    const tags = image.tags(versioned).map(tag => tag._bind({ versioned }));
    const checked = source.kind === 'registry' || host.joined ? [] : otherTriggers(workflow).map(trigger => `${trigger} (checked only)`);
    return [
      [`**${text(image.id)}**`],
      pullWords(image.destinations, tags),
      tagWords(tags),
      platformWords(image),
      [...publishingTriggers(workflow), ...gateWords(host, options), ...checked],
    ];
  }));
}

function details(image: CatalogedImage): string {
  return `- **${text(image.id)}**: ${[sourceWords(image), ...proofWords(image)].join('; ')}`;
}

function mirrorTable({ id, host, options, images, destinations }: Mirror, workflow: WrittenWorkflow): string[] {
  const { versioned } = contextOf(host);
  const shared = options.tags?.map(tag => tag._bind({ versioned })) ?? [];
  const named = (path: string) => destinations.map(destination => destination.ownName ? destination : { ...destination, path });
  const rows = options.imagesExpression === undefined
    ? images.map(({ reference, name, tags = shared }) => [[code(reference)], pullWords(named(name), tags), tagWords(tags)])
    : [[
      [`each of ${code(options.imagesExpression)}`],
      pullWords(named('<owner>/<repo>/<name>'), shared),
      shared.length ? tagWords(shared) : ['that of the source'],
    ]];
  return [
    `Mirror **${text(id)}**: ${[...publishingTriggers(workflow), ...gateWords(host, options), ...copyWords(options)].join('; ')}.`,
    '',
    ...table(['Source', 'Pull', 'Tags'], rows),
  ];
}
