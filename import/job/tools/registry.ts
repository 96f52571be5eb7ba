import { always, map, single, type Value } from '../../expressions/value';
import type { Node } from '../../input/node';
import type { Call } from '../../shell/host';
import { parseArguments, textOfOption, texts } from '../arguments';
import { tagged, type Leg } from '../leg';
import { withoutTransport } from './docker';

/** Follows `skopeo …`. */
export function skopeo(call: Call, leg: Leg, step: Node): boolean {
  const [command] = texts(call.words.slice(1));
  if (command !== 'copy') {
    leg.compares ||= command === 'inspect';
    return command === 'login' ? login(call, leg, 2) : /^(inspect|list-tags|logout)$/.test(command);
  }
  const parsed = parseArguments(call.words.slice(2), {
    '--override-arch': 'arch',
    '--override-os': 'os',
    '--override-variant': 'variant',
    '--src-tls-verify': 'tls',
    '--dest-tls-verify': 'tls',
    '--retry-times': 'retry',
    '--dest-creds': 'dest-creds',
    '--src-creds': 'src-creds',
    '--authfile': 'authfile',
    '--multi-arch': 'multi-arch',
    '-f': 'format',
    '--format': 'format',
  });
  const [from, to] = parsed.rest;
  const arch = textOfOption(parsed, 'arch');
  const credentials = parsed.options.get('dest-creds')?.[0]?.value;
  if (!from || !to || /^(oci|dir|docker-archive|oci-archive|containers-storage|docker-daemon):/.test(single(from.value) ?? '')) {
    return archive(from?.value, to?.value, call, leg, step);
  }
  if (credentials) {
    leg.ledger.note('better', call.line, 'the credentials no longer stand in the arguments of a command, which every process of the runner can read');
    leg.logins.push({
      host: map(withoutTransport(to.value), text => text.slice(0, text.indexOf('/'))),
      when: leg.where(call.when),
      line: call.line,
      username: map(credentials, text => text.replace(/(\}\}|^[^$:]*):.*$/s, '$1')),
      password: map(credentials, text => text.slice(text.lastIndexOf(':') + 1)),
    });
  }
  copy(withoutTransport(from.value), withoutTransport(to.value), call, leg, step, arch && `linux/${arch}`, parsed.options.has('-a') || parsed.options.has('--all') || textOfOption(parsed, 'multi-arch') === 'all');
  return true;
}

function archive(from: Value | undefined, to: Value | undefined, call: Call, leg: Leg, step: Node): boolean {
  const path = /^(?:oci|oci-archive|docker-archive):([^:]+)/.exec((from && single(from)) ?? '')?.[1];
  if (!path || !to) {
    return false;
  }
  leg.publish({ kind: 'archive', path }, [{ kind: 'reference', value: tagged(withoutTransport(to)) }], call.when, call.when, step, call.line);
  return true;
}

/** Follows `crane …`. */
export function crane(call: Call, leg: Leg, step: Node): boolean {
  const [command, second] = texts(call.words.slice(1));
  if (command === 'auth') {
    return second === 'login' && login(call, leg, 3);
  }
  const parsed = parseArguments(call.words.slice(2), { '--platform': 'platform', '-j': 'jobs', '--jobs': 'jobs' });
  const [from, to] = parsed.rest;
  switch (command) {
    case 'cp':
    case 'copy':
      return Boolean(from && to) && copy(from.value, to.value, call, leg, step, textOfOption(parsed, 'platform'), !parsed.options.has('platform'));
    case 'tag':
      return Boolean(from && to) && copy(from.value, map(from.value, text => `${text.replace(/[:@][^/]*$/, '')}:${single(to.value) ?? ''}`), call, leg, step, undefined, true);
    default:
      leg.compares ||= command === 'digest';
      return /^(digest|manifest|ls|config|version)$/.test(command ?? '');
  }
}

/** Follows `regctl …`. */
export function regctl(call: Call, leg: Leg, step: Node): boolean {
  const [group, command] = texts(call.words.slice(1));
  if (group === 'registry' && command === 'login') {
    return login(call, leg, 3);
  }
  if (group !== 'image' || !/^(copy|cp)$/.test(command)) {
    return group === 'version' || command === 'digest' || command === 'inspect';
  }
  const { options, rest: [from, to] } = parseArguments(call.words.slice(3), { '--verbosity': 'verbosity', '-v': 'verbosity', '--platforms': 'platforms' });
  return Boolean(from && to) && copy(from.value, to.value, call, leg, step, undefined, true, options.has('--referrers') || options.has('--digest-tags'));
}

function copy(
  from: Value, to: Value, call: Call, leg: Leg, step: Node, platform: string | undefined, everyPlatform: boolean, referrers: boolean = false,
): boolean {
  leg.publish({ kind: 'copy', reference: tagged(from), everyPlatform, ...platform ? { platform } : {}, ...referrers ? { referrers } : {} },
    [{ kind: 'reference', value: tagged(to) }], call.when, call.when, step, call.line);
  return true;
}

/** `login` of skopeo, crane, regctl, buildah, podman. */
export function login(call: Call, leg: Leg, skip: number): boolean {
  const parsed = parseArguments(call.words.slice(skip), {
    '-u': 'username', '--username': 'username', '--user': 'username', '-p': 'password', '--password': 'password', '--pass': 'password',
  });
  const username = parsed.options.get('username')?.[0]?.value;
  const password = parsed.options.get('password')?.[0]?.value ?? call.input;
  if (username && password) {
    leg.logins.push({ host: parsed.rest[0]?.value ?? always('docker.io'), username, password, when: leg.where(call.when), line: call.line });
  }
  return Boolean(username && password);
}

/** Follows `cosign …`. */
export function cosign(call: Call, leg: Leg): boolean {
  const words = texts(call.words);
  const at = words.indexOf('cosign');
  if (words[at + 1] !== 'sign') {
    return words[at + 1] === 'version' || words[at + 1] === 'verify';
  }
  const parsed = parseArguments(call.words.slice(at + 2), { '--key': 'key', '-a': 'annotation', '--annotations': 'annotation', '-r': 'recursive' });
  const key = textOfOption(parsed, 'key');
  leg.signed.line = call.line;
  leg.signed.keyless = key === undefined;
  leg.signed.key = key;
  for (const { value } of parsed.options.get('annotation') ?? []) {
    leg.ledger.note('changed', call.line, `the signature no longer carries the annotation ${single(value) ?? ''}: ImageSigning has none`);
  }
  return true;
}
