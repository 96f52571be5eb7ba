import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { github } from 'projen';

/** Synthesizes a project in a folder of its own, and returns the text of one of its workflows. */
export function synthesize(workflow: string, declare: (project: github.GitHubProject) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'e2e-project-'));
  // projen would install dependencies
  process.env.PROJEN_DISABLE_POST = '1';
  try {
    const project = new github.GitHubProject({ name: 'scratch', outdir, logging: { level: 0 } as never });
    declare(project);
    project.synth();
    return readFileSync(join(outdir, '.github', 'workflows', `${workflow}.yml`), 'utf8');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
