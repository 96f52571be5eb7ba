import { GithubPackageImage, ImageDestination, ImageSource, RegistryCredentials, type GithubPackageImageOptions } from 'projen-github-package-image';
import type { JobRun } from './job';
import { synthesize } from './project';
import { WRITER, ours, upstream } from './registries';
import type { RunOptions } from './run-options';
import { runJob } from './workflow';

/** The sign-in of `WRITER`, with its password in the secret `PASSWORD`. */
export const AS_WRITER = RegistryCredentials.of({ username: WRITER.name, passwordSecret: 'PASSWORD' });

/** The secrets of a repository that may publish. */
export const SECRETS = { PASSWORD: WRITER.password };

/** An image of the rest of the world. */
export const fromUpstream = (reference: string) => ImageSource.fromRegistry(`${upstream().host}/${reference}`);

/** The registry where images are published. */
export const toOurs = () => ImageDestination.registry(ours().host, AS_WRITER);

/** The triggers of a workflow that a person starts with these inputs. */
export const takes = (inputs: Record<string, string>) => ({ inputs: Object.fromEntries(Object.keys(inputs).map(name => [name, {}])) });

/** A run that a person starts with these inputs. */
export const startedWith = (inputs: Record<string, string>): RunOptions => ({ inputs, github: { event_name: 'workflow_dispatch' } });

/**
 * The workflow that publishes an image, to our registry unless it says otherwise.
 * @param look sees the image
 */
export function publishing(id: string, options: GithubPackageImageOptions, look: (image: GithubPackageImage) => void = () => {}): string {
  return synthesize(`publish-${id}`, project => look(new GithubPackageImage(project, id, { destinations: [toOurs()], ...options })));
}

/** Declares an image, and runs the job that publishes it. */
export async function publish(id: string, options: GithubPackageImageOptions, run: RunOptions = {}): Promise<JobRun> {
  return runJob(publishing(id, options), `publish-${id}`, { secrets: SECRETS, ...run });
}
