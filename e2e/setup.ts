import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionsFolder } from './act';
import { startEngine } from './engine';
import { clearTable } from './fault-table';
import { installPackage } from './package';
import { installPrograms } from './programs';
import { announce, READER, WRITER } from './registries';
import { RegistryServer } from './registry-server';
import { started } from './started';
import teardown from './teardown';
import { requireTools } from './tools';

/** What jest does once, before all tests. */
export default async function setup(): Promise<void> {
  requireTools();
  process.stdout.write(actionsFolder === undefined
    ? 'Stand-ins run in place of the actions, and the actions themselves are not run: ACTIONS_DIR is not set.\n'
    : `Stand-ins run in place of the actions, and beside them those of ${actionsFolder}, with act.\n`);
  installPrograms();
  clearTable();
  started.folder = mkdtempSync(join(tmpdir(), 'e2e-'));
  try {
    started.engine = await startEngine(started.folder);
    const upstream = await RegistryServer.start();
    started.registries.push(upstream);
    const ours = await RegistryServer.start(WRITER, READER);
    started.registries.push(ours);
    announce(upstream, ours);
    process.env.E2E_CONSUMER = join(started.folder, 'consumer');
    installPackage(process.env.E2E_CONSUMER);
  } catch (error) {
    // jest tears nothing down after a setup that failed
    await teardown();
    throw error;
  }
}
