import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { github, type Project } from 'projen';
import { parse } from 'yaml';
import { keepWorkflow } from './reports';
import { refuseFindings } from './validate';

process.env.PROJEN_DISABLE_POST = '1';

const made: string[] = [];
afterAll(() => made.forEach(dir => rmSync(dir, { recursive: true, force: true })));

/** The workflows that the tests of this file have read, each with the first test that did. */
const read = new Map<string, string>();
afterAll(() => refuseFindings(read));

/** The options of a project in a folder of its own. */
export function inFolder() {
  const outdir = mkdtempSync(join(tmpdir(), 'image-'));
  made.push(outdir);
  return { name: 'scratch', outdir, logging: { level: 0 } as never };
}

/** A project in a folder of its own. */
export function newProject(options: Partial<github.GitHubProjectOptions> = {}): github.GitHubProject {
  return new github.GitHubProject({ ...inFolder(), ...options });
}

/** Synthesizes the project and reads one of its workflows, which is validated when the tests of the file have run. */
export function synthText(project: Project, name: string): string {
  return validateLater(written(project, name));
}

function written(project: Project, name: string): string {
  project.synth();
  return readFileSync(join(project.outdir, '.github', 'workflows', `${name}.yml`), 'utf8');
}

/** Reads a workflow, which is validated when the tests of the file have run. */
export function readText(path: string): string {
  return validateLater(readFileSync(path, 'utf8'));
}

/** A workflow that is validated when the tests of the file have run, and kept for other linters and the round trip. */
export function validateLater(text: string, kept: boolean = true): string {
  if (!read.has(text)) {
    read.set(text, expect.getState().currentTestName ?? 'no test');
    if (kept) {
      keepWorkflow(text);
    }
  }
  return text;
}

/** As `synthText`, parsed. */
export function synth(project: Project, name: string): any {
  return parse(synthText(project, name));
}

/** As `synth`, of a workflow that was changed after it was declared: no declaration says it, so that it is not kept. */
export function synthChanged(project: Project, name: string): any {
  return parse(validateLater(written(project, name), false));
}
