import { posix, relative, resolve, sep } from 'node:path';
import type { Project } from 'projen';
import { hasExpression } from './expression';
import { refusal } from './refusal';

/**
 * The id of an image among those of all projects of the repository: those of a subproject begin with its name, unless that is what
 * they are called.
 */
export function keyOf(project: Project, id: string): string {
  const name = project.name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return project.parent ? keyOf(project.parent, id === name ? id : `${name}-${id}`) : id;
}

/** A path of a project, as the workflow of the repository sees it: relative to the root project. */
export function rootPath(project: Project, subject: string, text: string): string {
  const folder = relative(resolve(project.root.outdir), resolve(project.outdir)).split(sep).join('/');
  if (hasExpression(text)) {
    return folder === '' ? text : `${folder}/${text}`;
  }
  const path = posix.normalize(posix.join(folder, text)).replace(/(.)\/$/, '$1');
  if (path === '..' || path.startsWith('../')) {
    throw refusal(subject, text, 'that path leaves the repository, and the workflow sees nothing else. Name one within it.');
  }
  // docker and others would take it for an option
  return path.startsWith('-') ? `./${path}` : path;
}
