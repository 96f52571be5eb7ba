import type { Image, Mirror, Source } from '../declaration';
import { credentialsOf, hostOfLogin, unusedLogins } from './credentials';
import type { Draft } from './drafts';
import type { Preparation } from './prepare';
import { ONE_PLATFORM } from './source';
import { filled, idOf } from './steps';
import { isLiteral } from '../expressions/template';
import type { Listed } from '../job/facts';
import { LIST, PLACE } from '../job/listed';

/** The list as outputs: the references, and where they are `named` the place of each. */
const OUTPUTS = {
  plain: [`echo "images=$(jq -Rnc '[inputs] | unique' ${LIST})" >>"$GITHUB_OUTPUT"`],
  named: [
    "jq -Rnr '[inputs / \" \"] | unique",
    '  | if length > (map(.[0]) | unique | length) then error("one image would have two names or tags") else . end',
    `  | "images=\\(map(.[0]) | tojson)", "places=\\(map({ (.[0]): .[1] }) | add | tojson)"' ${LIST} >>"$GITHUB_OUTPUT"`,
  ],
};

/** Lets the job `prepare` list what the file has copied one by one: the options of the image that come of it. */
export function prepareList(id: string, { content, publications, leg }: Draft, preparation: Preparation): { source: Source; setupSteps?: object[] } {
  const { script, env, named, everyPlatform } = content as Listed;
  const [{ step, line }] = publications;
  const run = [`: >${LIST}`, filled(script.trimEnd(), leg.scope), ...OUTPUTS[named ? 'named' : 'plain']].join('\n');
  preparation.steps.replace(step, { id: idOf(step) ?? 'list', name: 'List the images', run, env }, named ? ['images', 'places'] : ['images']);
  leg.ledger.note('changed', line, 'a job lists the images, and then each is copied by a job of its own: GitHub runs at most 256 of them, and none for an empty list');
  if (named) {
    leg.ledger.note('changed', line, 'an image that the list copies under two names, or tags, ends the run with an error: a mirror gives it one');
  }
  if (!everyPlatform) {
    leg.ledger.note('changed', line, ONE_PLATFORM);
  }
  return {
    source: { kind: 'registry', reference: `\${{ needs.prepare-${id}.outputs.images }}` },
    ...named ? { setupSteps: [lookUp(id)] } : {},
  };
}

/** Whether an image is a list of them. */
export function isListed({ content }: Draft): boolean {
  return content.kind === 'listed';
}

/** The mirror of a list. */
export function mirrorOf(listed: Image, { content, leg }: Draft, hosts: ReadonlySet<string>): Mirror {
  const { source, attest, sign, checks, checkout, platforms, preBuildSteps, ...image } = listed;
  const { named, referrers } = content as Listed;
  const credentials = unusedLogins(leg, hosts).flatMap(login => {
    const host = hostOfLogin(login);
    const given = isLiteral(host ?? '${{') ? credentialsOf(login, leg) : undefined;
    return given ? [[host!, given] as const] : [];
  });
  return {
    ...image,
    copies: [],
    imagesExpression: (source as { reference: string }).reference.slice('${{ '.length, -' }}'.length),
    ...credentials.length ? { credentials: Object.fromEntries(credentials) } : {},
    ...referrers ? { referrers } : {},
    ...named ? {} : { tags: undefined },
  };
}

/** Each job of the matrix looks up where its image goes. */
function lookUp(id: string): object {
  return {
    id: PLACE,
    name: 'Look up where the image goes',
    env: { PLACE: `\${{ fromJSON(needs.prepare-${id}.outputs.places || '{}')[matrix.source] }}` },
    run: ['[[ $PLACE == *:* ]] || PLACE+=:latest', 'echo "name=${PLACE%:*}" >>"$GITHUB_OUTPUT"', 'echo "tag=${PLACE##*:}" >>"$GITHUB_OUTPUT"'].join('\n'),
  };
}
