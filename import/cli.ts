import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { importWorkflow } from './import';
import { report, type Outcome } from './report';
import { tryOut, type Load } from './verify';

const HELP = `Usage: projen-github-package-image import [--write FILE] [--json] WORKFLOW

Turns a workflow that publishes container images into the declaration that replaces it. Prints TypeScript for .projenrc.ts
on standard output, and a report on standard error. The workflow is read, and never run.

  --write FILE  write the TypeScript into a new file
  --json        print all of it as JSON on standard output
  --help        show this text

Exit status:
  0  whole: the declaration replaces the file
  1  partial: the report says what the declaration cannot say, and where to keep it
  2  nothing: the file cannot be read, or no image can be imported
`;

const STATUS: Readonly<Record<Outcome, number>> = { whole: 0, partial: 1, nothing: 2 };

/**
 * Runs the command, and answers with its exit status.
 * @param load gives the library and projen, to try what is printed
 */
export function main(args: readonly string[], load: Load): number {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { write: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    return STATUS.nothing;
  }
  const { values, positionals: [command, file, ...more] } = parsed;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (command !== 'import' || !file || more.length) {
    process.stderr.write(HELP);
    return STATUS.nothing;
  }
  return importFile(file, values.json ?? false, values.write, load);
}

function importFile(file: string, json: boolean, write: string | undefined, load: Load): number {
  try {
    const imported = importWorkflow(readFileSync(file, 'utf8'), declaration => tryOut(declaration, load));
    if (write !== undefined && imported.declaration) {
      writeFileSync(write, imported.declaration, { flag: 'wx' });
    }
    if (json) {
      process.stdout.write(`${JSON.stringify({ file, ...imported }, undefined, 2)}\n`);
    } else {
      process.stdout.write(write === undefined ? imported.declaration ?? '' : '');
      process.stderr.write(report(file, imported));
    }
    return STATUS[imported.outcome];
  } catch (error) {
    process.stderr.write(`${file}: ${(error as Error).message}\n`);
    return STATUS.nothing;
  }
}
