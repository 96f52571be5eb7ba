import { folded } from '../expressions/template';

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
