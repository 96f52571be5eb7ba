import type { BuildRun } from './build';
import type { Fault, World } from './fault-cases';
import { putContent } from './fault-images';
import type { Pipeline, Route } from './fault-pipelines';
import { Watcher } from './fault-watcher';
import { Gate, type Rule } from './gate';
import { WRITER, upstream } from './registries';
import { RegistryServer } from './registry-server';
import type { RunOptions, StepStart } from './run-options';

/** An image whose tags show old content, and a pipeline that is about to publish new content. */
export interface Stage {
  readonly source: Gate;
  readonly destination: Gate;
  readonly old: string;
  readonly watcher: Watcher;
  /** Runs the pipeline. */
  run(options?: RunOptions): Promise<BuildRun>;
}

const nothing: Rule = () => undefined;
let stages = 0;

/** Sets a stage, with rules for the gates before both registries, and watches it as long as the play lasts. */
export async function play<T>(
  pipeline: Pipeline, server: RegistryServer, rules: { source?: Rule; destination?: Rule }, act: (stage: Stage) => Promise<T>,
  { name = newName(), megabytes = 1 } = {},
): Promise<T> {
  await putContent(upstream(), name, 'new', pipeline.architectures, ['1'], megabytes);
  const old = await putContent(server.registry, name, 'old', pipeline.architectures, pipeline.tags, 1);
  const source = await Gate.before(upstream().host, rules.source ?? nothing);
  const destination = await Gate.before(server.host, rules.destination ?? nothing);
  const watcher = new Watcher(server.registry, name, pipeline.tags);
  const route: Route = { source: `${source.host}/${name}:1`, host: destination.host, path: name };
  try {
    await watcher.start();
    return await act({ source, destination, old, watcher, run: pipeline.on(route) });
  } finally {
    await watcher.stop();
    await source.close();
    await destination.close();
  }
}

export const newName = () => `fault/${process.pid}-${++stages}`;

/** What came of a run with a fault, and of the one after it where that was mended. */
export interface Outcome {
  readonly old: string;
  readonly run: BuildRun;
  /** How often it went wrong. */
  readonly happened: number;
  /** What the tags showed until the run had ended. */
  readonly sights: Watcher['sights'];
  /** What they ever lacked. */
  readonly damages: Watcher['damages'];
  readonly mended?: BuildRun;
}

/** Runs a pipeline while something goes wrong. */
export async function runUnder(fault: Fault, pipeline: Pipeline, shared: RegistryServer): Promise<Outcome> {
  const server = fault.ownDisk ? await RegistryServer.onDiskOf(64, WRITER) : shared;
  const name = newName();
  let current: StepStart | undefined;
  const world: World = {
    destination: server,
    runner: () => current!.runner,
    moveSource: async () => putContent(upstream(), name, 'newer', pipeline.architectures, ['1'], 1),
  };
  try {
    return await play(pipeline, server, { [fault.at]: fault.rule(world) }, async ({ old, watcher, run, ...gates }) => {
      const first = await run({ onStep: start => { current = start; } });
      const happened = gates[fault.at].faults.length;
      await watcher.look();
      const sights = structuredClone(watcher.sights);
      fault.mend?.(world);
      const mended = fault.mend && await run();
      return { old, run: first, happened, sights, damages: watcher.damages, mended };
    }, { name, megabytes: fault.large ? 8 : 1 });
  } finally {
    if (server !== shared) {
      await server.remove();
    }
  }
}
