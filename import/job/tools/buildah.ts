import { always, single } from '../../expressions/value';
import type { Node } from '../../input/node';
import type { Call } from '../../shell/host';
import { parseArguments, texts } from '../arguments';
import { tagged, type Leg } from '../leg';
import { docker, withoutTransport } from './docker';
import { login } from './registry';

/** Follows `buildah …` and `podman …`: what podman has in common with docker is followed as that. */
export function buildah(call: Call, leg: Leg, step: Node): boolean {
  const [tool, command] = texts(call.words);
  const [from, to] = parseArguments(call.words.slice(2), {}).rest;
  switch (command) {
    case 'login':
      return login(call, leg, 2);
    case 'bud':
    case 'build':
      leg.ledger.note('changed', call.line, `BuildKit builds it in place of ${tool}: the layers differ`);
      return docker({ ...call, words: [...['docker', 'build'].map(word => ({ value: always(word), when: call.when })), ...call.words.slice(2)] }, leg, step);
    case 'push':
      return from && leg.stored(from.value) ? pushStored(call, leg, step) : Boolean(from && to) && pushArchive(call, leg, step);
    case 'tag':
      return docker(call, leg, step);
    default:
      return /^(logout|images|version|info)$/.test(command ?? '');
  }
}

/** An image that was seen to be built. */
function pushStored(call: Call, leg: Leg, step: Node): boolean {
  const [from, to] = parseArguments(call.words.slice(2), {}).rest;
  const known = leg.stored(from.value)!;
  leg.publish(known.content, [{ kind: 'reference', value: tagged(withoutTransport((to ?? from).value)) }], known.made, call.when, step, call.line);
  return true;
}

/** An image that something else has left in the storage of the runner: it goes through an archive. */
function pushArchive(call: Call, leg: Leg, step: Node): boolean {
  const [tool] = texts(call.words);
  const [from, to] = parseArguments(call.words.slice(2), {}).rest;
  const name = single(from.value);
  const target = single(to.value);
  if (name === undefined || !target?.startsWith('docker://')) {
    return false;
  }
  const sudo = /^sudo /.test(call.source) ? 'sudo ' : '';
  leg.publish({ kind: 'archive', path: 'image.tar', command: `${sudo}${tool} push ${name} oci-archive:image.tar` },
    [{ kind: 'reference', value: tagged(withoutTransport(to.value)) }], call.when, call.when, step, call.line);
  return true;
}
