import { call, nameOf, printExpression, rewrite, type Expression } from '../expressions/expression';
import { asExpression, asText, isLiteral, partsOfText } from '../expressions/template';
import type { Leg } from '../job/leg';
import { splitReference, type Reference } from '../job/references';
import { oneText } from '../job/texts';
import { PLACES } from '../ledger';

/** Takes a reference apart that ends in what may hold name and tag; only the run can. */
export function taken(text: string): Reference {
  const [, before, end] = /^(.*)(\$\{\{ (?:inputs|needs|steps|github\.event\.inputs)\.[^}]*\}\})$/s.exec(text) ?? [];
  const isWhole = end !== undefined && !/:[^/]*$/.test(before.replace(/\$\{\{.*?\}\}/g, 'x'));
  const part = (name: string) => asText(call(name, asExpression(end)));
  return splitReference(isWhole ? `${before}${part('name')}:${part('tag')}` : text);
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
