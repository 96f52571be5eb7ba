import { ImageDestination, ImageName, ImageSource, ImageTag, ImageTransfer, Platform } from 'projen-github-package-image';
import { overview, runOn, type BuildRun } from './build';
import { payload } from './fault-images';
import { withGit } from './git';
import { AS_WRITER, SECRETS, publishing } from './publish';
import { releaseWorkflow } from './release';
import type { Files } from './repository';
import type { RunOptions } from './run-options';
import { runWorkflow } from './workflow';

/** Where an image comes from and goes to: hosts, which may be gates, and paths. */
export interface Route {
  /** A reference: what is mirrored, or what is built upon. */
  readonly source: string;
  readonly host: string;
  readonly path: string;
}

/** A way to publish an image. */
export interface Pipeline {
  readonly name: string;
  /** The architectures of the image, and of what it is made of. */
  readonly architectures: readonly string[];
  /** Tags that it moves. */
  readonly tags: readonly string[];
  /** Whether BuildKit builds it, upon the source. */
  readonly built?: boolean;
  /** Whether Docker pushes it. */
  readonly pushedByDocker?: boolean;
  /** What one may do on that route as often as one wants to: each time is a run. */
  on(route: Route): (options?: RunOptions) => Promise<BuildRun>;
}

const TAGS = ['1', 'latest'];
const tags = TAGS.map(tag => ImageTag.of(tag));
const to = ({ host, path }: Route) => ({ name: ImageName.of(path), destinations: [ImageDestination.registry(host, AS_WRITER)] });

/** A repository that builds upon the source, and adds content of its own. */
const repository = ({ source }: Route): Files => ({ Dockerfile: `FROM ${source}\nLABEL content=new\nCOPY payload /payload\n`, payload: payload(2) });

function mirror(name: string, architectures: readonly string[], transfer?: ImageTransfer): Pipeline {
  return {
    name,
    architectures,
    tags: TAGS,
    pushedByDocker: transfer === ImageTransfer.PULL_AND_PUSH,
    on: route => {
      const yaml = publishing('x', { ...to(route), source: ImageSource.fromRegistry(route.source, { transfer }), tags });
      return async options => overview(await runWorkflow(yaml, { secrets: SECRETS, ...options }));
    },
  };
}

function build(name: string, architectures: readonly string[], platforms?: Platform[]): Pipeline {
  return {
    name,
    architectures,
    tags: TAGS,
    built: true,
    on: route => {
      const yaml = publishing('x', { ...to(route), tags, platforms });
      const files = repository(route);
      return async options => runOn(yaml, files, options);
    },
  };
}

export const MIRROR = mirror('mirror, copied between registries', ['amd64', 'arm64']);
export const PULL_AND_PUSH = mirror('mirror, pulled and pushed', ['amd64'], ImageTransfer.PULL_AND_PUSH);
export const ONE_PLATFORM = build('build for one platform', ['amd64']);
export const PLATFORMS = build('build for two platforms on two runners', ['amd64', 'arm64'], [Platform.LINUX_AMD64, Platform.LINUX_ARM64]);

export const RELEASE: Pipeline = {
  name: 'release by projen',
  architectures: ['amd64'],
  tags: ['1.10', 'latest'],
  built: true,
  on: route => {
    const yaml = releaseWorkflow('1.10.2', { name: ImageName.of(route.path), destinations: [ImageDestination.registry(route.host, AS_WRITER)] });
    const files = repository(route);
    return async options => withGit([{ tags: ['v1.9.0'] }], async ({ serverUrl }) => runOn(yaml, files, { ...options, github: { server_url: serverUrl } }));
  },
};
