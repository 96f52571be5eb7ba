import type { RegistryServer } from './registry-server';
import type { Server } from './server';

interface Started {
  folder?: string;
  engine?: Server;
  registries: RegistryServer[];
}

const shared = globalThis as { e2eStarted?: Started };

/** What the setup has started and the teardown must end. jest loads each with modules of its own. */
export const started: Started = shared.e2eStarted ??= { registries: [] };
