import type { Check, Credentials, Destination, Dockerfile, Image, Source, Tag } from '../declaration';
import { credentialsFor, hostOfLogin, unusedLogins, credentialsOf } from './credentials';
import { isHosted, isUsualDockerfile, runnerOf, type Draft, type Entry } from './drafts';
import { Preparation } from './prepare';
import { splitReference } from './references';
import { automaticLatest, tagsOf, type TagContext } from './tags';
import { TRUE, and, partsOf, printExpression, same, type Expression } from '../expressions/expression';
import type { Scenario } from '../expressions/scenario';
import { possible, simplify } from '../expressions/simplify';
import { isLiteral } from '../expressions/template';
import { at, plain, textOf } from '../input/node';
import type { Build, Copy } from '../job/facts';
import type { Leg } from '../job/leg';
import { oneText } from '../job/texts';
import type { Ledger } from '../ledger';
import type { Started } from '../workflow/triggers';

/** Where the host of a registry is not known before the run, this stands for it. */
export const UNKNOWN_HOST = 'registry.example.com';

/** An image, and what of the job's steps it has taken. */
export interface Assembled {
  readonly image: Image;
  readonly preparation: Preparation;
  readonly draft: Draft;
}

/** Says a draft in the library's words. */
export function assemble(draft: Draft, id: string, started: Started, hosts: ReadonlySet<string>): Assembled {
  const { leg } = draft;
  const { ledger } = leg;
  const preparation = new Preparation(leg, id, new Set(leg.metadata.keys()));
  const pulls = (scenario: Scenario) => scenario.event === 'pull_request' || scenario.event === 'merge_group';
  const scenarios = started.scenarios.filter(scenario => !pulls(scenario));
  const pushed = withoutComparison(draft.pushed, draft, ledger);
  const context: TagContext = {
    scenarios: possible(pushed, scenarios),
    versioned: started.triggers.releases === true || started.triggers.gitTags !== undefined,
    sayCondition: condition => same(condition, TRUE) ? undefined : preparation.sayCondition(condition),
    sayText: text => preparation.sayText(text),
    sayDate: format => preparation.date(format),
    changed: text => ledger.note('changed', draft.publications[0].line, text),
  };
  const destinations = destinationsOf(draft, context, preparation);
  const conditions = conditionsOf(draft, pushed, scenarios, preparation);
  if (started.scenarios.some(scenario => pulls(scenario) && possible(pushed, [scenario]).length)) {
    ledger.note('changed', draft.publications[0].line, draft.content.kind === 'copy' ? 'pull requests copied too: now they do nothing' : 'pull requests published too: now they build and check the image, and never publish');
  }
  const source = sourceOf(draft, destinations, preparation, hosts);
  const image: Image = {
    id,
    source,
    destinations,
    tags: imageTags(draft, context),
    ...platformsOf(draft) ? { platforms: platformsOf(draft) } : {},
    ...checksOf(leg),
    ...attests(draft) ? { attest: 'ALWAYS' } : {},
    ...signOf(leg),
    ...conditions,
    ...jobOptions(leg, source, preparation),
  };
  image.prepare = preparation.options;
  preparation.lost.forEach(name => ledger.note('unsaid', draft.publications[0].line, `\`${name}\` is used, and no other job can see it`, 'a step of `prepare` that computes it'));
  return { image, preparation, draft };
}

/** A copy that is made only where the digests differ: the library compares them itself. */
function withoutComparison(pushed: Expression, { content, leg, publications }: Draft, ledger: Ledger): Expression {
  const parts = pushed.kind === 'and' ? pushed.of : [pushed];
  const compared = (part: Expression) => partsOf(part).some(one => one.kind === 'call' && one.name === 'shell');
  if (content.kind !== 'copy' || !looks(leg) || !parts.some(compared)) {
    return pushed;
  }
  ledger.note('better', publications[0].line, 'what is there already is not copied again: the library compares the digests itself');
  return leg.scope.simplify(and(...parts.filter(part => !compared(part))));
}

/** Whether a script of the job looks at images in their registries. */
function looks(leg: Leg): boolean {
  return /skopeo inspect|crane (digest|manifest)|imagetools inspect|manifest inspect|regctl .*(digest|inspect)/.test(JSON.stringify(plain(leg.job)));
}

function destinationsOf({ entries, leg, publications }: Draft, context: TagContext, preparation: Preparation): Destination[] {
  const places = [...new Map(entries.map(entry => [`${entry.host}/${entry.path}`, entry])).values()];
  const ordered = [...places.filter(place => isAlways(place, entries)), ...places.filter(place => !isAlways(place, entries))];
  return ordered.map(({ host, path }, index) => {
    const own = entries.filter(entry => entry.host === host && entry.path === path);
    const when = index > 0 && own.every(({ tag }) => same(tag.when, own[0].tag.when)) && !isAlways(own[0], entries) ? context.sayCondition(own[0].tag.when) : undefined;
    const known = isLiteral(host);
    if (!known) {
      leg.ledger.note('unsaid', publications[0].line, `the host of the registry is known to the run only (${host}): \`ImageDestination.registry\` takes its name. Write it in place of ${UNKNOWN_HOST}`, 'the destination of the image');
    }
    const credentials = credentialsFor(host, leg);
    if (!credentials) {
      leg.ledger.note('unsaid', publications[0].line, `nothing in the file signs in to ${host}`, '`RegistryCredentials` of the destination');
    }
    return { host: known ? host : UNKNOWN_HOST, path: preparation.sayText(path), ...credentials ? { credentials } : {}, ...when ? { when } : {} };
  });
}

function isAlways({ host, path }: Entry, entries: readonly Entry[]): boolean {
  return entries.some(entry => entry.host === host && entry.path === path && same(entry.tag.when, TRUE));
}

/** The tags of the primary destination, which all have. */
function imageTags(draft: Draft, context: TagContext): Tag[] {
  const primary = draft.entries.find(entry => isAlways(entry, draft.entries)) ?? draft.entries[0];
  const own = draft.entries.filter(({ host, path }) => host === primary.host && path === primary.path);
  const metadata = [...new Set(own.flatMap(({ tag }) => tag.kind === 'rule' ? [tag.metadata] : []))];
  const latest = metadata.flatMap(one => automaticLatest(one, context));
  if (latest.some(({ factory }) => factory === 'latest')) {
    draft.leg.ledger.note('better', metadata[0].step.line, '`latest` stays on the newest stable git tag: neither a pre-release nor a fix of an older version moves it');
  }
  const tags = [...own.flatMap(({ tag }) => tagsOf(tag, context)), ...latest];
  return [...new Map(tags.map(tag => [JSON.stringify(tag), tag])).values()];
}

/** Where the image is made, and where it is published. */
function conditionsOf(draft: Draft, pushed: Expression, scenarios: readonly Scenario[], preparation: Preparation): Partial<Image> {
  const made = simplify(draft.made, scenarios);
  const [guard, condition] = takeGuard(made.kind === 'and' && same(pushed, draft.pushed) ? made : draft.content.kind === 'copy' ? simplify(pushed, scenarios) : made);
  const published = without(simplify(pushed, scenarios), [...partsOfAnd(condition), ...guard ? [guard.part] : []]);
  const [late, publishWhen] = takeGuard(draft.content.kind === 'copy' ? TRUE : published);
  const inTags = draft.entries.every(({ tag }) => !same(tag.when, TRUE));
  const say = (expression: Expression) => same(expression, TRUE) ? undefined : preparation.sayCondition(expression);
  const early = inTags && draft.publications.length > 1 ? and(condition, publishWhen) : condition;
  // what the job that prepares the image computes, that job cannot wait for
  const isPrepared = /needs\.prepare-/.test(say(early) ?? '');
  const [before, publishing] = isPrepared ? [TRUE, and(early, publishWhen)] : [early, same(early, condition) ? publishWhen : TRUE];
  return {
    ...guard ?? late ? { onlyInRepository: (guard ?? late)!.name } : {},
    ...say(before) ? { condition: say(before) } : {},
    ...say(publishing) && !same(publishing, before) ? { publishWhen: say(publishing) } : {},
  };
}

function partsOfAnd(condition: Expression): readonly Expression[] {
  return condition.kind === 'and' ? condition.of : [condition];
}

function without(condition: Expression, known: readonly Expression[]): Expression {
  return and(...partsOfAnd(condition).filter(part => !known.some(one => same(part, one))));
}

/** `github.repository == 'acme/web'` keeps forks out, and has a word of its own. */
function takeGuard(condition: Expression): [{ readonly name: string; readonly part: Expression } | undefined, Expression] {
  for (const part of partsOfAnd(condition)) {
    const [, name] = /^github\.repository(?:_owner)? == '([^']+)'$/.exec(printExpression(part)) ?? [];
    if (name) {
      return [{ name, part }, without(condition, [part])];
    }
  }
  return [undefined, condition];
}

function sourceOf(draft: Draft, destinations: readonly Destination[], preparation: Preparation, hosts: ReadonlySet<string>): Source {
  const { content, leg } = draft;
  if (content.kind === 'archive') {
    return { kind: 'archive', path: preparation.sayText(content.path) };
  }
  return content.kind === 'copy' ? copied(content, draft, destinations, preparation) : {
    kind: 'dockerfile',
    options: dockerfileOf(content, leg, preparation, draft, unusedLogins(leg, hosts).flatMap((login): Array<[string, Credentials]> => {
      const credentials = isLiteral(hostOfLogin(login) ?? '${{') ? credentialsOf(login, leg) : undefined;
      return credentials && credentials.kind !== 'githubToken' ? [[hostOfLogin(login)!, credentials]] : [];
    })),
  };
}

function copied(content: Copy, { leg, publications }: Draft, destinations: readonly Destination[], preparation: Preparation): Source {
  const reference = oneText(content.reference);
  const { host } = splitReference(reference);
  const login = destinations.some(one => one.host === host) ? undefined : leg.logins.find(one => hostOfLogin(one) === host);
  if (!content.everyPlatform && content.platform === undefined) {
    leg.ledger.note('changed', publications[0].line, 'one platform was pulled and pushed, with another digest; now all platforms are copied, with the digest that they have at the source');
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

function dockerfileOf(content: Build, leg: Leg, preparation: Preparation, draft: Draft, credentials: ReadonlyArray<[string, Credentials]>): Dockerfile {
  const { options } = content;
  const said = (record: Record<string, string> | undefined) => record && Object.fromEntries(Object.entries(record).flatMap(([name, text]) => preparation.canSay(text) ? [[name, preparation.sayText(text)]] : []));
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
    ...Object.keys(leg.builder).length ? { builder: leg.builder } : {},
    ...leg.pulled && options.pull === undefined ? { pull: true } : {},
    ...credentials.length ? { credentials: Object.fromEntries(credentials) } : {},
  }).filter(([, value]) => value !== undefined)) as Dockerfile;
}

function some(record: Record<string, string> | undefined): Record<string, string> | undefined {
  return record && Object.keys(record).length ? record : undefined;
}

function platformsOf({ platforms, leg, content }: Draft): Image['platforms'] {
  if (content.kind === 'copy') {
    return content.platform === undefined ? undefined : [{ name: content.platform }];
  }
  const names = (platforms ?? []).map(one => ({ ...one, name: one.name.replace(/^linux\/arm64\/v8$/, 'linux/arm64') }));
  const own = runnerOf(leg.job, leg);
  const alone = names.length === 1 && names[0].name === 'linux/amd64' && own?.every(isHosted);
  return alone || names.length === 0 ? undefined : names;
}

/** Whether the job attests this image, and not only another one. */
function attests({ leg, entries }: Draft): boolean {
  const named = entries.map(({ host, path }) => `${host}/${path}`);
  return leg.attested !== undefined && (leg.attested === '' || named.some(name => leg.attested === name || leg.attested === name.replace(/^docker\.io\//, 'index.docker.io/')) || !/\//.test(leg.attested));
}

function checksOf(leg: Leg): { checks?: Check[] } {
  return leg.checks.length ? { checks: leg.checks.map(({ line, ...check }) => check) } : {};
}

function signOf({ signed, ledger }: Leg): Pick<Image, 'sign'> {
  if (!signed.line) {
    return {};
  }
  if (signed.keyless) {
    ledger.note('kept', signed.line, 'the digest is signed without a key, in a job of its own that holds nothing else');
    return { sign: {} };
  }
  ledger.note('unsaid', signed.line, 'the image is signed with a key: name its secrets with `ImageSigning.key`', 'the option `sign` of the image');
  return {};
}

function jobOptions(leg: Leg, source: Source, preparation: Preparation): Partial<Image> {
  const labels = runnerOf(leg.job, leg);
  const minutes = Number(textOf(at(leg.job, 'timeout-minutes')) ?? NaN);
  const environment = textOf(at(leg.job, 'environment')) ?? textOf(at(leg.job, 'environment', 'name'));
  const { node, ...checkout } = leg.checkout;
  const given = Object.fromEntries(Object.entries(checkout).filter(([, value]) => value !== undefined && !Number.isNaN(value)).map(([name, value]) => [name, typeof value === 'string' ? preparation.sayText(value) : value]));
  const own = labels?.filter(label => !isHosted(label)) ?? [];
  const arm = labels?.length === 1 && /-arm$/.test(labels[0]);
  if (!arm && labels?.some(label => /^ubuntu-(1\d|2[02])\./.test(label))) {
    leg.ledger.note('better', at(leg.job, 'runs-on'), `it runs on ubuntu-24.04, where it ran on ${labels.join(', ')}`);
  }
  if (at(leg.job, 'runs-on', 'group')) {
    leg.ledger.note('unsaid', at(leg.job, 'runs-on', 'group'), 'the runner is one of a group: `runsOn` takes labels', 'the labels of its runners in `runsOn`');
  }
  return {
    ...own.length ? { runsOn: labels!.map(label => preparation.sayText(label)) } : arm ? { runsOn: labels } : {},
    ...environment ? { environment: oneText(leg.scope.resolve(environment)) } : {},
    ...minutes > 0 ? { timeoutMinutes: minutes } : {},
    ...source.kind === 'dockerfile' && Object.keys(given).length ? { checkout: given } : {},
  };
}

/** Whether pull requests build the image today. */
export function checksPullRequests(draft: Draft, started: Started): boolean {
  return draft.content.kind !== 'copy' && started.scenarios.some(scenario => scenario.event === 'pull_request' && possible(draft.made, [scenario]).length > 0);
}
