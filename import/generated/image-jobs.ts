import type { Destination } from '../declaration';
import { destinationsOf } from './destinations';
import { setupOf } from './job-options';
import type { Join } from './joined';
import { signInsOf, type SignIn } from './sign-ins';
import { stepOf } from './steps';
import type { Node } from '../input/node';

/** What an image depends on beside its jobs. */
export interface Frame {
  readonly versioned: boolean;
  /** Whether runs wait for those of the same ref only. */
  readonly perRef: boolean;
  /** The ids of jobs that the library has made. */
  readonly made: ReadonlySet<string>;
  /** The workflow of projen's that they are in. */
  readonly join?: Join;
}

/** The jobs of one image by what they do, and what of them others must know. */
export interface ImageJobs {
  readonly id: string;
  readonly all: ReadonlyMap<string, Node>;
  readonly publish?: Node;
  readonly check?: Node;
  readonly prepare?: Node;
  /** The one that makes the image, and publishes it where it can. */
  readonly build: Node;
  /** Those that neither make nor check it. */
  readonly beside: readonly Node[];
  /** The steps of the user's that each of them begins with. */
  readonly setup: readonly Node[];
  /** The sign-ins of the one that publishes. */
  readonly signIns: readonly SignIn[];
  readonly destinations: readonly Destination[];
  readonly hosts: readonly string[];
}

/** Sorts the jobs of an image. */
export function imageJobs(id: string, all: ReadonlyMap<string, Node>, { perRef }: Frame): ImageJobs {
  const [publish, check, prepare] = ['publish', 'check', 'prepare'].map(kind => all.get(kind));
  const setup = setupOf([...all.values()]);
  const signIns = signInsOf(publish, setup.length);
  // others sign in to destinations only, and need no permission but for these
  const outward = signInsOf(jobsOf(all, 'attest', 'sign')[0] ?? publish, setup.length);
  const destinations = publish ? destinationsOf(stepOf(publish, 'publish'), outward, perRef) : [{ host: 'ghcr.io', path: `\${{ github.repository }}/${id}` }];
  return {
    id,
    all,
    publish,
    check,
    prepare,
    build: all.get('build') ?? publish ?? check!,
    beside: jobsOf(all, 'attest', 'sign', 'prepare'),
    setup,
    signIns,
    destinations,
    hosts: [...new Set(destinations.map(({ host }) => host))],
  };
}

/** Those of the jobs that are of these kinds, in this order. */
export function jobsOf(all: ReadonlyMap<string, Node>, ...kinds: readonly string[]): Node[] {
  return kinds.flatMap(kind => all.get(kind) ?? []);
}
