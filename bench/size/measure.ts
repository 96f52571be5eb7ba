import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Case } from './cases';
import { linesOf } from './lines';
import { lint, type LintedWorkflow } from './lint';
import { renderExport, renderProject } from './render';

/** One way to say one image. */
export interface Measured {
  /** The name of the case. */
  readonly case: string;
  /** With what it is said. */
  readonly way: string;
  /** Where others have published it. */
  readonly address?: string;
  /** What it does not do, of what the library's workflow of the case does. */
  readonly lacks: string;
  /** How many lines and characters are written by a person. */
  readonly said: { readonly lines: number; readonly characters: number };
  /** How many lines GitHub reads. */
  readonly workflowLines: number;
  readonly findings: LintedWorkflow;
}

/** Every way to say one case. Throws where the three ways that must say the same do not. */
export function measureCase({ name, lacks }: Case): readonly Measured[] {
  const path = (file: string) => join(__dirname, name, file);
  const measured = (way: string, file: string, workflow: string, without: string): Measured => ({
    case: name,
    way,
    lacks: without,
    ...measure(readFileSync(path(file), 'utf8'), file.endsWith('.ts') ? 'ts' : 'yml', workflow),
  });
  const byHand = readFileSync(path('by-hand.yml'), 'utf8');
  const projen = renderProject(path('projen.ts'));
  const workflowTs = renderExport(path('workflow-ts.ts'));
  deepStrictEqual(meaning(projen), meaning(byHand), `${name}: projen.ts does not say what by-hand.yml says`);
  deepStrictEqual(meaning(workflowTs), meaning(byHand), `${name}: workflow-ts.ts does not say what by-hand.yml says`);
  return [
    measured('this library', 'declaration.ts', renderProject(path('declaration.ts')), ''),
    measured('YAML by hand', 'by-hand.yml', byHand, lacks),
    measured("projen's own classes", 'projen.ts', projen, 'as by hand'),
    measured('github-actions-workflow-ts', 'workflow-ts.ts', workflowTs, 'as by hand'),
  ];
}

/** What a text says, and what becomes of it. */
export function measure(text: string, language: 'ts' | 'yml', workflow: string): Pick<Measured, 'said' | 'workflowLines' | 'findings'> {
  const said = linesOf(text, language);
  return {
    said: { lines: said.length, characters: said.join('').length },
    workflowLines: linesOf(workflow, 'yml').length,
    findings: lint(workflow),
  };
}

/** A workflow as GitHub reads it, to whom one needed job is a list of one. */
function meaning(workflow: string): unknown {
  return parse(workflow, (key, value) => key === 'needs' && typeof value === 'string' ? [value] : value);
}
