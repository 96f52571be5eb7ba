import { jobOptionsOf } from './options';
import { actionOf, isOfLibrary, nameOf, stepOf, stepsOf } from './steps';
import { secretOf } from '../assemble/credentials';
import { splitReference } from '../assemble/references';
import type { Cache, Check, Credentials, Destination, Dockerfile, Image, Source, Triggers } from '../declaration';
import { tagsOf } from './tags';
import { always, single } from '../expressions/value';
import { at, entriesOf, textOf, type Node } from '../input/node';
import { assignmentsOf, listOf, pathOf } from '../job/texts';
import { Shell } from '../shell/shell';

/** The jobs of one image. */
export type Jobs = ReadonlyMap<string, Node>;

/** An image out of the jobs that the library has made of it. */
export function imageOf(id: string, jobs: Jobs, triggers: Triggers, needs: readonly string[]): Image {
  const publish = jobs.get('publish')!;
  const build = jobs.get('build') ?? publish;
  const step = stepOf(publish, 'publish');
  const source = sourceOf(step, build);
  const published = textOf(at(step, 'env', 'TAGS')) ?? '';
  const tags = source.kind === 'registry' && source.reference.endsWith(`:${published}`) ? undefined : tagsOf(build, published, triggers);
  return tidy({
    id,
    source,
    destinations: destinationsOf(step, publish),
    tags,
    platforms: platformsOf(build, source),
    checks: some([...stepsOf(build).flatMap(one => checkOf(one)), ...scanOf(jobs, build)]),
    attest: jobs.has('attest') ? /visibility == 'public'/.test(textOf(at(jobs.get('attest'), 'if')) ?? '') ? 'PUBLIC_REPOSITORY' : 'ALWAYS' : undefined,
    sign: jobs.has('sign') ? {} : undefined,
    needs: some([...needs]),
    ...jobOptionsOf(publish, build, jobs.get('prepare'), source),
  } satisfies Image);
}

function tidy(image: Image): Image {
  return Object.fromEntries(Object.entries(image).filter(([, value]) => value !== undefined)) as unknown as Image;
}

function some<T>(list: T[]): T[] | undefined {
  return list.length ? list : undefined;
}

function sourceOf(publish: Node | undefined, build: Node): Source {
  const reference = textOf(at(publish, 'env', 'SOURCE'));
  if (reference !== undefined) {
    const script = textOf(at(publish, 'run')) ?? '';
    return { kind: 'registry', reference, ...verifyOf(publish), ...script.includes('oras copy --recursive') ? { referrers: true } : {} };
  }
  const archive = stepsOf(build).find(step => nameOf(step) === 'Read the archive');
  return archive ? { kind: 'archive', path: textOf(at(archive, 'env', 'ARCHIVE')) ?? '' } : { kind: 'dockerfile', options: dockerfileOf(stepOf(build, 'build'), build) };
}

/** Who must have signed a copy, as far as that stands in variables of the step. */
function verifyOf(publish: Node | undefined): { verify?: { identity: string; issuer?: string } } {
  const [identity, issuer] = ['SIGNER', 'ISSUER'].map(name => textOf(at(publish, 'env', name)));
  return identity === undefined ? {} : { verify: { identity, ...issuer === 'https://token.actions.githubusercontent.com' ? {} : { issuer } } };
}

function dockerfileOf(step: Node | undefined, job: Node): Dockerfile {
  const input = (name: string) => textOf(at(step, 'with', name)) ?? '';
  const contexts = assignmentsOf(input('build-contexts'));
  const bases = Object.entries(contexts).flatMap(([name, context]) => {
    const [, base] = /needs\.publish-([\w-]+)\.outputs\.digest/.exec(context) ?? [];
    return base ? [[name, base]] : [];
  });
  const context = pathOf(input('context'));
  const file = pathOf(input('file'));
  const others = Object.entries(contexts).filter(([name]) => !bases.some(([base]) => base === name));
  return Object.fromEntries(Object.entries({
    context: context || undefined,
    dockerfile: file && file !== `${context ? `${context}/` : ''}Dockerfile` ? file : undefined,
    target: input('target') || undefined,
    buildArgs: record(assignmentsOf(input('build-args'))),
    buildContexts: record(Object.fromEntries(others)),
    baseImages: record(Object.fromEntries(bases)),
    labels: record(assignmentsOf(textOf(at(stepOf(job, 'metadata'), 'with', 'labels')) ?? '')),
    cache: cacheOf(input('cache-from'), input('cache-to')),
    pull: input('pull') === 'true' || undefined,
    noCache: input('no-cache') === 'true' || undefined,
    provenance: input('provenance') !== 'false' && input('provenance') !== '' || undefined,
    sbom: input('sbom') === 'true' || undefined,
  }).filter(([, value]) => value !== undefined));
}

function record(entries: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(entries).length ? entries : undefined;
}

function cacheOf(from: string, to: string): Cache | undefined {
  const min = to.includes('mode=min') ? { min: true } : {};
  if (to.startsWith('type=inline')) {
    const [, tag] = /:([\w.-]+)'?[^:]*$/.exec(from) ?? [];
    return { kind: 'inline', tag };
  }
  return to.startsWith('type=gha,scope=') ? { kind: 'githubActions', ...min } : /^type=registry,ref=.*:buildcache-/.test(to) ? { kind: 'registry', ...min } : undefined;
}

function destinationsOf(step: Node | undefined, job: Node): Destination[] {
  const references = entriesOf(at(step, 'env')).filter(([name]) => /^IMAGE(_\d+)?$/.test(name)).map(([, value]) => textOf(value) ?? '');
  return references.map(reference => {
    const { host, path } = splitReference(reference);
    const login = stepsOf(job).find(one => nameOf(one) === `Sign in to ${host}`);
    const credentials = login && credentialsOf(login);
    const when = login && textOf(at(login, 'if'));
    return { host, path, ...credentials ? { credentials } : {}, ...when ? { when } : {} };
  });
}

/** How a step signs in. */
export function credentialsOf(step: Node): Credentials | undefined {
  const [username, password] = ['USERNAME', 'PASSWORD'].map(name => textOf(at(step, 'env', name)) ?? '');
  const secret = secretOf(password);
  const user = secretOf(username);
  if (secret === undefined) {
    return { kind: 'githubToken' };
  }
  return user ? { kind: 'fromSecrets', username: user, password: secret } : { kind: 'of', ...username === '${{ github.actor }}' ? {} : { username }, passwordSecret: secret };
}

function platformsOf(build: Node, source: Source): Image['platforms'] {
  const legs = at(build, 'strategy', 'matrix', 'include')?.list ?? [];
  const text = (leg: Node, name: string) => textOf(at(leg, name)) ?? '';
  const platforms = legs.flatMap(leg => text(leg, 'platforms').split(',').map(name => (
    { name, ...name === 'linux/arm64' && text(leg, 'emulated').split(',').includes(name) ? { emulated: true } : {} })));
  const single_ = listOf(textOf(at(stepOf(build, 'build'), 'with', 'platforms')) ?? '').filter(name => !name.includes('${{'));
  if (source.kind === 'archive') {
    const wanted = stepsOf(build).filter(step => !isOfLibrary(step)).flatMap(step => listOf(textOf(at(step, 'env', 'PLATFORMS')) ?? ''));
    return wanted.length ? [...new Set(wanted)].map(name => ({ name, ...name === 'linux/arm64' ? { emulated: true } : {} })) : undefined;
  }
  return platforms.length ? platforms : single_.length ? single_.map(name => ({ name })) : undefined;
}

/** A check of the library, out of its step. */
function checkOf(step: Node): Check[] {
  const script = textOf(at(step, 'run')) ?? '';
  if (!/^Check (?!out )/.test(nameOf(step)) || textOf(at(step, 'env', 'IMAGE')) !== 'candidate:latest') {
    return [];
  }
  return script.startsWith('docker run --rm "$IMAGE"') && !script.includes('\n') ? [{ kind: 'command', words: wordsOf(script).slice(4) }] : [{ kind: 'script', script }];
}

/** The words of a command. */
function wordsOf(script: string): string[] {
  const words: string[] = [];
  const shell = new Shell({
    variable: name => always(`$${name}`),
    resolve: text => always(text),
    unknown: code => always(code),
    simplify: condition => condition,
    foreign: () => {},
    run: call => {
      words.push(...call.words.map(({ value }) => single(value) ?? ''));
      return true;
    },
  });
  shell.run(script, { kind: 'literal', value: true });
  return words;
}

function scanOf(jobs: Jobs, build: Node): Check[] {
  const scan = [...stepsOf(jobs.get('scan')), ...stepsOf(jobs.get('check')), ...stepsOf(build)].find(step => actionOf(step) === 'aquasecurity/trivy-action');
  const severity = textOf(at(scan, 'with', 'severity'));
  return scan ? [{
    kind: 'trivy',
    ...severity && severity !== 'HIGH,CRITICAL' ? { severities: severity.split(',') } : {},
    ...textOf(at(scan, 'with', 'ignore-unfixed')) === 'true' ? {} : { ignoreUnfixed: false },
  }] : [];
}
