import type { Credentials, Destination, Dockerfile, Image, Source } from '../declaration';
import { credentialsOf, hostOfLogin, unusedLogins } from './credentials';
import { isUsualDockerfile, type Draft } from './drafts';
import type { Preparation } from './prepare';
import { groupOf, isHosted, runnerOf } from './runners';
import { isLiteral } from '../expressions/template';
import type { Build, Copy } from '../job/facts';
import type { Leg } from '../job/leg';
import { splitReference } from '../job/references';
import { oneText } from '../job/texts';

/** What is different where not all platforms were copied. */
export const ONE_PLATFORM = 'one platform was copied, under a digest of its own; now all platforms are, with the digest that they have at the source';

/** Where the image comes from, in the library's words. */
export function sourceOf(draft: Draft, destinations: readonly Destination[], preparation: Preparation, hosts: ReadonlySet<string>): Source {
  const { content, leg } = draft;
  if (content.kind === 'archive') {
    return { kind: 'archive', path: preparation.sayText(content.path) };
  }
  return content.kind === 'copy' ? copied(content, draft, destinations, preparation) : {
    kind: 'dockerfile',
    options: dockerfileOf(content as Build, leg, preparation, draft, pullCredentials(leg, hosts)),
  };
}

/** The sign-ins that are there for base images, as far as that can be seen. */
function pullCredentials(leg: Leg, hosts: ReadonlySet<string>): Array<[string, Credentials]> {
  return unusedLogins(leg, hosts).flatMap((login): Array<[string, Credentials]> => {
    const host = hostOfLogin(login);
    const credentials = host !== undefined && isLiteral(host) ? credentialsOf(login, leg) : undefined;
    if (credentials?.kind === 'githubToken') {
      leg.ledger.note('changed', login.line, `the sign-in to ${host} is left out, where nothing is pushed: if a base image needs it, name it in \`credentials\` of the source`);
    }
    return credentials && credentials.kind !== 'githubToken' ? [[host!, credentials]] : [];
  });
}

function copied(content: Copy, { leg, publications }: Draft, destinations: readonly Destination[], preparation: Preparation): Source {
  const reference = oneText(content.reference);
  const { host } = splitReference(reference);
  const login = destinations.some(one => one.host === host) ? undefined : leg.logins.find(one => hostOfLogin(one) === host);
  if (!content.everyPlatform && content.platform === undefined) {
    leg.ledger.note('changed', publications[0].line, ONE_PLATFORM);
  }
  return {
    kind: 'registry',
    reference: preparation.sayText(isLiteral(reference) ? reference.replace(/^docker\.io\/(library\/)?/, '') : reference),
    ...login && credentialsOf(login, leg) ? { credentials: credentialsOf(login, leg) } : {},
    ...content.referrers ? { referrers: true } : {},
  };
}

/** What the library writes into the labels itself. */
const STANDARD = /^org\.opencontainers\.image\.(source|licenses|url|title)$/;
const OF_THE_RUN = /^org\.opencontainers\.image\.(revision|created)$/;

function dockerfileOf(
  content: Build, leg: Leg, preparation: Preparation, draft: Draft, credentials: ReadonlyArray<[string, Credentials]>,
): Dockerfile {
  const { options } = content;
  const said = (record: Record<string, string> | undefined) => record && Object.fromEntries(
    Object.entries(record).flatMap(([name, text]) => preparation.canSay(text) ? [[name, preparation.sayText(text)]] : []),
  );
  const labels = Object.entries(options.labels ?? {}).filter(([name, text]) => !OF_THE_RUN.test(name) && !(STANDARD.test(name) && !isLiteral(text)));
  const usual = isUsualDockerfile(options.context, options.dockerfile);
  if (content.defaultProvenance) {
    leg.ledger.note('changed', draft.publications[0].line, 'BuildKit added provenance by default; with `provenance: true` it still does');
  }
  return Object.fromEntries(Object.entries({
    ...options,
    context: options.context && preparation.sayText(options.context),
    dockerfile: usual ? undefined : preparation.sayText(options.dockerfile!),
    target: options.target && preparation.sayText(options.target),
    buildArgs: some(said(options.buildArgs)),
    labels: labels.length ? said(Object.fromEntries(labels)) : undefined,
    annotations: some(said(options.annotations)),
    ...Object.keys(leg.builder).length ? { builder: leg.builder } : {},
    ...leg.pulled && options.pull === undefined ? { pull: true } : {},
    ...credentials.length ? { credentials: Object.fromEntries(credentials) } : {},
  }).filter(([, value]) => value !== undefined)) as Dockerfile;
}

function some(record: Record<string, string> | undefined): Record<string, string> | undefined {
  return record && Object.keys(record).length ? record : undefined;
}

/** The platforms, where they are not those of the runner. */
export function platformsOf({ platforms, leg, content }: Draft): Image['platforms'] {
  if (content.kind === 'listed') {
    return undefined;
  }
  if (content.kind === 'copy') {
    return content.platform === undefined ? undefined : [{ name: content.platform }];
  }
  const names = (platforms ?? []).map(one => ({ ...one, name: one.name.replace(/^linux\/arm64\/v8$/, 'linux/arm64') }));
  const own = groupOf(leg) ? undefined : runnerOf(leg);
  const alone = names.length === 1 && names[0].name === 'linux/amd64' && own?.every(isHosted);
  return alone || names.length === 0 ? undefined : names;
}
