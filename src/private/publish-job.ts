import type { github } from 'projen';
import type { ImageDestination } from '../image-destination';
import type { ImageJobOptions } from '../image-job-options';
import type { ImageName } from '../image-name';
import type { Content } from './content';
import { commonJob, type Job } from './jobs';
import type { Need } from './permissions';
import { refusal } from './refusal';
import { needsOf, sameCredentials, signIn, type BoundDestination, type SignIn } from './sign-in';
import { afterPublication, summarize, type Step } from './steps';
import { publish } from './transfer';
import { MAY_PUBLISH } from './triggers';

/** Binds the destinations of an image to its name, and refuses those that cannot stand together. */
export function bindDestinations(
  subject: string, destinations: readonly ImageDestination[], name: ImageName, options: ImageJobOptions,
): BoundDestination[] {
  if (destinations.length === 0) {
    throw refusal(`${subject}: destinations`, '[]', 'an image is published somewhere. Leave the option out for ghcr.io.');
  }
  const bound = destinations.map(destination => destination._bind(name));
  if (bound[0].when !== undefined) {
    throw refusal(`${subject}: destinations: when`, bound[0].when, 'the first destination is the primary, and cannot be switched off. Use `publishWhen` for all of them, or name another first.');
  }
  const unreachable = bound.find(({ facts }) => !facts.hostedRunners);
  if (unreachable && !options.runsOn && !options.runsOnGroup) {
    throw refusal(`${subject}: destinations`, unreachable.host, 'GitHub-hosted runners do not reach a GitHub Enterprise Server. Name runners of yours with `runsOn`.');
  }
  for (const [index, one] of bound.entries()) {
    const other = bound.slice(0, index).find(({ host }) => host === one.host);
    if (other && !sameCredentials(other.credentials, one.credentials)) {
      throw refusal(`${subject}: destinations`, one.host, 'docker keeps one sign-in for each registry, and two destinations there have different credentials. Declare a second image for the other.');
    }
  }
  return bound;
}

/** Whether a job has signed in anywhere when it publishes. */
function signedIn(signIns: readonly SignIn[]): 'always' | 'perhaps' | 'never' {
  const shared = signIns.filter(({ separate }) => !separate);
  return shared.some(({ condition }) => condition === undefined) ? 'always' : shared.length ? 'perhaps' : 'never';
}

/** All that a publish job is made of: the steps of a source, by their place among those that every source has. */
export interface PublishJob {
  readonly id: string;
  readonly options: ImageJobOptions;
  /** Whether the workflow may have triggers that must not publish. */
  readonly guarded: boolean;
  /** The jobs that it waits for. */
  readonly waitsFor: readonly string[];
  readonly destinations: readonly BoundDestination[];
  readonly signIns: readonly SignIn[];
  /** Steps before any sign-in: they compute the tags, and bring what the content is made of. */
  readonly before: readonly Step[];
  /** Steps after the sign-ins: they make the content, and check it. */
  readonly make?: readonly Step[];
  readonly content: Content;
  /** Valid tags, parted by spaces, or the expression for them. */
  readonly tags: string;
  readonly needs?: readonly Need[];
  readonly timeoutMinutes: number;
  readonly strategy?: github.workflows.JobStrategy;
}

/** The one job of an image that moves tags. */
export function publishJob(parts: PublishJob): Job {
  const { id, options, destinations, signIns, strategy } = parts;
  return {
    ...commonJob(options, {
      name: strategy ? `Publish ${id} ($\{{ matrix.source }})` : `Publish ${id}`,
      conditions: [parts.guarded ? MAY_PUBLISH : undefined, options.publishWhen],
      waitsFor: parts.waitsFor,
      timeoutMinutes: parts.timeoutMinutes,
    }),
    environment: options.environment,
    strategy,
    // of the legs of a matrix only the last one's would be seen
    outputs: strategy ? undefined : Object.fromEntries(['name', 'digest', 'tags'].map(outputName => [outputName, { stepId: 'publish', outputName }])),
    steps: [
      ...options.setupSteps ?? [],
      ...parts.before,
      ...signIns.flatMap(signIn),
      ...parts.make ?? [],
      publish(parts.content, { destinations, signedIn: signedIn(signIns), tags: parts.tags }),
      summarize(),
      ...afterPublication(options.postPublishSteps ?? []),
    ],
    permissions: [...needsOf(signIns), ...parts.needs ?? []],
  };
}
