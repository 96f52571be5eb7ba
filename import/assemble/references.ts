import { call, nameOf, printExpression, rewrite, type Expression } from '../expressions/expression';
import { asExpression, asText, folded, isLiteral, partsOfText } from '../expressions/template';
import type { Leg } from '../job/leg';
import { oneText } from '../job/texts';
import { PLACES } from '../ledger';

/** A reference, taken apart. Each piece is a text with expressions. */
export interface Reference {
  readonly host: string;
  readonly path: string;
  readonly tag: string;
  readonly digest?: string;
}

/** Takes a reference apart. A name without a host is one of Docker Hub. */
export function splitReference(text: string): Reference {
  return folded(text.replace(/^docker:\/\//, ''), (flat, unfold) => {
    const at = flat.indexOf('@');
    const [before, digest] = at < 0 ? [flat, undefined] : [flat.slice(0, at), flat.slice(at + 1)];
    const colon = before.lastIndexOf(':');
    const [name, tag] = colon > before.lastIndexOf('/') ? [before.slice(0, colon), before.slice(colon + 1)] : [before, 'latest'];
    const slash = name.indexOf('/');
    const first = slash < 0 ? '' : name.slice(0, slash);
    const isHost = /[.:]/.test(first) || first === 'localhost' || isHostExpression(unfold(first));
    const [host, path] = isHost ? [first, name.slice(slash + 1)] : ['docker.io', name];
    return {
      host: unfold(host).replace(/^(registry-1|index)\.docker\.io$/, 'docker.io'),
      path: unfold(path),
      tag: unfold(tag),
      ...digest === undefined ? {} : { digest: unfold(digest) },
    };
  });
}

/** An expression at the beginning is taken for the host, unless GitHub gives names of owners and repositories by it. */
function isHostExpression(text: string): boolean {
  return /^\$\{\{.*\}\}/.test(text) && !/github\.(repository|repository_owner|actor|event)\b/.test(text) && !/^\$\{\{ lower\(/.test(text);
}

/** A name as the library takes it, which lower-cases it itself. */
export function nameText(path: string): string {
  const plain = (part: Expression): Expression => part.kind === 'call' && part.name === 'lower' ? part.args[0] : part;
  return partsOfText(path).map(part => typeof part === 'string' ? part : asText(rewrite(part, plain))).join('');
}

/** A name that only the run knows may hold the registry too: it is the one that the job signs in to. */
export function placed(reference: Reference, leg: Leg): Reference {
  const hidden = reference.host === 'docker.io' && /^\$\{\{ (secrets|vars|inputs|needs)\.[^}]*\}\}$/.test(reference.path);
  const hosts = [...new Set(leg.logins.map(login => oneText(login.host)))];
  const named = hosts.filter(host => new RegExp(host === 'docker.io' ? 'hub|docker' : host.split('.')[0], 'i').test(reference.path));
  const [host, ...others] = named.length === 1 ? named : hosts;
  if (!hidden || host === undefined || !isLiteral(host)) {
    return reference;
  }
  if (others.length) {
    leg.ledger.note('unsaid', 0, `${reference.path} holds the registry and the name: which of the registries it is cannot be seen`, PLACES.file);
  }
  return host === 'docker.io' ? reference : { ...reference, host, path: asText(call('strip', asExpression(reference.path), `${host}/`)) };
}

/** The text of a tag, with one name for what is the same: the git tag of a release is the ref of its run. */
export function refText(text: string, leg: Leg): string {
  const change = (part: Expression): Expression => {
    const printed = printExpression(part);
    return printed === 'github.event.release.tag_name' || printed === 'tail(github.ref_name)' ? nameOf('github.ref_name') : part;
  };
  if (text.includes('tail(github.ref_name)') && leg.scope.scenarios.some(({ event, refType, name }) => event === 'push' && refType === 'branch' && !name.whole)) {
    leg.ledger.note('changed', leg.job.line, 'a branch with a slash in its name gets a tag of all of the name: `feature/login` is `feature-login`, and was `login`');
  }
  return partsOfText(text).map(part => typeof part === 'string' ? part : asText(rewrite(part, change))).join('');
}
