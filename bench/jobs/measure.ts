import { spawnSync } from 'node:child_process';
import { ByteCounter } from './byte-counter';
import type { SourceImage } from './images';
import type { Mirror } from './mirrors';
import { WRITER } from '../../e2e/registries';
import type { Registry } from '../../e2e/registry';
import { RegistryServer } from '../../e2e/registry-server';

/** What is measured of two runs: one to an empty registry, and one where nothing has changed since. */
export interface Pair { readonly first: number; readonly unchanged: number }

const REPOSITORY = 'copies/image';

/** The milliseconds that a mirror takes, to a registry that has nothing, and then again. */
export async function timesOf(mirror: Mirror, image: SourceImage): Promise<Pair> {
  return toEmptyRegistry(async ({ host, registry }) => {
    const run = async () => {
      // what was written before is not paid for here
      spawnSync('sync');
      const milliseconds = await mirror.run({ source: image.reference, host, repository: REPOSITORY });
      await expectCopy(mirror, image, registry);
      return milliseconds;
    };
    return { first: await run(), unchanged: await run() };
  });
}

/** The bytes that a mirror sends, headers included, in the same two runs. */
export async function bytesOf(mirror: Mirror, image: SourceImage): Promise<Pair> {
  return toEmptyRegistry(async ({ host, registry }) => {
    const counter = await ByteCounter.before(host);
    try {
      const run = async () => {
        await mirror.run({ source: image.reference, host: counter.host, repository: REPOSITORY });
        await expectCopy(mirror, image, registry);
        return counter.take();
      };
      return { first: await run(), unchanged: await run() };
    } finally {
      await counter.close();
    }
  });
}

async function toEmptyRegistry<T>(use: (server: RegistryServer) => Promise<T>): Promise<T> {
  const server = await RegistryServer.onDisk(WRITER);
  try {
    return await use(server);
  } finally {
    await server.remove();
  }
}

/** Stops the bench where a mirror did not do what it is compared for. */
async function expectCopy({ name, whole }: Mirror, image: SourceImage, registry: Registry): Promise<void> {
  const { digest, content } = await registry.manifest(REPOSITORY, '1');
  if (whole ? digest !== image.digest : !content.layers) {
    throw new Error(`${name} left ${digest}, and not ${image.digest}`);
  }
}
