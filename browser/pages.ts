import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { Project, github } from 'projen';
import { parse } from 'yaml';
import { synthExample } from '../examples/synth';
import { GithubPackageImage, ImageCatalog, ImageMirror } from '../src';

/** The page of an example, and what is in it. */
export interface ExamplePage {
  readonly markdown: string;
  /** The workflows of the example as they are written. */
  readonly workflows: Array<{ readonly jobs: Record<string, any> }>;
  /** The images, each as the first cell of its row names it. */
  readonly images: string[];
}

/** The page that an example would have, had it asked for one. */
export function pageOfExample(name: string): ExamplePage {
  const { synth } = Project.prototype;
  const images: string[] = [];
  let markdown = '';
  Project.prototype.synth = function () {
    new ImageCatalog(this);
    synth.call(this);
    markdown = readFileSync(join(this.outdir, 'docs', 'images.md'), 'utf8');
    images.push(...this.node.findAll().flatMap(rowsOf));
  };
  try {
    const read = (folder: string) => readdirSync(folder).map(file => parse(readFileSync(join(folder, file), 'utf8')));
    return { workflows: synthExample(name, read), markdown, images };
  } finally {
    Project.prototype.synth = synth;
  }
}

/** What the rows of an image or a mirror begin with. */
function rowsOf(component: IConstruct): string[] {
  if (component instanceof ImageMirror) {
    return component._describe()[0].images.map(({ reference }) => reference);
  }
  return component instanceof GithubPackageImage ? [component.node.id] : [];
}

/** The page of a project of which a callback declares the images. */
export function pageOf(declare: (project: github.GitHubProject) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    const project = new github.GitHubProject({ name: 'page', outdir, logging: { level: 0 } as never });
    declare(project);
    new ImageCatalog(project);
    project.synth();
    return readFileSync(join(outdir, 'docs', 'images.md'), 'utf8');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
