import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './run';

const PAGE = readFileSync(join(REPOSITORY, 'docs', 'languages.md'), 'utf8');

/** The only block of code in a language that a section of docs/languages.md has. */
export function blockOf(section: string, language: string): string {
  const [, text = ''] = PAGE.split(`\n## ${section}\n`);
  const [own] = text.split('\n## ');
  const blocks = [...own.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))];
  if (blocks.length !== 1) {
    throw new Error(`docs/languages.md: the section "${section}" has ${blocks.length} blocks of ${language}.`);
  }
  return blocks[0][1];
}
