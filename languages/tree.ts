import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What tools keep in a project, and no declaration makes. */
const TOOLS = ['.git', '.env', 'target'];

/** All files of a folder with their texts, but those that are written by hand. */
export function treeOf(folder: string, byHand: readonly string[] = []): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(file => !TOOLS.includes(file.split('/')[0]) && !byHand.some(path => file === path || file.startsWith(`${path}/`)));
  return Object.fromEntries(files.sort().map(file => [file, readFileSync(join(folder, file), 'utf8')]));
}
