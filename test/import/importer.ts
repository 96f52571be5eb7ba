import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { github } from 'projen';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import table from './models.json';
import type { Declaration, Destination, Source, Tag } from '../../import/declaration';
import type { Imported } from '../../import/report';
import * as library from '../../src';
import { requireBundled } from '../bundle';

const FOLDER = join(__dirname, 'models');

/** A workflow of our own making, after one that somebody has published. */
export interface Model {
  readonly id: string;
  /** The workflow that it is modelled on. */
  readonly address: string;
  /** Whether all of its steps are about images. */
  readonly imageOnly: boolean;
  readonly jobs: number;
}

/** The models. */
export const MODELS: readonly Model[] = table;

/** The text of a model. */
export function textOf(id: string): string {
  return readFileSync(join(FOLDER, `${id}.yml`), 'utf8');
}

/** The names of the files of the models. */
export const FILES = readdirSync(FOLDER).sort();

const importer = requireBundled('importer', `
  export * from './import/import';
  export * from './import/report';
  export * from './import/expressions/expression';
  export * from './import/expressions/simplify';
  export * from './import/expressions/template';
`);

/** Everything that the bundle exports. */
export const bundle = importer;

/** Imports the text of a workflow. */
export const importWorkflow: (text: string) => Imported = importer.importWorkflow;

/** The report for a reader. */
export const report: (file: string, imported: Imported) => string = importer.report;

/** Runs what was printed in a project of its own, and gives the workflows that it makes, by their file. */
export function synthesize(declaration: string): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'imported-'));
  try {
    const project = new github.GitHubProject({ name: 'imported', outdir, logging: { level: 0 } as never });
    const { outputText } = transpileModule(declaration, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const load = (name: string) => name === 'projen-github-package-image' ? library : require(name);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    new Function('require', 'exports', 'project', outputText)(load, {}, project);
    project.synth();
    const workflows = join(outdir, '.github', 'workflows');
    const files = readdirSync(workflows).filter(file => file !== 'pull-request-lint.yml');
    return Object.fromEntries(files.map(file => [file, readFileSync(join(workflows, file), 'utf8')]));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What a declaration publishes, one line for each thing that a reader would look for. */
export function factsOf({ triggers, images, mirrors, jobs }: Declaration): object {
  return {
    triggers,
    images: images.map(({ id, source, destinations, tags, platforms, ...options }) => ({
      id,
      from: fromOf(source),
      to: placesOf(destinations),
      tags: tagsOf(tags),
      ...platforms ? { platforms: platforms.map(({ name, runner, emulated }) => [name, ...runner ?? [], ...emulated ? ['emulated'] : []].join(' ')) } : {},
      ...summarized(options),
    })),
    ...mirrors ? {
      mirrors: mirrors.map(({ copies, destinations, tags, ...options }) => ({
        ...copies.length ? { copies } : {}, to: placesOf(destinations), tags: tagsOf(tags), ...summarized(options),
      })),
    } : {},
    ...jobs.length ? { jobs: jobs.map(({ id, after }) => after.length ? `${id} after ${after.join(', ')}` : id) } : {},
  };
}

function fromOf(source: Source): object {
  return source.kind === 'dockerfile' ? { build: source.options } : source.kind === 'archive' ? { archive: source.path } : source.kind === 'daemon' ? { daemon: source.reference } : { copy: source.reference };
}

function placesOf(destinations: readonly Destination[] = []): string[] {
  return destinations.map(({ host, path, credentials, when }) => [`${host}/${path}`, credentials?.kind ?? 'none', ...when ? [`when ${when}`] : []].join(' '));
}

function tagsOf(tags: readonly Tag[] = []): string[] {
  return tags.map(({ factory, text, options: { when, ...more } = {} }) =>
    [`${factory}(${[...text === undefined ? [] : [text], ...Object.entries(more).map(entry => entry.join('='))].join(', ')})`, ...when ? [`when ${when}`] : []].join(' '));
}

/** Options of an image; of steps only their names. */
function summarized(options: object): object {
  const names = (steps: Array<Record<string, unknown>>) => steps.map(step => step.name ?? step.uses ?? step.run);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined).map(([name, value]) => [
    name, /Steps$/.test(name) ? names(value) : name === 'prepare' ? names(value.steps) : value,
  ]));
}
