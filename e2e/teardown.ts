import { rmSync } from 'node:fs';
import { joinTable } from './fault-table';
import { unlinkPackage } from './package';
import { started } from './started';

/** What jest does once, after all tests. */
export default async function teardown(): Promise<void> {
  for (const registry of started.registries) {
    await registry.remove();
  }
  await started.engine?.stop();
  unlinkPackage();
  process.stdout.write(joinTable());
  if (started.folder) {
    rmSync(started.folder, { recursive: true, force: true });
  }
}
