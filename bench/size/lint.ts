import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How often each rule was found broken. */
export type Findings = Readonly<Record<string, number>>;

/** The findings of each linter, zizmor's by its persona: the auditor's hold the pedantic ones. */
export interface LintedWorkflow {
  readonly actionlint: Findings;
  readonly pedantic: Findings;
  readonly auditor: Findings;
}

const TOOLS = {
  actionlint: { program: process.env.ACTIONLINT ?? 'actionlint', install: 'go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12' },
  zizmor: { program: process.env.ZIZMOR ?? 'zizmor', install: 'pip install zizmor==1.32.0' },
  // actionlint leaves scripts alone where it is missing
  shellcheck: { program: process.env.SHELLCHECK ?? 'shellcheck', install: 'apt-get install shellcheck' },
};

/** Both linters on the text of one workflow. */
export function lint(workflow: string): LintedWorkflow {
  const folder = mkdtempSync(join(tmpdir(), 'bench-size-'));
  try {
    const file = join(folder, 'workflow.yml');
    writeFileSync(file, workflow);
    return { actionlint: actionlint(file), pedantic: zizmor(file, 'pedantic'), auditor: zizmor(file, 'auditor') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What was measured with. */
export function linterVersions(): string {
  const version = (tool: keyof typeof TOOLS) => `${tool} ${run(tool, ['--version'], [0]).match(/\d+(\.\d+)+/)?.[0]}`;
  return `${version('actionlint')} with ${version('shellcheck')}, ${version('zizmor')}`;
}

function actionlint(file: string): Findings {
  // it does not know `queue` yet, which GitHub has since 2026-05
  const ignored = ['-ignore', 'unexpected key "queue" for "concurrency" section'];
  const out = run('actionlint', [...ignored, '-shellcheck', TOOLS.shellcheck.program, '-pyflakes', '', '-format', '{{json .}}', file], [0, 1]);
  return count((JSON.parse(out) as Array<{ kind: string }>).map(({ kind }) => kind));
}

function zizmor(file: string, persona: 'pedantic' | 'auditor'): Findings {
  const out = run('zizmor', ['--offline', '--no-config', '--no-exit-codes', '--quiet', `--persona=${persona}`, '--format=json-v1', file], [0]);
  return count((JSON.parse(out) as Array<{ ident: string }>).map(({ ident }) => ident));
}

function count(rules: readonly string[]): Findings {
  const all = [...new Set(rules)].sort();
  return Object.fromEntries(all.map(rule => [rule, rules.filter(other => other === rule).length]));
}

function run(tool: keyof typeof TOOLS, args: readonly string[], expected: readonly number[]): string {
  const { program, install } = TOOLS[tool];
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw new Error(`"${program}" is missing: ${install}, or name it in ${tool.toUpperCase()}`);
  }
  if (error || !expected.includes(status!)) {
    throw error ?? new Error(`${program} ended with ${status}: ${stderr}${stdout}`);
  }
  return stdout;
}
