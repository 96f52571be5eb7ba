import type { BuildRun } from './build';
import type { Pipeline } from './fault-pipelines';
import { play } from './fault-run';
import type { Watcher } from './fault-watcher';
import type { Arrival, Rule } from './gate';
import { WRITES } from './registry';
import type { RegistryServer } from './registry-server';
import type { StepStart } from './run-options';

/** A run whose runner was killed, and the one after it, where the first has left anything in the registry: all else went with the runner. */
export interface KilledRun {
  /** The job and the step, and the request of it. */
  readonly where: string;
  readonly first: BuildRun;
  readonly next?: BuildRun;
  /** What the tags showed until the next run began, and what they lacked before or after. */
  readonly sights: Watcher['sights'];
  readonly damages: Watcher['damages'];
  /** The digests that the tags show in the end. */
  readonly last: readonly string[];
}

/** A step of a run in which nothing goes wrong, and the requests that it sent. */
interface Probed extends Pick<StepStart, 'job' | 'leg'> {
  readonly where: string;
  readonly requests: Arrival[];
}

/** The moments at which a step is killed, as numbers of its requests; one that sends none is killed when its work is done. */
function momentsOf({ requests }: Probed): Array<number | 'its end'> {
  const puts = requests.flatMap(({ method, path }, place) => method === 'PUT' && path.includes('/manifests/') ? [place] : []);
  const middle: number | 'its end' = requests.length === 0 ? 'its end' : Math.floor(requests.length / 2);
  return [...new Set([middle, ...puts.length ? [puts[0], puts.at(-1)!] : []])];
}

/** Kills the runner of a pipeline at each of its steps in turn: in the middle, and where it puts its first and its last manifest. */
export async function killedRuns(pipeline: Pipeline, server: RegistryServer): Promise<KilledRun[]> {
  const killed: KilledRun[] = [];
  for (const step of await probe(pipeline, server)) {
    for (const moment of momentsOf(step)) {
      killed.push(await killedAt(pipeline, server, step.where, moment));
    }
  }
  return killed;
}

const nameOf = ({ job, leg, step }: StepStart) => `${job}, leg ${leg}, step ${step}`;

async function probe(pipeline: Pipeline, server: RegistryServer): Promise<Probed[]> {
  const steps: Probed[] = [];
  const rule: Rule = arrival => {
    steps.at(-1)?.requests.push(arrival);
    return undefined;
  };
  await play(pipeline, server, { source: rule, destination: rule }, async ({ run }) => run({
    onStep: start => { steps.push({ ...start, where: nameOf(start), requests: [] }); },
  }));
  // of a matrix the last leg, when the others have left what they push
  return steps.filter(({ job, leg }) => !steps.some(other => other.job === job && other.leg > leg));
}

async function killedAt(pipeline: Pipeline, server: RegistryServer, where: string, moment: number | 'its end'): Promise<KilledRun> {
  let current: StepStart | undefined;
  let left = moment;
  const rule: Rule = () => current && nameOf(current) === where && left !== 'its end' && left-- === 0
    ? { before: () => current!.runner.kill() } : undefined;
  return play(pipeline, server, { source: rule, destination: rule }, async ({ run, watcher, destination }) => {
    const first = await run({
      onStep: start => {
        current = start;
        if (moment === 'its end' && nameOf(start) === where) {
          start.runner.killAfterStep();
        }
      },
    });
    current = undefined;
    await watcher.look();
    const sights = structuredClone(watcher.sights);
    const wrote = destination.passed.some(({ method, path }) => WRITES.includes(method) && path.startsWith('/v2/'));
    const next = wrote ? await run() : undefined;
    await watcher.look();
    const last = pipeline.tags.map(tag => watcher.sights[tag].at(-1)!.digest);
    return { where: `${where}, ${moment === 'its end' ? moment : `request ${moment}`}`, first, next, sights, damages: watcher.damages, last };
  });
}
