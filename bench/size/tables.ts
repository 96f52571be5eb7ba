import { CASES } from './cases';
import type { Findings } from './lint';
import type { Measured } from './measure';
import { keep, print, type Table } from '../table';

const COMMAND = 'npx projen bench size';
const IMAGES = CASES.map(({ name, title }) => `${name}: ${title}.`);

/** Keeps both tables, and prints them. */
export function keepTables(measured: readonly Measured[], versions: string): void {
  for (const [name, table] of Object.entries({ size: sizes(measured), findings: findings(measured, versions) })) {
    keep(name, table);
    print(table);
  }
}

function sizes(measured: readonly Measured[]): Table {
  return {
    title: 'What is said for an image, and what comes of it',
    command: COMMAND,
    notes: [
      ...IMAGES,
      'Lines are those that are neither blank nor only a comment; characters are theirs, without indentation. ' +
      'Imports and what makes the project are counted.',
      "The YAML by hand, projen's own classes and github-actions-workflow-ts say the same workflow: the command fails where they do not.",
      'What is published elsewhere was measured once, from the commit of its address: it is shown for orientation, and publishes another image.',
    ],
    columns: ['Image', 'Said with', 'Lines said', 'Characters said', 'Lines of the workflow', 'Lacks'],
    rows: measured.map(({ said, workflowLines, lacks, ...way }) => [...names(way), `${said.lines}`, `${said.characters}`, `${workflowLines}`, lacks]),
  };
}

function findings(measured: readonly Measured[], versions: string): Table {
  return {
    title: 'What linters find in the workflow',
    command: COMMAND,
    notes: [
      ...IMAGES,
      `${versions}, zizmor offline. The auditor's findings hold the pedantic ones.`,
      'actionlint does not know `queue` in `concurrency` yet, which is not counted.',
      "A comment with the reason of a permission, which the pedantic persona asks for, can be written neither with projen's own classes nor " +
      'with github-actions-workflow-ts.',
    ],
    columns: ['Image', 'Said with', 'actionlint', 'zizmor, pedantic', 'zizmor, auditor', 'Rules'],
    rows: measured.map(({ findings: { actionlint, pedantic, auditor }, ...way }) => [
      ...names(way), ...[actionlint, pedantic, auditor].map(total), list({ ...actionlint, ...auditor }),
    ]),
  };
}

function names({ case: name, way, address }: Pick<Measured, 'case' | 'way' | 'address'>): readonly string[] {
  return [name, address === undefined ? way : `[${way}](${address})`];
}

function total(rules: Findings): string {
  return `${Object.values(rules).reduce((sum, number) => sum + number, 0)}`;
}

function list(rules: Findings): string {
  return Object.entries(rules).map(([rule, number]) => `${rule} ${number}`).join(', ');
}
