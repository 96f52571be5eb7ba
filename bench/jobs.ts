// What the mirror's job costs, against what one would write by hand: on the same registries, in the same run, taken in turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../e2e/engine';
import { installPrograms as installTestPrograms } from '../e2e/programs';
import { RegistryServer } from '../e2e/registry-server';
import { requireTools } from '../e2e/tools';
import { CASES, type Case } from './jobs/cases';
import { facts } from './jobs/facts';
import { putRandomImage, type SourceImage } from './jobs/images';
import { bytesOf, timesOf, type Pair } from './jobs/measure';
import { OTHERS, OURS, type Mirror } from './jobs/mirrors';
import { installPrograms, usePrograms } from './jobs/programs';
import { bytesTable, timesTable, type Results } from './jobs/tables';
import { orderOf } from './spread';
import { keep, print } from './table';

const MIRRORS = [OURS, ...OTHERS];
/** How often another way may fail with an image. */
const MOST_FAILURES = 5;
const wanted = process.argv.slice(2);

async function measure(one: Case, image: SourceImage): Promise<Results> {
  const failures = new Map<Mirror, number>();
  /** Another way that fails is given a new registry, and counted; the library's may not fail. */
  const insist = async (mirror: Mirror, measured: () => Promise<Pair>): Promise<Pair> => {
    try {
      return await measured();
    } catch (error) {
      const failed = (failures.get(mirror) ?? 0) + 1;
      if (mirror === OURS || failed > MOST_FAILURES) {
        throw error;
      }
      failures.set(mirror, failed);
      return insist(mirror, measured);
    }
  };
  const times = new Map<Mirror, Pair[]>(MIRRORS.map(mirror => [mirror, []]));
  for (let index = 0; index < one.rounds; index++) {
    for (const mirror of orderOf(MIRRORS, index)) {
      times.get(mirror)!.push(await insist(mirror, async () => timesOf(mirror, image)));
    }
  }
  const bytes = new Map<Mirror, Pair>();
  for (const mirror of MIRRORS) {
    bytes.set(mirror, await insist(mirror, async () => bytesOf(mirror, image)));
  }
  return { case: one, image, times, bytes, failures };
}

async function main(): Promise<void> {
  requireTools();
  installTestPrograms();
  installPrograms();
  usePrograms();
  const folder = mkdtempSync(join(tmpdir(), 'bench-jobs-'));
  const engine = await startEngine(folder);
  const source = await RegistryServer.onDisk();
  try {
    const results: Results[] = [];
    for (const one of CASES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      results.push(await measure(one, await putRandomImage(source.registry, one.name, one.shape)));
    }
    const tables = {
      'mirror-first-run': timesTable('first', results, facts()),
      'mirror-unchanged-run': timesTable('unchanged', results, facts()),
      'mirror-bytes': bytesTable(results, facts()),
    };
    for (const [name, table] of Object.entries(tables)) {
      print(table);
      // a part would pass for the whole
      if (wanted.length === 0) {
        keep(name, table);
      }
    }
  } finally {
    await source.remove();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
