import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run';

/** A repository that `projen new` has made, and a fresh clone of it. */
export class NewRepository {
  /**
   * Makes a repository in an empty one, as its user does.
   * @param type the type of project, with its options
   */
  public static make(...type: string[]): NewRepository {
    const folder = mkdtempSync(join(tmpdir(), 'scaffold-'));
    const made = join(folder, 'acme');
    run(folder, 'git', 'init', '--quiet', '--initial-branch=main', made);
    run(made, 'npx', '--yes', 'projen', 'new', '--from', process.env.SCAFFOLD_PACKAGE!, ...type);
    run(folder, 'git', 'clone', '--quiet', made, 'clone');
    run(join(folder, 'clone'), 'npm', 'ci');
    return new NewRepository(folder, made, join(folder, 'clone'));
  }

  private constructor(private readonly folder: string, public readonly made: string, public readonly clone: string) {}

  /** The files of the commit that `projen new` made. */
  public files(): string[] {
    return run(this.made, 'git', 'ls-files').trim().split('\n');
  }

  /** The text of a file of the clone. */
  public read(file: string): string {
    return readFileSync(join(this.clone, file), 'utf8');
  }

  /** Changes .projenrc.ts in the clone. */
  public change(before: string, after: string): void {
    const text = this.read('.projenrc.ts');
    if (!text.includes(before)) {
      throw new Error(`.projenrc.ts has no "${before}":\n${text}`);
    }
    writeFileSync(join(this.clone, '.projenrc.ts'), text.replace(before, () => after));
  }

  /** Synthesizes the clone. */
  public synth(): void {
    run(this.clone, 'npx', 'projen');
  }

  /** What there is to commit in one of the two folders. */
  public uncommitted(folder: 'made' | 'clone'): string {
    return run(this[folder], 'git', 'status', '--porcelain');
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What every type makes. */
export const COMMON_FILES = [
  '.gitattributes', '.gitignore', '.projen/deps.json', '.projen/files.json', '.projen/tasks.json', '.projenrc.ts', 'README.md', 'package-lock.json', 'package.json', 'tsconfig.projen.json',
];
