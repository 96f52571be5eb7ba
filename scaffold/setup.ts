import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run';
import { started } from './started';
import teardown from './teardown';
import { startEngine } from '../e2e/engine';

/** Compiles the library with jsii, packs it as for a release, and starts a Docker Engine where none answers. */
export default async function setup(): Promise<void> {
  started.folder = mkdtempSync(join(tmpdir(), 'scaffold-'));
  try {
    const repository = join(__dirname, '..');
    run(repository, 'npx', 'projen', 'compile');
    const [{ filename }] = JSON.parse(run(repository, 'npm', 'pack', '--json', '--pack-destination', started.folder));
    process.env.SCAFFOLD_PACKAGE = join(started.folder, filename);
    started.engine = await startEngine(started.folder);
  } catch (error) {
    // jest tears nothing down after a setup that failed
    await teardown();
    throw error;
  }
}
