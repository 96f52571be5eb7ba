import type { Server } from '../e2e/server';

const shared = globalThis as { scaffoldStarted?: { folder?: string; engine?: Server } };

/** What the setup has started and the teardown must end. jest loads each with modules of its own. */
export const started = shared.scaffoldStarted ??= {};
