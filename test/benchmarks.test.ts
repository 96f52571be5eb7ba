import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTables, renderPage, renderReadme } from '../bench/page';

const read = (page: string) => readFileSync(join(__dirname, '..', page), 'utf8');

describe('what was measured', () => {
  const tables = readTables();

  test('is on the page as it was kept, with the command that measures it', () => {
    const page = read('docs/benchmarks.md');
    expect(page).toBe(renderPage(tables));
    expect(tables.size).toBe(11);
    for (const { title, command, rows } of tables.values()) {
      expect(page).toContain(`## ${title}\n\n\`\`\`sh\n${command}\n`);
      expect(command).toMatch(/^npx projen bench \w+$/);
      expect(rows.length).toBeGreaterThan(0);
    }
  });

  test('is in the README as it is on the page', () => {
    const readme = read('README.md');
    expect(readme).toBe(renderReadme(readme, tables));
  });
});
