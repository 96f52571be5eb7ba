import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * A file in which a step tells the runner something: `GITHUB_OUTPUT`, `GITHUB_ENV`, `GITHUB_PATH`, `GITHUB_STEP_SUMMARY`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
 */
export class CommandFile {
  constructor(public readonly path: string) {
    writeFileSync(path, '');
  }

  public text(): string {
    return existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
  }

  public lines(): string[] {
    return this.text().split('\n').filter(line => line !== '');
  }

  /**
   * The values that are set as `name=value`, or over several lines between two marks as `name<<MARK`.
   * @throws if a line is neither, as the runner does
   */
  public values(): Record<string, string> {
    const values: Record<string, string> = {};
    const lines = this.text().split('\n');
    for (let index = 0; index < lines.length; index++) {
      const [, name, mark] = /^([^=]+?)<<(.+)$/.exec(lines[index]) ?? [];
      const end = lines.indexOf(mark, index + 1);
      if (name !== undefined && end < 0) {
        throw new Error(`${this.path}: the mark "${mark}" does not end the value of "${name}"`);
      } else if (name !== undefined) {
        values[name] = lines.slice(index + 1, end).join('\n');
        index = end;
      } else if (lines[index].includes('=')) {
        const equals = lines[index].indexOf('=');
        values[lines[index].slice(0, equals)] = lines[index].slice(equals + 1);
      } else if (lines[index] !== '') {
        throw new Error(`${this.path}: "${lines[index]}" sets no value`);
      }
    }
    return values;
  }
}
