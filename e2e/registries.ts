import { Registry, type User } from './registry';

/** What may push to the registry that asks for a sign-in. Its password holds what shells and URLs take apart. */
export const WRITER: User = { name: 'writer', password: 'correct horse$(id)`id`"\'%&/+=battery' };
/** Another user of that registry. */
export const READER: User = { name: 'reader', password: 'staple-of-the-reader' };

const UPSTREAM = 'E2E_UPSTREAM';
const OURS = 'E2E_OURS';

interface Running { readonly host: string; readonly log: string }

/** Tells the tests, which are other processes than the one that starts the registries, where these are. */
export function announce(upstreamServer: Running, ourServer: Running): void {
  process.env[UPSTREAM] = JSON.stringify({ host: upstreamServer.host, log: upstreamServer.log });
  process.env[OURS] = JSON.stringify({ host: ourServer.host, log: ourServer.log });
}

/** The registry that anyone may read and write: the rest of the world. */
export const upstream = () => announced(UPSTREAM);

/** The registry that asks for a sign-in: where images are published. */
export const ours = () => announced(OURS, WRITER);

function announced(variable: string, user?: User): Registry {
  const { host, log }: Running = JSON.parse(process.env[variable]!);
  return new Registry(host, log, user);
}
