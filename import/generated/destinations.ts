import type { Destination } from '../declaration';
import type { SignIn } from './sign-ins';
import { given } from './steps';
import { conditional } from './texts';
import { at, entriesOf, textOf, type Node } from '../input/node';

/** Host and path of a name; both may hold expressions. */
const NAME = /^((?:\$\{\{.*?\}\}|[^/])*)\/(.*)$/s;

/** The destinations of an image, out of the step that publishes it. */
export function destinationsOf(publish: Node | undefined, signIns: readonly SignIn[], perRef: boolean): Destination[] {
  const names = entriesOf(at(publish, 'env')).filter(([name]) => /^IMAGE(_\d+)?$/.test(name)).map(([, value]) => conditional(textOf(value) ?? ''));
  return names.map(({ text, when }): Destination => {
    const [, host = '', path = ''] = NAME.exec(text) ?? [];
    const credentials = signIns.find(one => one.host === host && !one.apart)?.credentials;
    return given<Destination>({ host, path, credentials, when, enterprise: enterpriseOf(host, credentials?.kind === 'githubToken', perRef) });
  });
}

/**
 * The registry of an enterprise: only GitHub's own take the token of the job.
 * @param perRef whether the workflow waits for runs of the same ref only, as it does on a server
 */
function enterpriseOf(host: string, token: boolean, perRef: boolean): Destination['enterprise'] {
  if (/^containers\.[^.]+\.ghe\.com$/.test(host)) {
    return 'enterpriseCloud';
  }
  const isServer = !/(^|\.)github\.com$|^ghcr\.io$/.test(host) && (token || perRef);
  return !isServer ? undefined : host.startsWith('containers.') ? 'enterpriseServer' : token ? 'enterpriseServerDocker' : undefined;
}
