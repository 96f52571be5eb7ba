import { rmSync } from 'node:fs';
import { started } from './started';

/** What jest does once, after all tests. */
export default async function teardown(): Promise<void> {
  await started.engine?.stop();
  rmSync(started.folder!, { recursive: true, force: true });
}
