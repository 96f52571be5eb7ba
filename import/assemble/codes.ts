import { parse } from 'unbash';

/** The code for the date of the run, in a format of docker/metadata-action. */
export function dateCode(format: string): string {
  const words: Readonly<Record<string, string>> = { YYYY: '%Y', YY: '%y', MM: '%m', DD: '%d', HH: '%H', mm: '%M', ss: '%S', X: '%s' };
  return `$(date -u +'${format.replace(/YYYY|YY|MM|DD|HH|mm|ss|X/g, word => words[word])}')`;
}

/** Commands that make or copy images, and those that change the commit, each with the lines that continue it. */
const TOOLS = /^([ \t]*)(?:(?:echo [^\n|]*\|\s*)?(?:docker|podman|buildah|skopeo|crane|regctl)|git (?:checkout|switch)) (?:[^\n\\]|\\[^])*(\n?)/gm;

/** A script without such commands. Where the shell wants one, one that does nothing stands for it. */
export function withoutTools(script: string): string {
  const short = script.replace(TOOLS, '').trim();
  return parse(short).errors?.length ? script.replace(TOOLS, '$1:$2').trim() : short;
}
