// What an image of two platforms costs: built on a runner for each, as the library does, against one build that emulates the other.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../e2e/engine';
import { installPrograms } from '../e2e/programs';
import { WRITER } from '../e2e/registries';
import { RegistryServer } from '../e2e/registry-server';
import { requireTools } from '../e2e/tools';
import { OTHER_NATIVE, buildEmulated, buildNatively, type Build, type Pipeline } from './jobs/builds';
import { GO_ROOT, putCompilerImage } from './jobs/compiler-image';
import { withEmulation } from './jobs/emulation';
import { emulatorVersion, facts } from './jobs/facts';
import { round, spreadOf } from './spread';
import { keep, print, type Table } from './table';

const ROUNDS = 3;

const filesOf = (base: string) => ({
  'Dockerfile': `FROM ${base} AS build\nWORKDIR /src\nCOPY . .\nRUN ["${GO_ROOT}/bin/go", "build", "-o", "/hello", "."]\nFROM scratch\nCOPY --from=build /hello /hello\nENTRYPOINT ["/hello"]\n`,
  'go.mod': 'module hello\n',
  'main.go': 'package main\n\nfunc main() { println("hello") }\n',
});

interface Round { readonly pipeline: Pipeline; readonly emulated: number }

async function measure(files: Build['files']): Promise<Round[]> {
  const rounds: Round[] = [];
  const toEmptyRegistry = async <T>(build: (to: Build) => Promise<T>, platforms: number) => {
    const server = await RegistryServer.onDisk(WRITER);
    try {
      const result = await build({ files, host: server.host, repository: 'builds/image' });
      const { content } = await server.registry.manifest('builds/image', '1');
      if (content.manifests?.length !== platforms) {
        throw new Error(`There should be ${platforms} platforms in ${JSON.stringify(content)}`);
      }
      return result;
    } finally {
      await server.remove();
    }
  };
  for (let index = 0; index < ROUNDS; index++) {
    const natively = async () => toEmptyRegistry(buildNatively, 2);
    const emulated = async () => toEmptyRegistry(buildEmulated, 2);
    const measured = index % 2
      ? { emulated: await emulated(), pipeline: await natively() }
      : { pipeline: await natively(), emulated: await emulated() };
    rounds.push(measured);
  }
  return rounds;
}

function tableOf(rounds: readonly Round[]): Table {
  const slowest = rounds.map(({ pipeline }) => Math.max(...pipeline.legs));
  const joins = rounds.map(({ pipeline }) => pipeline.join);
  const emulated = rounds.map(one => one.emulated);
  const ratio = spreadOf(emulated.map((time, index) => time / (slowest[index] + joins[index])));
  const seconds = (times: readonly number[]) => round(spreadOf(times).median / 1000);
  return {
    title: 'Compiling a program for two platforms: how many times longer one emulated build takes',
    command: 'npx projen bench platforms',
    notes: [
      'The time of the workflow that the library makes is that of its slower leg and of the job that joins them. All its jobs run, one after another, on one machine.',
      `No machine for arm64 is there: ${OTHER_NATIVE}, which this one runs natively, stands for it, as if a runner for arm64 were as fast.`,
      'The emulated build is one `docker buildx build` for linux/amd64 and linux/arm64. Both sides sign in, read the same base image and have no cache.',
      'Builders are started before; jobs that wait for a runner are not in it.',
    ],
    facts: { ...facts(), qemu: emulatorVersion() },
    columns: ['median', 'least', 'most', 'seconds of the emulated build', 'seconds of the slower leg', 'seconds of the join', 'rounds'],
    rows: [[round(ratio.median), round(ratio.min), round(ratio.max), seconds(emulated), seconds(slowest), seconds(joins), String(rounds.length)]],
  };
}

async function main(): Promise<void> {
  requireTools();
  installPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'bench-platforms-'));
  const engine = await startEngine(folder);
  const upstream = await RegistryServer.onDisk();
  try {
    const files = filesOf(await putCompilerImage(upstream.registry, 'go'));
    const table = tableOf(await withEmulation(async () => measure(files)));
    print(table);
    keep('platforms', table);
  } finally {
    await upstream.remove();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
