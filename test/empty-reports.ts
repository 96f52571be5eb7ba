import { rmSync } from 'node:fs';
import { WORKFLOWS } from './reports';

/** Runs before all tests: what an earlier run left is not what this one synthesized. */
export default function emptyReports(): void {
  rmSync(WORKFLOWS, { recursive: true, force: true });
}
