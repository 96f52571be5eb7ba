import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importWorkflow, report, synthesize } from './importer';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'migrating.md'), 'utf8');

/** The block of the page in a language. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'm').exec(page)![1];
}

test('the migration on the page is what the command makes of it', () => {
  const imported = importWorkflow(block('yaml'));
  expect(imported.declaration).toBe(block('ts'));
  expect(report('.github/workflows/docker.yml', imported).trimEnd()).toBe(block('text').trimEnd());
  expect(Object.keys(synthesize(block('ts')))).toEqual(['publish-docker.yml']);
});
