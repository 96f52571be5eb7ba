import type { Dockerfile } from '../../declaration';
import { FALSE, TRUE, and, or, type Expression } from '../../expressions/expression';
import { always, map, restrict, single, type Value } from '../../expressions/value';
import type { Node } from '../../input/node';
import { own } from '../../own';
import type { Call } from '../../shell/host';
import type { Argument } from '../../shell/words';
import { parseArguments, textOfOption, texts, type Parsed } from '../arguments';
import type { Build } from '../facts';
import { tagged, type Leg } from '../leg';
import { oneText, pathOf } from '../texts';

/** Subcommands that only look, or clean up on a runner that is thrown away. */
const HARMLESS = /^(images|version|info|inspect|ps|logs|rm|rmi|logout|stop|kill|image (inspect|ls|rm|prune)|system (prune|df|info)|builder prune|manifest inspect|buildx (ls|inspect|version|create|use|du|imagetools inspect)|context .*|network .*)$/;
const BUILD_OPTIONS: Record<string, string> = {
  '-t': 'tag',
  '--tag': 'tag',
  '-f': 'file',
  '--file': 'file',
  '--build-arg': 'build-arg',
  '--target': 'target',
  '--platform': 'platform',
  '--label': 'label',
  '--annotation': 'annotation',
  '--cache-from': 'cache-from',
  '--cache-to': 'cache-to',
  '-o': 'output',
  '--output': 'output',
  '--build-context': 'build-context',
  '--secret': 'secret',
  '--provenance': 'provenance',
  '--sbom': 'sbom',
  '--progress': 'progress',
  '--builder': 'builder',
  '--network': 'network',
  '--iidfile': 'iidfile',
  '--metadata-file': 'metadata-file',
  '--ssh': 'ssh',
  '--shm-size': 'shm-size',
};
/** Options that change nothing in the image. */
const SILENT = ['tag', 'output', '--push', '--load', 'progress', '-q', '--quiet', '--rm', '--force-rm', 'builder', 'iidfile', 'metadata-file'];

/** Follows `docker …`. Whether the command is understood. */
export function docker(call: Call, leg: Leg, step: Node): boolean {
  const [first, second] = texts(call.words.slice(1));
  const rest = (skip: number) => call.words.slice(1 + skip);
  const command = ['image', 'buildx', 'container', 'manifest', 'system', 'builder', 'context', 'network'].includes(first) ? `${first} ${second}` : first;
  switch (command) {
    case 'login':
      return login(call, leg);
    case 'build':
      return build(rest(1), call, leg, step, false);
    case 'image build':
      return build(rest(2), call, leg, step, false);
    case 'buildx build':
      return build(rest(2), call, leg, step, true);
    case 'pull':
    case 'image pull':
      return pull(rest(command === 'pull' ? 1 : 2), call, leg);
    case 'tag':
    case 'image tag':
      return tag(rest(command === 'tag' ? 1 : 2), leg);
    case 'push':
    case 'image push':
      return push(rest(command === 'push' ? 1 : 2), call, leg, step);
    case 'buildx imagetools':
      return texts(call.words)[3] === 'create' ? create(rest(3), call, leg, step) : true;
    default:
      return HARMLESS.test(command ?? '');
  }
}

function login(call: Call, leg: Leg): boolean {
  const parsed = parseArguments(call.words.slice(2), { '-u': 'username', '--username': 'username', '-p': 'password', '--password': 'password' });
  const password = parsed.options.get('password')?.[0]?.value ?? call.input;
  const username = parsed.options.get('username')?.[0]?.value;
  const cloud = /\baws ecr\b[^|]*get-login/.test(call.source) ? 'aws' : /\bgcloud auth print-access-token\b/.test(call.source) ? 'google' : undefined;
  if (cloud) {
    leg.clouds.push({ cloud, steps: leg.identities, registry: single(parsed.rest[0]?.value ?? []) ?? '', line: call.line });
    return true;
  }
  if (!password || !username) {
    return false;
  }
  leg.logins.push({ host: parsed.rest[0]?.value ?? always('docker.io'), username, password, when: leg.where(call.when), line: call.line });
  if (parsed.options.has('password') || /echo|<<</.test(call.source)) {
    leg.ledger.note('better', call.line, 'the password no longer passes through a script: it goes to the registry on standard input, into a file that ends with the job');
  }
  return true;
}

function build(words: readonly Argument[], call: Call, leg: Leg, step: Node, buildx: boolean): boolean {
  const parsed = parseArguments(words, BUILD_OPTIONS);
  const options = dockerfileOf(parsed);
  const platforms = textOfOption(parsed, 'platform')?.split(',').map(one => one.trim());
  const content: Build = { kind: 'build', options, ...platforms ? { platforms } : {}, defaultProvenance: false };
  const unknown = [...parsed.options.keys()].filter(name => !SILENT.includes(name) && !own(KNOWN, name));
  unknown.forEach(name => leg.ledger.note('unsaid', call.line, `docker build ${name.replace(/^(?!-)/, '--')}: the library has no such option`, 'the Dockerfile, or `preBuildSteps` with `ImageSource.fromDaemon`'));
  const tags = parsed.options.get('tag') ?? [];
  leg.made += 1;
  tags.forEach(({ value }) => leg.store(value, { content, made: call.when }));
  const pushes = parsed.options.has('--push') || /type=registry|push=true/.test(textOfOption(parsed, 'output') ?? '');
  if (pushes) {
    leg.publish(content, tags.map(conditional), call.when, call.when, step, call.line);
  }
  if (buildx && !pushes && !parsed.options.has('--load')) {
    leg.ledger.note('kept', call.line, 'builds without a push: what the check of the library does');
  }
  return parsed.rest.length <= 1 && single(parsed.rest[0]?.value ?? []) !== '-';
}

function conditional({ value, when }: Argument) {
  return { kind: 'reference' as const, value: tagged(when === TRUE ? value : restrict(value, when)) };
}

const KNOWN: Record<string, (options: Dockerfile, values: readonly string[]) => void> = {
  'file': (options, [file]) => { options.dockerfile = pathOf(file); },
  'target': (options, [target]) => { options.target = target; },
  'build-arg': (options, values) => { options.buildArgs = entries(values.filter(value => !/^BUILDKIT_INLINE_CACHE=/.test(value))); },
  'build-context': (options, values) => { options.buildContexts = entries(values); },
  'label': (options, values) => { options.labels = entries(values); },
  'annotation': (options, values) => { options.annotations = entries(values); },
  'platform': () => {},
  'cache-from': (options, values) => { options.cache = cacheOf(values, []); },
  'cache-to': (options, values) => { options.cache = options.cache?.kind === 'inline' ? options.cache : cacheOf(options.cache?.kind === 'of' ? options.cache.from : [], values); },
  '--pull': options => { options.pull = true; },
  '--no-cache': options => { options.noCache = true; },
  'provenance': (options, [value]) => { options.provenance = value !== 'false' || undefined; },
  'sbom': (options, [value]) => { options.sbom = value !== 'false' || undefined; },
};

function cacheOf(from: readonly string[], to: readonly string[]): Dockerfile['cache'] {
  const [image] = from.filter(value => !value.includes('type='));
  return image && to.length === 0 ? { kind: 'inline', tag: /:([\w.-]+)$/.exec(image)?.[1] } : { kind: 'of', from, to };
}

function dockerfileOf(parsed: Parsed): Dockerfile {
  const options: Dockerfile = {};
  const context = parsed.rest[0] && oneText(parsed.rest[0].value);
  if (context !== undefined && pathOf(context)) {
    options.context = pathOf(context);
  }
  for (const [name, values] of parsed.options) {
    own(KNOWN, name)?.(options, values.map(({ value }) => oneText(value)));
  }
  return options;
}

function entries(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map(value => [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)]));
}

function pull(words: readonly Argument[], call: Call, leg: Leg): boolean {
  const parsed = parseArguments(words, { '--platform': 'platform' });
  const [image] = parsed.rest;
  if (image) {
    leg.pulled ||= leg.publications.length === 0;
    leg.store(image.value, {
      content: { kind: 'copy', reference: tagged(image.value), platform: textOfOption(parsed, 'platform'), everyPlatform: false },
      made: call.when,
    });
  }
  return image !== undefined;
}

function tag(words: readonly Argument[], leg: Leg): boolean {
  const [from, to] = words;
  const known = from && leg.stored(from.value);
  if (known && to) {
    leg.made++;
    leg.store(to.value, known);
  }
  return known !== undefined && to !== undefined;
}

function push(words: readonly Argument[], call: Call, leg: Leg, step: Node): boolean {
  const { options, rest: [image] } = parseArguments(words, {});
  if (!image) {
    return false;
  }
  const name = single(image.value);
  const every = options.has('-a') || options.has('--all-tags');
  const keys = every && name ? [...leg.engine.keys()].filter(key => key.startsWith(`true ? ${name}:`)) : [];
  if (every) {
    keys.forEach(key => leg.publish(leg.engine.get(key)!.content, [{ kind: 'reference', value: always(key.slice('true ? '.length)) }], leg.engine.get(key)!.made, call.when, step, call.line));
    return keys.length > 0;
  }
  const known = leg.stored(image.value);
  if (known) {
    leg.publish(known.content, [{ kind: 'reference', value: tagged(image.value) }], known.made, and(known.made, call.when), step, call.line);
  }
  return known !== undefined;
}

/** `imagetools create`: a new name for an image that is there, or an index of what was pushed by digest. */
function create(words: readonly Argument[], call: Call, leg: Leg, step: Node): boolean {
  const parsed = parseArguments(words, { '-t': 'tag', '--tag': 'tag', '-f': 'file', '--annotation': 'annotation' });
  const tags = parsed.options.get('tag') ?? [];
  const sources = parsed.rest.map(({ value }) => value);
  const metadata = /DOCKER_METADATA_OUTPUT_JSON/.test(String(step.map?.get('run')?.scalar ?? '')) ? [...leg.metadata.values()].pop() : undefined;
  const byDigest = sources.some(value => /sha256:|shell\(/.test(single(value) ?? 'shell(')) || metadata !== undefined;
  if (byDigest) {
    leg.publish({ kind: 'build', options: {}, byDigest: '*', defaultProvenance: false }, metadata ? [{ kind: 'metadata', metadata, when: TRUE }] : tags.map(conditional), call.when, call.when, step, call.line);
    return metadata !== undefined || tags.length > 0;
  }
  if (sources.length === 1) {
    leg.publish({ kind: 'copy', reference: sources[0], everyPlatform: true }, tags.map(conditional), call.when, call.when, step, call.line);
  }
  return sources.length === 1;
}

/** Where any of these holds. */
export function anyOf(conditions: readonly Expression[]): Expression {
  return conditions.length ? or(...conditions) : FALSE;
}

/** A reference as skopeo writes it, without its transport. */
export function withoutTransport(value: Value): Value {
  return map(value, text => text.replace(/^docker:\/\//, ''));
}
