import type { Builder, Dockerfile } from '../declaration';
import { cacheOf } from './cache';
import type { ImageJobs } from './image-jobs';
import { signInsOf, type SignIn } from './sign-ins';
import { given, inputOf, record, scriptOf, stepNamed, stepOf, variableOf } from './steps';
import { recordsOf, unquoted } from './texts';
import { at, entriesOf, textOf, type Node } from '../input/node';
import { pathOf } from '../job/texts';

type Entries = ReadonlyArray<readonly [string, string]>;

/** The lists of a build, by the names of the variables that hold what only the run knows. */
const LISTS: Readonly<Record<string, 'buildArgs' | 'buildContexts' | 'labels' | 'annotations'>> = {
  ARG: 'buildArgs', CONTEXT: 'buildContexts', LABEL: 'labels', ANNOTATION: 'annotations',
};

const ASSIGNMENT = /^([^=]+)=(.*)$/s;

/** The options of a build, out of its steps. */
export function dockerfileOf(jobs: ImageJobs): Dockerfile {
  const step = stepOf(jobs.build, 'build');
  const metadata = stepOf(jobs.build, 'metadata');
  const input = (name: string) => inputOf(step, name);
  const late = lateOf(stepOf(jobs.build, 'inputs'));
  const contexts = [...entriesIn(input('build-contexts')), ...late.buildContexts];
  const bases = contexts.flatMap(([name, context]) => baseOf(context).map(base => [name, base] as const));
  const labels = [...entriesIn(inputOf(metadata, 'labels')), ...entriesIn(input('labels'))].filter(([name, value]) => !isRevision(name, value));
  return given<Dockerfile>({
    context: pathOf(input('context')) || undefined,
    dockerfile: input('file') || undefined,
    target: input('target') || undefined,
    buildArgs: record([...entriesIn(input('build-args')), ...late.buildArgs]),
    buildContexts: record(contexts.filter(([, context]) => baseOf(context).length === 0)),
    baseImages: record(bases),
    secrets: secretsOf(step),
    labels: record([...labels, ...late.labels]),
    annotations: record([...entriesIn(input('annotations')).filter(([name]) => !name.startsWith('index:')), ...late.annotations]),
    credentials: credentialsOf(jobs),
    cache: cacheOf(input('cache-from'), input('cache-to')),
    builder: builderOf(jobs),
    pull: input('pull') === 'true' || undefined,
    noCache: input('no-cache') === 'true' || undefined,
    provenance: input('provenance') === 'mode=max' || undefined,
    sbom: input('sbom') === 'true' || undefined,
  });
}

/** The commit that another one than the run's brings with it. */
function isRevision(name: string, value: string): boolean {
  return name === 'org.opencontainers.image.revision' && /outputs\.commit \}\}$/.test(value);
}

/** Lines of `name=value`, but for those that are outputs of steps. */
function entriesIn(text: string): Entries {
  return recordsOf(text).flatMap(line => {
    const [, name, value] = ASSIGNMENT.exec(unquoted(line)) ?? [];
    return name === undefined || /^\$\{\{ steps\./.test(line) ? [] : [[name, value] as const];
  });
}

/** What only the run knows: each text by its name in its list. */
function lateOf(step: Node | undefined): Record<'buildArgs' | 'buildContexts' | 'labels' | 'annotations', Entries> {
  const names = [...scriptOf(step).matchAll(/^ {2}quoted (\S+) "\$(\w+)"$/gm)].map(([, name, variable]) => [name, variable] as const);
  const of = (list: string) => names.flatMap(([name, variable]) => {
    const [, kind] = /^([A-Z]+)_\d+$/.exec(variable) ?? [];
    return LISTS[kind] === list && !name.startsWith('index:') ? [[name, variableOf(step, variable) ?? ''] as const] : [];
  });
  return { buildArgs: of('buildArgs'), buildContexts: of('buildContexts'), labels: of('labels'), annotations: of('annotations') };
}

/** The image of the workflow that a context is. */
function baseOf(context: string): string[] {
  const [, published, checked] = /needs\.publish-([\w-]+)\.outputs\.digest|steps\.base-([\w-]+)\.outputs\.context/.exec(context) ?? [];
  return published ?? checked ? [published ?? checked] : [];
}

function secretsOf(step: Node | undefined): Record<string, string> | undefined {
  const ids = inputOf(step, 'secret-envs').split('\n').flatMap(line => {
    const [, id, variable] = /^(.*)=(SECRET_\d+)$/.exec(line) ?? [];
    const [, secret] = /^\$\{\{ secrets\.(\w+) \}\}$/.exec(variableOf(step, variable ?? '') ?? '') ?? [];
    return secret ? [[id, secret] as const] : [];
  });
  return record(ids);
}

/** Sign-ins for what a build pulls, as far as they are none of the destinations'. */
function credentialsOf({ build, check, publish, setup, hosts, destinations }: ImageJobs): Dockerfile['credentials'] {
  const isCloud = inputOf(stepNamed(build, 'Set up BuildKit'), 'driver') === 'cloud';
  const mayBeOff = (host: string) => publish !== undefined && destinations.every(one => one.host !== host || one.when !== undefined);
  // a destination that may be switched off is signed in to at any time where something is pulled from there
  const isPulled = ({ host, condition }: SignIn) => !hosts.includes(host) || (condition === undefined && mayBeOff(host));
  const pulling = [...signInsOf(build, setup.length).filter(isPulled), ...publish ? signInsOf(check, setup.length) : []];
  return record(pulling.filter(({ host }) => !isCloud || host !== 'docker.io').map(({ host, credentials }) => [host, credentials] as const));
}

/** What builds the image, where it is not the default. */
function builderOf({ build, setup, hosts }: ImageJobs): Builder | undefined {
  const step = stepNamed(build, 'Set up BuildKit');
  const input = (name: string) => inputOf(step, name) || undefined;
  const options = Object.fromEntries(recordsOf(input('driver-opts') ?? '').map(line => ASSIGNMENT.exec(unquoted(line))?.slice(1) ?? []));
  const { image, ...driverOpts } = options;
  const secret = (name: string) => /secrets\.(\w+)/.exec(variableOf(step, `BUILDER_NODE_0_AUTH_TLS_${name}`) ?? '')?.[1];
  const cloud = input('driver') === 'cloud' ? signInsOf(build, setup.length).find(({ host }) => host === 'docker.io' && !hosts.includes(host)) : undefined;
  return entriesOf(at(step, 'with')).length === 0 ? undefined : given<Builder>({
    factory: (textOf(at(step, 'with', 'driver')) as Builder['factory']) ?? 'dockerContainer',
    endpoint: input('endpoint'),
    image,
    driverOpts: record(Object.entries(driverOpts)),
    buildkitConfig: input('buildkitd-config-inline'),
    caCertSecret: secret('CACERT'),
    certSecret: secret('CERT'),
    keySecret: secret('KEY'),
    credentials: cloud?.credentials,
  });
}
