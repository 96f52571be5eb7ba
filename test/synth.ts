import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { github } from 'projen';
import { parse } from 'yaml';

process.env.PROJEN_DISABLE_POST = '1';

const made: string[] = [];
afterAll(() => made.forEach(dir => rmSync(dir, { recursive: true, force: true })));

/** A project in a folder of its own. */
export function newProject(options: Partial<github.GitHubProjectOptions> = {}): github.GitHubProject {
  const outdir = mkdtempSync(join(tmpdir(), 'image-'));
  made.push(outdir);
  return new github.GitHubProject({ name: 'scratch', outdir, logging: { level: 0 } as never, ...options });
}

/** Synthesizes the project and reads one of its workflows. */
export function synthText(project: github.GitHubProject, name: string): string {
  project.synth();
  return readFileSync(join(project.outdir, '.github', 'workflows', `${name}.yml`), 'utf8');
}

/** As `synthText`, parsed. */
export function synth(project: github.GitHubProject, name: string): any {
  return parse(synthText(project, name));
}
