import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../action';
import { listOf } from '../../csv';

/** Inputs that are lists, by the option of `docker buildx build` that each item becomes. */
const LISTS: Record<string, string> = {
  'annotations': '--annotation',
  'build-args': '--build-arg',
  'build-contexts': '--build-context',
  'cache-from': '--cache-from',
  'cache-to': '--cache-to',
  'labels': '--label',
  'tags': '--tag',
};
/** Inputs that are one text, and switches. */
const TEXTS: Record<string, string> = { file: '--file', target: '--target' };
const SWITCHES: Record<string, string> = { 'no-cache': '--no-cache', 'pull': '--pull', 'push': '--push', 'load': '--load' };
const OTHERS = ['context', 'outputs', 'platforms', 'provenance', 'sbom', 'secret-envs'];

/**
 * Runs `docker buildx build` with the arguments that the action makes of its inputs.
 * @see https://github.com/docker/build-push-action/blob/v7.3.0/src/context.ts
 */
const build: Action = async (inputs, job) => {
  const unknown = Object.keys(inputs).filter(name => !(name in { ...LISTS, ...TEXTS, ...SWITCHES }) && !OTHERS.includes(name));
  if (unknown.length > 0) {
    throw new Error(`The stand-in for docker/build-push-action does not know ${unknown.join(', ')}`);
  }
  const platforms = listOf(inputs.platforms).flatMap(line => line.split(',')).map(platform => platform.trim());
  const metadataFile = join(job.temp, 'build-metadata.json');
  await job.run('docker', 'buildx', 'build', '--metadata-file', metadataFile,
    ...Object.entries(LISTS).flatMap(([input, option]) => listOf(inputs[input]).flatMap(item => [option, item])),
    ...Object.entries(TEXTS).flatMap(([input, option]) => inputs[input] ? [option, inputs[input]] : []),
    ...Object.entries(SWITCHES).flatMap(([input, option]) => inputs[input] === 'true' ? [option] : []),
    ...listOf(inputs.outputs, {}).flatMap(item => ['--output', item]),
    ...listOf(inputs['secret-envs']).flatMap(line => line.split(',')).flatMap(item => {
      const [id, variable] = item.trim().split('=');
      return ['--secret', `id=${id},env=${variable}`];
    }),
    ...platforms.length ? ['--platform', platforms.join(',')] : [],
    '--attest', `type=provenance,${inputs.provenance === 'false' ? 'disabled=true' : inputs.provenance}`,
    ...inputs.sbom ? ['--attest', `type=sbom,disabled=${inputs.sbom !== 'true'}`] : [],
    inputs.context,
  );
  const metadata = existsSync(metadataFile) ? readFileSync(metadataFile, 'utf8') : '{}';
  const { 'containerimage.digest': digest = '', 'containerimage.config.digest': imageid = '' } = JSON.parse(metadata);
  return { outputs: { digest, imageid, metadata } };
};

export default build;
