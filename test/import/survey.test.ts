import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { survey } from './survey';

test('the README tells what the survey counts', () => {
  const [, told] = /^```text\n([^]*?)^```$/m.exec(readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8'))!;
  expect(told).toBe(survey().map(line => `${line}\n`).join(''));
});
