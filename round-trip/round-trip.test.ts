import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Imported } from '../import/report';
import type { Load, Tried, TryOut } from '../import/verify';
import * as library from '../src';
import { requireBundled } from '../test/bundle';
import { WORKFLOWS } from '../test/reports';

const importer: { importWorkflow(text: string, tryOut: TryOut): Imported; tryOut(declaration: string, load: Load): Tried } = requireBundled('round-trip', `
  export { importWorkflow } from './import/import';
  export { tryOut } from './import/verify';
`);

/** The library from its source, and everything else as it is installed. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load: Load = name => name === 'projen-github-package-image' ? library : require(name);

/** Every workflow that a test has synthesized, by the name of its file. */
const TEXTS = new Map((existsSync(WORKFLOWS) ? readdirSync(WORKFLOWS) : []).sort().map(file => [file, readFileSync(join(WORKFLOWS, file), 'utf8')]));
if (TEXTS.size === 0) {
  throw new Error(`${WORKFLOWS} holds no workflow: run "npx projen test", which leaves there what it synthesizes.`);
}

/** A workflow without its first line, which names the program of the project. */
const bodyOf = (text: string) => text.slice(text.indexOf('\n'));

/** The texts of the jobs that images have. */
function jobsOf(text: string): string[] {
  const [, ...jobs] = bodyOf(text).split(/\n {2}(?=[\w-]+:\n)/);
  return jobs.filter(job => /^(prepare|check|check-scan|build|scan|publish|attest|sign)-/.test(job)).map(job => job.split(/\n(?=\S)/)[0].trimEnd());
}

/** What comes back of a workflow, where that is not all of it, and why. */
const REASONS: ReadonlyArray<{ readonly reason: string; readonly holds: (text: string) => boolean; readonly partOf?: (text: string) => unknown }> = [
  {
    reason: 'all of it is projen\'s, and no image is in it',
    holds: text => !/^ {2}(publish|check)-/m.test(text),
  },
  {
    reason: 'projen has jobs of its own in it, beside those of images',
    holds: text => /needs\.(release\.outputs\.tag_exists|build\.outputs\.self_mutation_happened)/.test(text),
    partOf: jobsOf,
  },
];

const reasonOf = (text: string) => REASONS.find(({ holds }) => holds(text));

/** What a workflow is imported as, and the workflows that the declaration makes. */
function importAgain(text: string): { readonly imported: Imported; readonly tried: Tried } {
  let tried: Tried = {};
  const imported = importer.importWorkflow(text, declaration => tried = importer.tryOut(declaration, load));
  return { imported, tried };
}

test.each([...TEXTS.keys()])('%s comes back', file => {
  const text = TEXTS.get(file)!;
  const { partOf } = reasonOf(text) ?? { partOf: bodyOf };
  const { imported: { outcome }, tried: { refused, workflows = [] } } = importAgain(text);
  expect({ outcome, refused }).toEqual({ outcome: partOf ? 'whole' : 'nothing', refused: undefined });
  expect(workflows.map(one => partOf?.(one))).toEqual(partOf ? expect.arrayContaining([partOf(text)]) : []);
});

test.each(REASONS)('a workflow comes back in part since $reason', one => {
  expect([...TEXTS.values()].filter(text => reasonOf(text) === one)).not.toEqual([]);
});
