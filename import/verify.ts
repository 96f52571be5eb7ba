import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives a module by its name, as `require` does. */
export type Load = (name: string) => any;

/** What comes of a declaration: the workflows that the library makes of it, or what it refuses. */
export interface Tried {
  readonly workflows?: readonly string[];
  readonly refused?: string;
}

/** Declares what was printed. */
export type TryOut = (declaration: string) => Tried;

/**
 * Declares what was printed in a project of its own that is removed at once. Only what was printed here runs, and nothing of the file
 * that was read: all texts of it are literals there.
 */
export function tryOut(declaration: string, load: Load): Tried {
  const outdir = mkdtempSync(join(tmpdir(), 'imported-'));
  const { PROJEN_DISABLE_POST } = process.env;
  process.env.PROJEN_DISABLE_POST = '1';
  try {
    const project = projectFor(declaration, outdir, load);
    // what is printed is JavaScript but for its imports
    const script = declaration.replace('project.github!', 'project.github').replace(/^import (\{[^}]*\}) from ('[^']*');$/gm, 'const $1 = require($2);');
    new Function('require', 'project', script)(load, project);
    project.synth();
    const folder = join(outdir, '.github', 'workflows');
    return { workflows: readdirSync(folder).filter(file => file !== 'pull-request-lint.yml').map(file => readFileSync(join(folder, file), 'utf8')) };
  } catch (error) {
    return { refused: (error as Error).message.split('\n')[0] };
  } finally {
    process.env.PROJEN_DISABLE_POST = PROJEN_DISABLE_POST;
    if (PROJEN_DISABLE_POST === undefined) {
      delete process.env.PROJEN_DISABLE_POST;
    }
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** A project with those workflows of projen's that the declaration joins. */
function projectFor(declaration: string, outdir: string, load: Load): any {
  const { build, github, release } = load('projen');
  const project = new github.GitHubProject({ name: 'imported', outdir, logging: { level: 0 } });
  const task = project.addTask('build-all');
  if (declaration.includes('projenRelease: true')) {
    new release.Release(project, { branch: 'main', artifactsDirectory: 'dist', versionFile: 'version.json', task, tasks: [task] });
  }
  if (declaration.includes('projenBuild: true')) {
    new build.BuildWorkflow(project, { artifactsDirectory: 'dist', buildTask: task });
  }
  return project;
}
