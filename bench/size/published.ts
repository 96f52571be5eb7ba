import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, type Measured } from './measure';
import { EXAMPLES, type Example } from './published-examples';

const RECORD = join(__dirname, 'published-record.json');

/** The examples as they were measured last: their text is not in this repository. */
export function recorded(): readonly Measured[] {
  return JSON.parse(readFileSync(RECORD, 'utf8'));
}

/**
 * Measures the examples again, and records what is found.
 * @param folder holds the files of each repository, at the commits of the list, in `<owner>/<name>/<path>`
 */
export function measurePublished(folder: string): readonly Measured[] {
  const measured = EXAMPLES.map(example => {
    const text = exampleOf(example, readFileSync(join(folder, example.repository, example.path), 'utf8'));
    return {
      case: example.case,
      way: example.way,
      address: `https://github.com/${example.repository}/blob/${example.commit}/${example.path}`,
      sha256: example.sha256,
      lacks: example.lacks,
      ...measure(text, 'yml', text),
    };
  });
  writeFileSync(RECORD, `${JSON.stringify(measured, undefined, 2)}\n`);
  return measured;
}

/** The workflow, filled in. Throws where it is not the text that the list means. */
function exampleOf(example: Example, page: string): string {
  const text = example.path.endsWith('.md') ? firstBlock(page, example.heading) : page;
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (sha256 !== example.sha256) {
    throw new Error(`${example.repository}/${example.path}: the workflow has the digest ${sha256}, and not ${example.sha256}`);
  }
  return Object.entries(example.placeholders ?? {}).reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), text);
}

/** The first block of YAML on a page, or below one of its headings. */
function firstBlock(page: string, heading?: string): string {
  const from = heading === undefined ? 0 : `\n${page}`.indexOf(`\n${heading}\n`);
  const block = from < 0 ? undefined : page.slice(from).match(/^```ya?ml[^\n]*\n(.*?)^```$/ms);
  if (!block) {
    throw new Error(`there is no YAML below "${heading ?? 'the title'}"`);
  }
  return block[1];
}
