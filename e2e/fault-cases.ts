import type { Refusal, Within } from './fault';
import type { Arrival, Rule } from './gate';
import type { RegistryServer } from './registry-server';
import type { Runner } from './runner';

/** What a fault may lay hands on. */
export interface World {
  readonly destination: RegistryServer;
  /** The runner whose step runs. */
  readonly runner: () => Runner;
  /** Puts another image under the tag that the run reads. */
  readonly moveSource: () => Promise<unknown>;
}

/** Something that goes wrong in a run. */
export interface Fault {
  readonly name: string;
  /** Where it does: before the registry that is read, or the one that is published to. */
  readonly at: 'source' | 'destination';
  /** Whether it passes, so that the run must succeed; or else it must fail, with a message. */
  readonly passes: boolean;
  /** What the message of a run says that fails. */
  readonly message?: RegExp;
  /** What a build says that it ends instead: BuildKit pulls by itself, and does not try again. */
  readonly endsBuild?: RegExp;
  /** Whether a blob must be large. */
  readonly large?: boolean;
  /** Whether docker itself tries again for a minute, which no test waits for. */
  readonly slowWithDocker?: boolean;
  /** Whether it needs a registry with a disk of its own. */
  readonly ownDisk?: boolean;
  readonly rule: (world: World) => Rule;
  /** What mends it. */
  readonly mend?: (world: World) => unknown;
}

const MEGABYTE = 1024 * 1024;

const blobPulled = ({ method, path }: Arrival) => method === 'GET' && /\/blobs\/sha256:/.test(path);
const blobPushed = ({ method, path }: Arrival) => ['PATCH', 'PUT'].includes(method) && path.includes('/blobs/uploads/');
const uploadBegun = ({ method, path }: Arrival) => method === 'POST' && path.includes('/blobs/uploads/');
const manifestPushed = ({ method, path }: Arrival) => method === 'PUT' && path.includes('/manifests/');
const manifestPulled = ({ method, path }: Arrival) => method === 'GET' && path.includes('/manifests/');

/** Yields true so many times. */
function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

type Matcher = (arrival: Arrival) => boolean;

const refuse = (meant: Matcher, count: number, refusal: Refusal) => (): Rule => {
  const more = times(count);
  return arrival => meant(arrival) && more() ? refusal : undefined;
};

const inTheMiddle = (meant: Matcher, within: Within['within'], what: (world: World) => Within['what'], count = 1) => ({
  large: true,
  rule: (world: World): Rule => {
    const when = times(count);
    return arrival => meant(arrival) ? { within, after: MEGABYTE, when, what: what(world) } : undefined;
  },
});

const UNAVAILABLE: Refusal = { status: 503, code: 'UNAVAILABLE', message: 'come back later' };
const TOO_MANY: Refusal = { status: 429, code: 'TOOMANYREQUESTS', message: 'too many requests', headers: { 'retry-after': '1' } };
const EXPIRED: Refusal = {
  status: 401, code: 'UNAUTHORIZED', message: 'authentication required', headers: { 'www-authenticate': 'Basic realm="e2e"' },
};

const CORRUPT_BASE = /unexpected commit digest/;

const fillDiskAt = (meant: Matcher) => ({ destination }: World): Rule => {
  const more = times(1);
  return arrival => meant(arrival) && more() ? { before: () => destination.fillDisk() } : undefined;
};

/** Ends the registry, and starts it again. Pauses of the job last until it answers. */
async function restart({ destination, runner }: World): Promise<void> {
  runner().hold();
  try {
    await destination.kill();
    await destination.switchOn();
  } finally {
    runner().release();
  }
}

export const FAULTS: readonly Fault[] = [
  { name: 'connection reset in a blob that is pulled', at: 'source', passes: true, ...inTheMiddle(blobPulled, 'answer', () => 'reset') },
  { name: 'connection reset in a blob that is pushed', at: 'destination', passes: true, ...inTheMiddle(blobPushed, 'request', () => 'reset') },
  { name: 'three answers 429 to pulls', at: 'source', passes: true, rule: refuse(manifestPulled, 3, TOO_MANY) },
  { name: 'three answers 429 to pushes', at: 'destination', passes: true, rule: refuse(uploadBegun, 3, TOO_MANY) },
  { name: 'three answers 503 to pulls', at: 'source', passes: true, rule: refuse(manifestPulled, 3, UNAVAILABLE) },
  { name: 'three answers 503 to uploads', at: 'destination', passes: true, rule: refuse(uploadBegun, 3, UNAVAILABLE) },
  { name: 'three answers 503 to manifests', at: 'destination', passes: true, rule: refuse(manifestPushed, 3, UNAVAILABLE) },
  {
    name: 'answers that come late',
    at: 'destination',
    passes: true,
    rule: () => {
      const more = times(5);
      return () => more() ? { before: async () => new Promise(resolve => setTimeout(resolve, 300)) } : undefined;
    },
  },
  { name: 'a blob that is corrupt once when pulled', at: 'source', passes: true, endsBuild: CORRUPT_BASE, ...inTheMiddle(blobPulled, 'answer', () => 'flip') },
  { name: 'a blob that is corrupt once when pushed', at: 'destination', passes: true, ...inTheMiddle(blobPushed, 'request', () => 'flip') },
  {
    name: 'registry killed in the middle of a push, and restarted', at: 'destination', passes: true, ...inTheMiddle(blobPushed, 'request', world => async () => restart(world)),
  },
  {
    name: 'source tag moved during the run',
    at: 'source',
    passes: true,
    rule: ({ moveSource }) => {
      const more = times(1);
      return arrival => blobPulled(arrival) && more() ? { before: moveSource } : undefined;
    },
  },
  {
    name: 'a blob that is corrupt whenever it is pulled',
    at: 'source',
    passes: false,
    endsBuild: CORRUPT_BASE,
    message: /(did not match|verification failed).*run this job again/,
    ...inTheMiddle(blobPulled, 'answer', () => 'flip', Infinity),
  },
  {
    name: 'answers 503 without end to the sign-in',
    at: 'destination',
    passes: false,
    message: /Check the user name and the secret PASSWORD, or run this job again when localhost:\d+ works/,
    rule: refuse(({ path, user }) => path === '/v2/' && user !== undefined, Infinity, UNAVAILABLE),
  },
  {
    name: 'answers 503 without end to manifests',
    at: 'destination',
    passes: false,
    message: /503 Service Unavailable.*run this job again/,
    rule: refuse(manifestPushed, Infinity, UNAVAILABLE),
  },
  {
    name: 'token expired during the push',
    at: 'destination',
    passes: false,
    message: /(401|unauthorized|authentication required).*Give the sign-in access.*run this job again/i,
    rule: () => {
      let expired = false;
      return arrival => {
        expired ||= manifestPushed(arrival);
        return expired ? EXPIRED : undefined;
      };
    },
  },
  {
    name: 'disk of the registry full at a blob',
    at: 'destination',
    passes: false,
    message: /500 Internal Server Error.*run this job again/,
    ownDisk: true,
    slowWithDocker: true,
    rule: fillDiskAt(uploadBegun),
    mend: ({ destination }) => destination.fillDisk(false),
  },
  // docker-registry keeps for good what it has written half of, so that making room mends nothing here
  {
    name: 'disk of the registry full at a manifest',
    at: 'destination',
    passes: false,
    message: /(500 Internal Server Error|unknown error).*run this job again/,
    ownDisk: true,
    rule: fillDiskAt(manifestPushed),
  },
];
