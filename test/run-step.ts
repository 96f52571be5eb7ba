import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What the script of a step did. */
export interface Ran {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Record<string, string>;
}

/** Programs that stand in for real ones, by name: the text of a bash script. */
type Programs = Record<string, string>;

/**
 * Runs the script of a step as a runner does, with what the expressions in its environment have become. It is over with the last
 * process that the script has started: one that fails leaves its looks at the tags behind, and they still write into the folder.
 */
export function runStep(step: any, values: Record<string, string> = {}, programs: Programs = {}): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  try {
    const output = join(folder, 'output');
    writeFileSync(output, '');
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
    }
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: folder,
      encoding: 'utf8',
      // nobody writes into the last one: every process of the script holds it, whatever becomes of its output
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      env: { PATH: `${folder}${delimiter}${process.env.PATH}`, RUNNER_TEMP: folder, GITHUB_OUTPUT: output, ...step.env, ...values },
    });
    return { status: ran.status, log: `${ran.stdout}${ran.stderr}`, outputs: parseOutputs(readFileSync(output, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads what steps write into `$GITHUB_OUTPUT`: `name=value`, or several lines between delimiters. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift()!;
    const [, name, operator, rest] = /^([^=<]+)(=|<<)(.*)$/s.exec(line) ?? [];
    if (operator === '=') {
      outputs[name] = rest;
    } else if (operator === '<<') {
      outputs[name] = lines.splice(0, lines.indexOf(rest)).join('\n');
      lines.shift();
    } else if (line !== '') {
      throw new Error(`the runner refuses this line of an output: ${JSON.stringify(line)}`);
    }
  }
  return outputs;
}
