import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workflow } from '@github-actions-workflow-ts/lib';
import { stringify } from 'yaml';
// resolves the library's name, and keeps projen from installing anything
import '../../examples/synth';

/** The workflow of a project that is declared in a file, as a `.projenrc.ts` does, for the folder it runs in. */
export function renderProject(file: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-size-'));
  const before = process.cwd();
  process.chdir(outdir);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(file);
    const folder = join(outdir, '.github', 'workflows');
    const [workflow, ...others] = readdirSync(folder).filter(name => name.startsWith('publish-'));
    if (workflow === undefined || others.length > 0) {
      throw new Error(`${file} must write one workflow, and it wrote ${others.length + (workflow ? 1 : 0)}`);
    }
    return readFileSync(join(folder, workflow), 'utf8');
  } finally {
    process.chdir(before);
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The workflow that a file exports, of github-actions-workflow-ts. */
export function renderExport(file: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { workflow } = require(file) as { workflow: Workflow };
  return stringify(workflow.workflow, { lineWidth: 0, aliasDuplicateObjects: false });
}
