import type { Cache } from '../declaration';
import { conditional, fieldsOf, recordsOf, unquoted } from './texts';

/** The caches of a build, out of the inputs that say where they are. */
export function cacheOf(from: string, to: string): Cache | undefined {
  const sources = recordsOf(from).map(line => unquoted(conditional(line).text));
  const targets = recordsOf(to).map(line => unquoted(line).replace(/,ignore-error=true$/, ''));
  const [source = ''] = sources;
  const [target] = targets;
  const min = fieldsOf(target ?? '').includes('mode=min') ? { min: true } : {};
  if (target === undefined && source === '') {
    return undefined;
  }
  if (target === 'type=inline') {
    return { kind: 'inline', tag: source.slice(source.lastIndexOf(':') + 1) };
  }
  if (/^type=gha,scope=[^,]+,mode=(min|max)$/.test(target ?? '') && target!.startsWith(`${source},`)) {
    return { kind: 'githubActions', ...min };
  }
  if (/:buildcache-[^,]+,mode=(min|max),image-manifest=true,oci-mediatypes=true$/.test(target ?? '')) {
    return { kind: 'registry', ...min };
  }
  return { kind: 'of', from: sources, to: targets };
}
