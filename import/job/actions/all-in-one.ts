import type { Dockerfile } from '../../declaration';
import { TRUE, type Expression } from '../../expressions/expression';
import { always, combine, map, single, type Value } from '../../expressions/value';
import { at, textOf, type Node } from '../../input/node';
import type { Build } from '../facts';
import { tagged, type Leg } from '../leg';
import { assignmentsOf, linesOf, listOf, oneText, pathOf } from '../texts';
import { labelsOf, refTags, targetsOf } from './build-push';

/** Reads the inputs of a step. */
function inputsOf(step: Node, leg: Leg) {
  const value = (name: string) => leg.scope.resolve(textOf(at(step, 'with', name)) ?? '');
  return { value, text: (name: string) => oneText(value(name)), has: (name: string) => at(step, 'with', name) !== undefined };
}

function buildOf(options: Dockerfile, platforms: readonly string[] = []): Build {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== ''));
  return { kind: 'build', options: given, ...platforms.length ? { platforms } : {}, defaultProvenance: false };
}

/** elgohr/Publish-Docker-Github-Action. */
export function readElgohr(step: Node, leg: Leg, when: Expression): void {
  const { value, text } = inputsOf(step, leg);
  const host = text('registry') || 'docker.io';
  const name = /^[^/]+[.:][^/]*\//.test(text('name')) ? value('name') : combine([always(`${host}/`), value('name')]);
  leg.logins.push({ host: always(host), username: value('username'), password: value('password'), when: leg.where(when), line: step.line });
  const tags = text('tags') ? listOf(text('tags')).map(tag => map(name, one => `${one}:${tag}`)) : refTags(name, leg, `github.ref == 'refs/heads/master' || github.ref == 'refs/heads/main'${text('tag_names') === 'true' ? '' : " || startsWith(github.ref, 'refs/tags/')"}`);
  if (text('snapshot') === 'true') {
    leg.ledger.note('unsaid', at(step, 'with', 'snapshot'), 'the tag of the snapshot (date, time and commit) is made by the action', 'a step of `prepare`, and `ImageTag.of` with its output');
  }
  const content = buildOf({
    context: pathOf(text('context') || text('workdir')),
    dockerfile: pathOf(text('dockerfile')),
    target: text('target'),
    buildArgs: text('buildargs') ? Object.fromEntries(listOf(text('buildargs')).map(arg => [arg, `\${{ env.${arg} }}`])) : undefined,
    cache: text('cache') === 'true' ? { kind: 'inline' } : undefined,
  }, listOf(text('platforms')));
  leg.publish(content, tags.map(one => ({ kind: 'reference', value: one })), when, when, step, step.line);
  leg.ledger.take(step);
}

/** macbre/push-to-ghcr: latest on the default branch, and the git tag of a release. */
export function readMacbre(step: Node, leg: Leg, when: Expression): void {
  const { value, text, has } = inputsOf(step, leg);
  const names = [map(value('image_name'), one => `ghcr.io/${one}`), ...has('docker_io_token') ? [map(value('image_name'), one => `docker.io/${one}`)] : []];
  leg.logins.push({ host: always('ghcr.io'), username: always('${{ github.actor }}'), password: value('github_token'), when: TRUE, line: step.line });
  if (has('docker_io_token')) {
    const user = text('docker_io_user') || text('image_name').split('/')[0];
    leg.logins.push({ host: always('docker.io'), username: always(user), password: value('docker_io_token'), when: TRUE, line: step.line });
  }
  const released = leg.scope.condition("github.event_name == 'release'");
  const tags = names.flatMap((name): Value[] => [
    map(name, one => `${one}:latest`).map(one => ({ ...one, when: leg.scope.simplify(leg.scope.condition("github.event_name != 'release'")) })),
    map(name, one => `${one}:\${{ github.ref_name }}`).map(one => ({ ...one, when: released })),
  ]);
  const content = buildOf({ context: pathOf(text('context')), dockerfile: pathOf(text('dockerfile')) }, listOf(text('platforms')));
  leg.publish(content, tags.map(one => ({ kind: 'reference', value: one })), when, when, step, step.line);
  leg.ledger.take(step);
}

/** whoan/docker-build-with-cache-action. */
export function readWhoan(step: Node, leg: Leg, when: Expression): void {
  const { value, text } = inputsOf(step, leg);
  const host = text('registry') || 'docker.io';
  leg.logins.push({ host: always(host), username: value('username'), password: value('password'), when: leg.where(when), line: step.line });
  const tags = listOf(text('image_tag') || 'latest').map(tag => combine([always(`${host}/`), value('image_name'), always(`:${tag}`)]));
  const content = buildOf({
    context: pathOf(text('context')), dockerfile: pathOf(text('dockerfile')), cache: { kind: 'registry' },
  });
  const pushes = text('push_image_and_stages') === 'false' ? leg.scope.condition('false') : when;
  leg.publish(content, tags.map(one => ({ kind: 'reference', value: one })), when, pushes, step, step.line);
  leg.ledger.note('changed', step, 'the action kept the stages as images of their own; the library keeps them in one cache in the registry');
}

/** redhat-actions/buildah-build: what it builds lies in the storage of the runner. */
export function readBuildah(step: Node, leg: Leg, when: Expression): void {
  const { value, text } = inputsOf(step, leg);
  const files = linesOf(text('containerfiles') || text('dockerfiles'));
  if (files.length !== 1) {
    return;
  }
  const platforms = listOf(text('platforms') || text('platform'));
  const content = buildOf({
    context: pathOf(text('context')), dockerfile: pathOf(files[0]), labels: some(labelsOf(text('labels'), leg)), buildArgs: some(assignmentsOf(text('build-args'))),
  }, platforms);
  leg.built = { content, image: value('image'), tags: value('tags'), when };
  leg.ledger.note('changed', step, 'BuildKit builds it in place of buildah: the layers differ');
  for (const argument of linesOf(text('extra-args')).filter(line => line !== '')) {
    leg.ledger.note('changed', at(step, 'with', 'extra-args'), `\`${argument}\` is an option of buildah, which BuildKit has not`);
  }
  leg.ledger.take(step);
}

/** redhat-actions/push-to-registry. */
export function readBuildahPush(step: Node, leg: Leg, when: Expression): void {
  const { value, text } = inputsOf(step, leg);
  const { built } = leg;
  if (!built) {
    return;
  }
  const host = text('registry');
  const metadata = targetsOf(leg, built.tags);
  const whole = metadata.every(target => target.kind === 'metadata' || single(target.value)?.includes('/'));
  const tags = /steps\./.test(text('tags')) || !at(step, 'with', 'tags') ? built.tags : value('tags');
  const name = single(value('image')) || single(built.image) || '';
  const targets = whole && !host ? metadata : tags.flatMap(one => (one.text.match(/(?:\$\{\{.*?\}\}|\S)+/g) ?? []).map(tag => (
    { kind: 'reference' as const, value: tagged([{ when: one.when, text: `${host}/${name}:${tag}` }]) })));
  if (text('username')) {
    leg.logins.push({ host: always(host), username: value('username'), password: value('password'), when: leg.where(when), line: step.line });
  }
  leg.publish(built.content, targets, built.when, when, step, step.line);
  leg.ledger.take(step);
}

function some(record: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(record).length ? record : undefined;
}

/** int128/docker-manifest-create-action: one index of what was pushed for each platform. */
export function readManifestCreate(step: Node, leg: Leg, when: Expression): void {
  const { value } = inputsOf(step, leg);
  leg.publish({ kind: 'build', options: {}, byDigest: '*', defaultProvenance: false }, targetsOf(leg, value('tags')), when, when, step, step.line);
  leg.ledger.take(step);
}
