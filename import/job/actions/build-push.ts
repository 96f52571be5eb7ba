import type { Cache, Dockerfile } from '../../declaration';
import { FALSE, TRUE, and, not, type Expression } from '../../expressions/expression';
import { always, combine, map, restrict, type Value } from '../../expressions/value';
import { at, entriesOf, textOf, type Node } from '../../input/node';
import type { Build, Target } from '../facts';
import { tagged, type Leg } from '../leg';
import { assignmentsOf, linesOf, listOf, oneText, pathOf } from '../texts';
import { entriesOfTags, metadataOf } from './metadata';

/** Inputs that change nothing in the image, or that the library has its own way for. */
const SILENT = ['builder', 'load', 'github-token', 'context', 'file', 'push', 'tags', 'labels', 'annotations', 'platforms', 'target', 'build-args', 'build-contexts',
  'cache-from', 'cache-to', 'provenance', 'sbom', 'pull', 'no-cache', 'outputs', 'secrets'];

/** A step with docker/build-push-action, version 2 and later. */
export function readBuildPush(step: Node, leg: Leg, when: Expression): void {
  const input = (name: string) => leg.scope.resolve(textOf(at(step, 'with', name)) ?? '');
  const text = (name: string) => oneText(input(name));
  const outputs = text('outputs').replace(/\s+/g, ' ');
  const byDigest = /push-by-digest=true/.test(outputs) ? /name=([^,"]+)/.exec(outputs)?.[1] : undefined;
  const platforms = listOf(text('platforms'));
  const content: Build = {
    kind: 'build',
    options: optionsOf(step, leg, text),
    ...platforms.length ? { platforms } : {},
    ...byDigest ? { byDigest } : {},
    defaultProvenance: defaultProvenance(step) && at(step, 'with', 'provenance') === undefined,
  };
  const push = at(step, 'with', 'push');
  const pushes = push ? leg.scope.condition(wrapped(textOf(push))) : /push=true|type=registry/.test(outputs) ? TRUE : FALSE;
  const targets = targetsOf(leg, input('tags'));
  leg.publish(content, targets, when, and(when, pushes), step, step.line);
  if (!push && !outputs) {
    leg.made++;
    targets.forEach(target => target.kind === 'reference' && leg.store(target.value, { content, made: when }));
  }
  entriesOf(at(step, 'with')).filter(([name]) => SILENT.includes(name)).forEach(([, node]) => leg.ledger.take(node));
  ['uses', 'id', 'name', 'if', 'env'].forEach(name => leg.ledger.take(at(step, name)));
}

/** `true` of an input is the condition that always holds. */
function wrapped(text: string | undefined): string | undefined {
  return text?.trim() === '' ? 'false' : text;
}

function defaultProvenance(step: Node): boolean {
  return /@(v?[4-9]|[0-9a-f]{40})/.test(textOf(at(step, 'uses')) ?? '');
}

/** The references of the input `tags`. */
export function targetsOf(leg: Leg, tags: Value): Target[] {
  return entriesOfTags(tags).flatMap((value): Target[] => {
    const metadata = metadataOf(value[0].text, leg);
    if (metadata) {
      return [{ kind: 'metadata', metadata, when: value[0].when }];
    }
    return [{ kind: 'reference', value: tagged(value) }];
  });
}

function optionsOf(step: Node, leg: Leg, text: (name: string) => string): Dockerfile {
  const context = pathOf(text('context').replace(/^\$?\{\{ ?defaultContext ?\}\}:?/, ''));
  const file = pathOf(text('file'));
  const labels = { ...labelsOf(text('labels'), leg) };
  return tidy({
    context: context || undefined,
    dockerfile: file || undefined,
    target: text('target') || undefined,
    buildArgs: some(assignmentsOf(text('build-args'))),
    buildContexts: some(assignmentsOf(text('build-contexts'))),
    secrets: some(secretsOf(text('secrets'), step, leg)),
    labels: some(labels),
    annotations: some(annotationsOf(text('annotations'), leg)),
    cache: cacheOf(listOfCaches(text('cache-from')), listOfCaches(text('cache-to')), step, leg),
    pull: text('pull') === 'true' || undefined,
    noCache: text('no-cache') === 'true' || undefined,
    provenance: provenanceOf(text('provenance'), step, leg),
    sbom: text('sbom') !== '' && text('sbom') !== 'false' || undefined,
  });
}

function provenanceOf(text: string, step: Node, leg: Leg): boolean | undefined {
  if (/mode=max/.test(text)) {
    leg.ledger.note('changed', at(step, 'with', 'provenance'), 'provenance had `mode=max`, which lists build arguments and the sources too; `provenance: true` is what BuildKit gives otherwise');
  }
  return text !== '' && text !== 'false' || undefined;
}

/** Labels, those of a step with docker/metadata-action among them. */
export function labelsOf(text: string, leg: Leg): Record<string, string> {
  return withMetadata('labels', text, leg);
}

/** Annotations, whichever part of the image they are of. */
function annotationsOf(text: string, leg: Leg): Record<string, string> {
  return Object.fromEntries(Object.entries(withMetadata('annotations', text, leg)).map(([name, value]) => [name.replace(/^[a-z,-]+(\[[^\]]*\])?:/, ''), value]));
}

function withMetadata(output: 'labels' | 'annotations', text: string, leg: Leg): Record<string, string> {
  const computed = new RegExp(`^\\$\\{\\{ steps\\.([\\w-]+)\\.outputs\\.${output} \\}\\}$`);
  const lines = linesOf(text);
  const ids = lines.flatMap(line => computed.exec(line)?.[1] ?? []);
  return Object.assign({}, ...ids.map(id => leg.metadata.get(id)?.[output] ?? {}), assignmentsOf(lines.filter(line => !computed.test(line)).join('\n')));
}

function secretsOf(text: string, step: Node, leg: Leg): Record<string, string> {
  return Object.fromEntries(Object.entries(assignmentsOf(text)).flatMap(([id, value]) => {
    const name = /^\$\{\{ secrets\.(\w+) \}\}$/.exec(value)?.[1];
    if (name === undefined) {
      leg.ledger.note('unsaid', at(step, 'with', 'secrets'), `the build secret ${id}: it takes a secret of the repository, and not what is computed`, '`preBuildSteps`');
    }
    return name === undefined ? [] : [[id, name]];
  }));
}

function listOfCaches(text: string): string[] {
  return linesOf(text);
}

function cacheOf(from: readonly string[], to: readonly string[], step: Node, leg: Leg): Cache | undefined {
  const all = [...from, ...to];
  if (all.length === 0) {
    return undefined;
  }
  const where = at(step, 'with', 'cache-from') ?? at(step, 'with', 'cache-to');
  if (all.every(one => /type=gha/.test(one))) {
    return { kind: 'githubActions', ...to.length && !to.some(one => /mode=max/.test(one)) ? { min: true } : {} };
  }
  if (all.every(one => /type=local/.test(one))) {
    leg.ledger.note('changed', where, 'the cache was a folder that actions/cache carried from run to run; now BuildKit keeps it in the cache of GitHub Actions itself');
    return { kind: 'githubActions' };
  }
  const images = from.filter(one => !/type=/.test(one) || /type=registry/.test(one));
  if (to.every(one => /type=inline/.test(one)) && images.length === from.length) {
    return { kind: 'inline', tag: /:([\w.-]+)$/.exec(images[0] ?? '')?.[1] };
  }
  if (all.every(one => /type=(registry|inline)/.test(one))) {
    leg.ledger.note('changed', where, 'the cache is in the registry as before, under tags that the library names: one for each platform');
    return { kind: 'registry', ...to.length && !to.some(one => /mode=max/.test(one)) ? { min: true } : {} };
  }
  return { kind: 'of', from, to };
}

function some(record: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(record).length ? record : undefined;
}

function tidy<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

/** A step with docker/build-push-action@v1, and with the actions that did all in one step before it. */
export function readBuildPushV1(step: Node, leg: Leg, when: Expression): void {
  const input = (name: string) => leg.scope.resolve(textOf(at(step, 'with', name)) ?? '');
  const text = (name: string) => oneText(input(name));
  const host = text('registry') || 'docker.io';
  const name = combine([always(`${host}/`), input('repository')]);
  const tags = [
    ...listOf(text('tags')).map(tag => map(name, one => `${one}:${tag}`)),
    ...text('tag_with_ref') === 'true' ? refTags(name, leg) : [],
    ...text('tag_with_sha') === 'true' ? [map(name, one => `${one}:sha-\${{ slice(github.sha, 0, 7) }}`)] : [],
  ];
  if (at(step, 'with', 'username')) {
    leg.logins.push({ host: always(host), username: input('username'), password: input('password'), when, line: step.line });
  }
  const caches = listOf(text('cache_froms'));
  const content: Build = {
    kind: 'build',
    defaultProvenance: false,
    options: tidy({
      context: pathOf(text('path')) || undefined,
      dockerfile: pathOf(text('dockerfile')) || undefined,
      target: text('target') || undefined,
      buildArgs: some(Object.fromEntries(listOf(text('build_args')).map(pair))),
      labels: some(Object.fromEntries(listOf(text('labels')).map(pair))),
      pull: text('always_pull') === 'true' || undefined,
      cache: caches.length ? { kind: 'inline' as const, tag: /:([\w.-]+)$/.exec(caches[0])?.[1] } : undefined,
    }),
  };
  const pushes = at(step, 'with', 'push') ? leg.scope.condition(textOf(at(step, 'with', 'push'))) : TRUE;
  leg.publish(content, (tags.length ? tags : [map(name, one => `${one}:latest`)]).map(value => ({ kind: 'reference', value })), when, and(when, pushes), step, step.line);
  leg.ledger.take(step);
}

function pair(text: string): [string, string] {
  return [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
}

/** `tag_with_ref`: latest on master, and else the name of the branch or git tag. */
export function refTags(name: Value, leg: Leg, latest: string = "github.ref == 'refs/heads/master'"): Value[] {
  const master = leg.scope.simplify(leg.scope.condition(latest));
  const other = leg.scope.simplify(not(master));
  return [restrict(map(name, one => `${one}:latest`), master), restrict(map(name, one => `${one}:\${{ github.ref_name }}`), other)].filter(value => value.length);
}
