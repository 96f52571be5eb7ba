import fc from 'fast-check';
import { publicApi } from './declaration-api';
import { broken } from './declaration-faults';
import { isCall, isStruct, nodesOf, type Declaration } from './declaration-nodes';
import { faultOf, outcomeOf, refusalsOfGithub, type Outcome } from './declaration-outcome';
import { Generators } from './declaration-values';
import { declarations } from './declarations';
import { STRUCTS } from '../../src/private/signatures';
import { findingsOf } from '../policy';
import { findingsOfActionlint, findingsOfGithub } from '../validate';

/** Always the same declarations. */
const SEED = 1;
const few = declarations(new Generators(12));
const many = declarations(new Generators(45));

/** How many declarations of each kind there are, and how many of them must be accepted, so that not all is refused. */
const FAMILIES: Array<[string, fc.Arbitrary<Declaration>, number, number]> = [
  ['plausible, with a few options', few, 150, 75],
  ['plausible, with many options, which may contradict', many, 150, 50],
  ['with values that are broken', broken(few, false), 300, 60],
  ['with values of other types', broken(few, true), 200, 10],
];

const generated = new Map<string, Array<Outcome & { declaration: Declaration }>>();
const acceptedBy = (family: string) => generated.get(family)!.filter(({ error }) => error === undefined);
const textsOf = (family: string) => acceptedBy(family).flatMap(({ workflows, declaration }) => workflows.map(text => ({ text, declaration })));

beforeAll(() => {
  for (const [family, arbitrary, numRuns] of FAMILIES) {
    generated.set(family, fc.sample(arbitrary, { seed: SEED, numRuns }).map(declaration => ({ declaration, ...outcomeOf(declaration) })));
  }
});

/** Each finding once, with the shortest declaration that has it. */
function shortest(found: ReadonlyArray<{ finding: string; declaration: Declaration; text?: string }>): string[] {
  const shown = found.map(({ finding, declaration, text = '' }) => ({ finding, whole: `${finding}\n${JSON.stringify(declaration)}\n${text}` }));
  const least = new Map<string, string>();
  for (const { finding, whole } of shown) {
    const kind = finding.replace(/"[^"]*"|\d+/g, '').slice(0, 200);
    least.set(kind, (least.get(kind)?.length ?? Infinity) < whole.length ? least.get(kind)! : whole);
  }
  return [...least.values()];
}

/** What actionlint says of texts that only the user can know: the labels of runners, and filters. */
const KNOWN_TO_USER = /^\d+: (label "|.*note: filter pattern syntax is explained)/s;
/** A variable that the user has made empty. */
const EMPTIED = /^no key is empty: [\w-]+\.env\.\w+$/;
/** Credentials that steps fetch by OpenID Connect: the one reason for a job that signs in to have that. */
const FETCHED = /^the identity of the workflow is not where code is checked out or built/;

describe.each(FAMILIES)('declarations %s', (family, _, __, accepted) => {
  test('are accepted in part, or refused in words of the library', () => {
    const faults = generated.get(family)!.flatMap(({ error, declaration }) => {
      const finding = error === undefined ? undefined : faultOf(error);
      return finding === undefined ? [] : [{ finding, declaration }];
    });
    expect(shortest(faults)).toEqual([]);
    expect(acceptedBy(family).length).toBeGreaterThanOrEqual(accepted);
    expect(acceptedBy(family).length).toBeLessThan(generated.get(family)!.length);
  });

  test('give workflows that GitHub reads, in which actionlint finds nothing, and which keep every rule', async () => {
    const texts = textsOf(family);
    const linted = findingsOfActionlint(texts.map(({ text }) => text));
    const found = await Promise.all(texts.map(async ({ text, declaration }, index) => [
      ...(await refusalsOfGithub(text)).map(finding => `GitHub: ${finding}`),
      ...linted[index].filter(finding => !KNOWN_TO_USER.test(finding)),
      ...findingsOf(text).filter(finding => !EMPTIED.test(finding) && !(FETCHED.test(finding) && JSON.stringify(declaration).includes('idToken'))),
    ].map(finding => ({ finding, declaration, text }))));
    expect(texts.length).toBeGreaterThanOrEqual(accepted);
    expect(shortest(found.flat())).toEqual([]);
  });
});

test("GitHub's language service finds nothing in the longest of them", async () => {
  const texts = textsOf(FAMILIES[1][0]).sort((one, other) => other.text.length - one.text.length).slice(0, 30);
  const findings = await findingsOfGithub(texts.map(({ text }) => text));
  expect(shortest(texts.flatMap(({ declaration, text }, index) => findings[index].map(finding => ({ finding, declaration, text }))))).toEqual([]);
});

describe('among what is generated is every', () => {
  const { structs, parameters, others } = publicApi();
  const nodes = fc.sample(many, { seed: SEED, numRuns: 1000 }).flatMap(nodesOf);
  /** The structs that have the options of one: itself, and what extends it. */
  const heirsOf = (name: string): string[] => [name, ...Object.keys(structs).filter(one => structs[one].includes(`...${name},`)).flatMap(heirsOf)];

  test('option', () => {
    const seen = new Set(nodes.filter(isStruct).flatMap(({ $struct, fields }) => Object.keys(fields).map(option => `${$struct}.${option}`)));
    const options = Object.entries(structs).flatMap(([name, signature]) => signature.split(', ').flatMap(slot => /^(\w+)\??:/.exec(slot)?.slice(1).map(option => ({ name, option })) ?? []));
    expect(options.length).toBeGreaterThan(120);
    expect(Object.keys(STRUCTS)).toEqual(expect.arrayContaining(Object.keys(structs)));
    expect(options.filter(({ name, option }) => !heirsOf(name).some(heir => seen.has(`${heir}.${option}`)))).toEqual([]);
  });

  test('factory, method and construct', () => {
    const called = nodes.filter(isCall).map(({ $call }) => $call);
    const made = nodes.filter((node): node is Declaration['statements'][number] => typeof node === 'object' && node !== null && 'make' in node)
      .flatMap(({ make, then }) => [make, ...then.map(({ method }) => `${make}.${method}`)]);
    const seen = new Set([...called, ...made]);
    expect([...Object.keys(parameters), ...others].filter(name => !seen.has(name))).toEqual([]);
  });
});

test('there are 500 of them at least, of all kinds', () => {
  const numbers = FAMILIES.map(([family]) => generated.get(family)!.length);
  expect(numbers.reduce((sum, number) => sum + number)).toBeGreaterThanOrEqual(500);
});
