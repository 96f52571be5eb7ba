import { buildBindings } from './bindings';
import { buildPackages } from './packages';
import { requireTools } from './tools';

/** What jest does once, before all tests. */
export default function setup(): void {
  requireTools();
  buildBindings();
  buildPackages();
}
