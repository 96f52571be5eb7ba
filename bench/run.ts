// `npx projen bench` measures all, `npx projen bench <part> …` some of it, each in a process of its own, and writes the page.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writePage } from './page';

/** What can be measured, each in the file of that name. What asks for programs that may be missing comes first. */
const PARTS = ['size', 'faults', 'jobs', 'platforms', 'synth', 'projenrc', 'package'];

const RUNNER = [require.resolve('ts-node/dist/bin.js'), '--transpile-only', '--project', join(__dirname, '..', 'tsconfig.dev.json')];

const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !PARTS.includes(name));
if (unknown.length > 0) {
  throw new Error(`There is nothing to measure called ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`);
}
for (const part of PARTS.filter(name => wanted.length === 0 || wanted.includes(name))) {
  const { status } = spawnSync(process.execPath, [...RUNNER, join(__dirname, `${part}.ts`)], { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`${part} ended with ${status}.`);
  }
}
writePage();
