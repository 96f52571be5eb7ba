import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where each workflow that a test synthesized is kept, for validators that are no part of the tests. */
export const WORKFLOWS = join(__dirname, '..', 'test-reports', 'workflows');

/** Keeps a workflow under the hash of its text. */
export function keepWorkflow(text: string): void {
  mkdirSync(WORKFLOWS, { recursive: true });
  writeFileSync(join(WORKFLOWS, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.yml`), text);
}
