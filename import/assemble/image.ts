import type { Check, Destination, Image, Tag } from '../declaration';
import { checkoutOf } from './checkout';
import { conditionsOf, withoutComparison } from './conditions';
import { credentialsFor } from './credentials';
import { isCopied, type Draft, type Entry } from './drafts';
import { isListed, prepareList } from './listed';
import { Preparation } from './prepare';
import { runnerOptions } from './runners';
import { platformsOf, sourceOf } from './source';
import { idOf } from './steps';
import { automaticLatest, tagsOf, type TagContext } from './tags';
import { TRUE, or, same } from '../expressions/expression';
import type { Scenario } from '../expressions/scenario';
import { possible } from '../expressions/simplify';
import { at, textOf } from '../input/node';
import type { Metadata } from '../job/facts';
import type { Leg } from '../job/leg';
import { PLACE } from '../job/listed';
import { oneText } from '../job/texts';
import type { Started } from '../workflow/triggers';

/** An image, and what of the job's steps it has taken. */
export interface Assembled {
  readonly image: Image;
  readonly preparation: Preparation;
  /** How the commit is found that is checked out. */
  readonly finding?: Preparation;
  readonly draft: Draft;
}

/** Says a draft in the library's words. */
export function assemble(draft: Draft, id: string, started: Started, hosts: ReadonlySet<string>): Assembled {
  const { leg } = draft;
  const { ledger } = leg;
  const seen = [...leg.clouds.flatMap(({ step }) => step ? idOf(step) ?? [] : []), ...isListed(draft) ? [PLACE] : []];
  const preparation = new Preparation(leg, id, `prepare-${id}`, new Set(leg.metadata.keys()), new Set(seen));
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
    ledger.note('changed', draft.publications[0].line, isCopied(draft) ? 'pull requests copied too: now they do nothing' : 'pull requests published too: now they build and check the image, and never publish');
  }
  const { source, ...listing } = isListed(draft)
    ? prepareList(id, draft, preparation) : { source: sourceOf(draft, destinations, preparation, hosts) };
  const checkout = source.kind === 'dockerfile' ? checkoutOf(leg, id) : undefined;
  const image: Image = {
    id,
    source,
    ...listing,
    destinations,
    tags: imageTags(draft, context),
    ...platformsOf(draft) ? { platforms: platformsOf(draft) } : {},
    ...checksOf(leg),
    ...attests(draft) ? { attest: 'ALWAYS' } : {},
    ...signOf(leg),
    ...conditions,
    ...checkout?.options ? { checkout: checkout.options } : {},
    ...jobOptions(leg, preparation),
  };
  image.prepare = preparation.steps.options;
  [...preparation.lost, ...checkout?.finding.lost ?? []].forEach(name => ledger.note('unsaid', draft.publications[0].line, `\`${name}\` is used, and no other job can see it`, 'a step of `prepare` that computes it'));
  return { image, preparation, draft, finding: checkout?.finding };
}

function destinationsOf({ entries, leg, publications }: Draft, context: TagContext, preparation: Preparation): Destination[] {
  const places = [...new Map(entries.map(entry => [`${entry.host}/${entry.path}`, entry])).values()];
  const ordered = [...places.filter(place => isAlways(place, entries)), ...places.filter(place => !isAlways(place, entries))];
  return ordered.map(({ host, path }, index) => {
    const own = entries.filter(entry => entry.host === host && entry.path === path);
    const shared = index > 0 && own.every(({ tag }) => same(tag.when, own[0].tag.when)) && !isAlways(own[0], entries);
    const when = shared ? context.sayCondition(own[0].tag.when) : undefined;
    if (/secrets\./.test(host)) {
      leg.ledger.note('changed', publications[0].line, `the host of the registry is a secret (${host}): GitHub drops job outputs that contain it. Better keep it in a variable of the repository, \`vars\``);
    }
    const [secret] = /secrets\.\w+/.exec(path) ?? [];
    if (secret) {
      leg.ledger.note('changed', publications[0].line, `the name of the image is in a secret (${secret}): GitHub drops job outputs that contain it. Better keep it in a variable of the repository, \`vars\``);
    }
    const credentials = credentialsFor(host, leg);
    if (!credentials) {
      leg.ledger.note('unsaid', publications[0].line, `nothing in the file signs in to ${host}`, '`RegistryCredentials` of the destination');
    }
    return { host: preparation.sayText(host), path: preparation.sayText(path), ...credentials ? { credentials } : {}, ...when ? { when } : {} };
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
  const meant = (one: Metadata) => or(...own.flatMap(({ tag }) => tag.kind === 'rule' && tag.metadata === one ? [tag.when] : []));
  const latest = metadata.flatMap(one => automaticLatest(one, meant(one), context));
  if (latest.some(({ factory }) => factory === 'latest')) {
    draft.leg.ledger.note('better', metadata[0].step.line, '`latest` stays on the newest stable git tag: neither a pre-release nor a fix of an older version moves it');
  }
  const tags = [...own.flatMap(({ tag }) => tagsOf(tag, context)), ...latest];
  if (draft.leg.checkout.ref && tags.some(({ factory }) => factory === 'sha')) {
    context.changed('the tag with the commit is that of the commit that is checked out; it was that of the run');
  }
  return [...new Map(tags.map(tag => [JSON.stringify(tag), tag])).values()];
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

function jobOptions(leg: Leg, preparation: Preparation): Partial<Image> {
  const minutes = Number(textOf(at(leg.job, 'timeout-minutes')) ?? NaN);
  const environment = textOf(at(leg.job, 'environment')) ?? textOf(at(leg.job, 'environment', 'name'));
  return {
    ...runnerOptions(leg, text => preparation.sayText(text)),
    ...environment ? { environment: oneText(leg.scope.resolve(environment)) } : {},
    ...minutes > 0 ? { timeoutMinutes: minutes } : {},
  };
}

/** Whether pull requests build the image today. */
export function checksPullRequests(draft: Draft, started: Started): boolean {
  return !isCopied(draft) && started.scenarios.some(scenario => scenario.event === 'pull_request' && possible(draft.made, [scenario]).length > 0);
}
