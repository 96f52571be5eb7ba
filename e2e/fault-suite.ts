import { FAULTS, type Fault } from './fault-cases';
import { killedRuns } from './fault-kill';
import type { Pipeline } from './fault-pipelines';
import { play, runUnder, type Outcome } from './fault-run';
import { keepRows, type Row } from './fault-table';
import type { Sight, Watcher } from './fault-watcher';
import { WRITER } from './registries';
import { RegistryServer } from './registry-server';

/** The tests of a pipeline: each fault, two runs at once, and a runner that is killed at each step. */
export function testFaults(pipeline: Pipeline): void {
  const rows: Row[] = [];
  let server: RegistryServer;
  beforeAll(async () => { server = await RegistryServer.start(WRITER); });
  afterAll(async () => {
    await server.remove();
    keepRows(rows);
  });
  const keep = (fault: string, row: Omit<Row, 'pipeline' | 'fault'>) => rows.push({ pipeline: pipeline.name, fault, ...row });
  const row = ({ run, sights, damages }: Outcome, intact = isIntact(pipeline, sights, damages)): Omit<Row, 'pipeline' | 'fault'> => {
    const message = run.result === 'failure' ? messageOf(run.log) : undefined;
    return { runs: 1, survived: run.result === 'success' ? 1 : 0, intact, ...message === undefined ? {} : { message } };
  };

  const passes = (fault: Fault) => fault.passes && !(pipeline.built && fault.endsBuild);
  const faults = FAULTS.filter(({ slowWithDocker }) => !(slowWithDocker && pipeline.pushedByDocker));

  test.each(faults.filter(passes))('$name: the run succeeds, and the tags go from the old image to the new one', async fault => {
    const outcome = await runUnder(fault, pipeline, server);
    keep(fault.name, row(outcome));
    expect(outcome.happened).toBeGreaterThan(0);
    expect(outcome.damages).toEqual([]);
    expect(outcome.run.result === 'success' ? '' : outcome.run.log).toBe('');
    for (const sights of Object.values(outcome.sights)) {
      expect(namesOf(sights)).toEqual([whole(pipeline, 'old'), whole(pipeline, 'new')]);
      expect(sights.map(({ digest }) => digest)).toEqual([outcome.old, outcome.run.outputs.digest]);
    }
  });

  test.each(faults.filter(fault => !passes(fault)))('$name: the run fails and says what to do, and the tags show the old image', async fault => {
    const outcome = await runUnder(fault, pipeline, server);
    keep(fault.name, row(outcome));
    expect(outcome.happened).toBeGreaterThan(0);
    expect(outcome.damages).toEqual([]);
    expect(outcome.run.result).toBe('failure');
    expect(messageOf(outcome.run.log)).toMatch(pipeline.built && fault.endsBuild ? fault.endsBuild : fault.message!);
    for (const sights of Object.values(outcome.sights)) {
      expect(namesOf(sights)).toEqual([whole(pipeline, 'old')]);
    }
    expect(outcome.mended?.result).toBe(fault.mend && 'success');
  });

  test('two runs at once: each tag shows the image of one of them, and a run that the other has overtaken says so', async () => {
    await play(pipeline, server, {}, async ({ run, watcher, old }) => {
      const runs = await Promise.all([run(), run()]);
      await watcher.look();
      const intact = isIntact(pipeline, watcher.sights, watcher.damages);
      keep('two runs at once', { runs: 2, survived: runs.filter(({ result }) => result === 'success').length, intact });
      expect(watcher.damages).toEqual([]);
      const overtaken = runs.filter(({ result }) => result === 'failure');
      // runs of a workflow of ours wait for each other in GitHub, and two mirrors of one source bring the same image
      expect(overtaken.length).toBeLessThan(pipeline.built ? 2 : 1);
      overtaken.forEach(({ log }) => expect(messageOf(log)).toMatch(/:\S+ is not sha256:.*run this job again/));
      for (const sights of Object.values(watcher.sights)) {
        expect(sights[0].digest).toBe(old);
        expect(sights.length).toBeGreaterThan(1);
        expect(new Set(sights.slice(1).map(({ digest }) => digest)).size).toBeLessThanOrEqual(runs.length);
        expect(namesOf(sights)).toEqual([whole(pipeline, 'old'), ...sights.slice(1).map(() => whole(pipeline, 'new'))]);
      }
    });
  });

  test('a runner that is killed at each step in turn leaves every tag whole, and the next run completes it', async () => {
    const killed = await killedRuns(pipeline, server);
    const intact = killed.filter(({ sights, damages }) => isIntact(pipeline, sights, damages));
    const healed = killed.filter(({ next }) => next === undefined || next.result === 'success');
    keep('runner killed at each step in turn', { runs: killed.length, survived: healed.length, intact: intact.length === killed.length });
    for (const { where, first, next, sights, damages, last } of killed) {
      expect({ where, damages, sights, result: first.result }).toEqual({ where, damages: [], sights, result: 'failure' });
      expect({ where, intact: isIntact(pipeline, sights, damages) }).toEqual({ where, intact: true });
      // nothing is left to complete where the killed run had not written yet
      const digests = next ? pipeline.tags.map(() => next.outputs.digest) : pipeline.tags.map(tag => sights[tag][0].digest);
      expect({ where, next: next?.result ?? 'success', last }).toEqual({ where, next: 'success', last: digests });
    }
    expect(killed.filter(({ next }) => next).length).toBeGreaterThan(2);
  }, 600_000);
}

/** What an image of that content calls itself, on each of its platforms. */
function whole({ architectures }: Pipeline, content: string): string {
  return architectures.map(() => content).join();
}

function namesOf(sights: readonly Sight[]): string[] {
  return sights.map(({ contents }) => contents.join());
}

function isIntact(pipeline: Pipeline, sights: Watcher['sights'], damages: Watcher['damages']): boolean {
  const names = Object.values(sights).flatMap(namesOf);
  return damages.length === 0 && names.every(name => ['old', 'new'].some(content => name === whole(pipeline, content)));
}

/** The last error that a job has shown; of a build what buildx says, which the action shows in GitHub. */
function messageOf(log: string): string | undefined {
  return [...log.matchAll(/^(?:::error::(?!docker buildx)|ERROR: )(.*)$/gm)].at(-1)?.[1].replace('%0A', ' ');
}
