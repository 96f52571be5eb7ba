import type { Redirection } from 'unbash';
import { valueOf, type Variables } from './words';
import type { Value } from '../expressions/value';

/** What a command is given at its standard input by `<<<` or `<<`. */
export function inputOf(redirects: readonly Redirection[], variables: Variables): Value | undefined {
  const redirect = redirects.find(one => one.type === 'HereString' || one.type === 'HereDoc');
  if (redirect?.type === 'HereDoc') {
    const { delimiter, body: { text }, operator } = redirect;
    // without quotes a shell would fill in what begins with a dollar
    return delimiter?.quoted || !/[$`\\]/.test(text) ? variables.literal((operator === '<<-' ? text.replace(/^\t+/gm, '') : text).replace(/\n$/, '')) : undefined;
  }
  return redirect?.type === 'HereString' && redirect.target ? valueOf(redirect.target, variables) : undefined;
}

/** The file that a command's output goes to. */
export function outputOf(redirects: readonly Redirection[], variables: Variables): Value | undefined {
  const redirect = redirects.find(one => one.type === 'Redirect' && (one.operator === '>>' || one.operator === '>') && !one.descriptor);
  return redirect?.type === 'Redirect' && redirect.target ? valueOf(redirect.target, variables) : undefined;
}
