import { basename } from 'node:path';
import { parse } from 'yaml';
import { HOSTILE, MARK, faultOfRefusal, hasExpression, isUseless, leanProject, publicTextOptions, scalarsOf, writeLean } from './hostile';
import { TEXT_OPTIONS, foundIn, type Part } from './hostile-options';
import { findingsOf } from './policy';
import { runStep } from './run-step';
import { findingsOfActionlint } from './validate';
import { BuildCache, GithubPackageImage, ImageDestination, ImageMirror, ImageName, ImageSource, ImageTag, WorkflowInputType, type GithubPackageImageOptions } from '../src';

const BASE: GithubPackageImageOptions = {
  triggers: { branches: ['main'], gitTags: ['v*'], pullRequests: true },
  destinations: [ImageDestination.ghcr()],
  tags: [ImageTag.sha()],
};

/** A text that an option is given. */
interface Case {
  readonly option: string;
  readonly text: string;
  readonly n: number;
}

/** A declaration that holds the texts of several options. */
interface Declaration {
  readonly part: Part;
  readonly cases: readonly Case[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => Object.getPrototypeOf(value ?? 0) === Object.prototype;

/** Puts two declarations together; undefined where both have a say in the same. */
function together(one: unknown, other: unknown): any {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return [...one, ...other];
  }
  if (!isRecord(one) || !isRecord(other)) {
    return undefined;
  }
  const entries = [...new Set([...Object.keys(one), ...Object.keys(other)])].map(key => [key, together(one[key], other[key])]);
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

/** As `together`, of parts of one group. */
function join(one: Part, other: Part): Part | undefined {
  const { group, ...rest } = one;
  const { group: another, ...more } = other;
  const both = group === another ? together(rest, more) : undefined;
  return both && { ...both, group };
}

let count = 0;

/** A project with a workflow of the image or mirror in the part, and no other files. */
function declare(part: Part): GithubPackageImage | ImageMirror {
  const project = leanProject();
  const { source = ImageSource.fromDockerfile(part.dockerfile), ...options } = part.options ?? {};
  const triggers = source._bind().kind === 'registry' ? { branches: ['main'] } : BASE.triggers;
  const made = part.mirror
    ? new ImageMirror(project, part.id ?? 'x', { images: part.mirror.imagesExpression === undefined ? ['alpine:3.20'] : undefined, ...part.mirror })
    : new GithubPackageImage(project, part.id ?? 'x', { source, ...together({ ...BASE, triggers }, options) });
  part.images?.forEach(([reference, given]) => (made as ImageMirror).addImage(reference, given));
  part.then?.forEach(hook => hook(made));
  made.preSynthesize();
  return made;
}

function isAccepted(part: Part): boolean {
  try {
    declare(part);
    return true;
  } catch {
    return false;
  }
}

/** Gives each option some texts, and tells which it refuses; those that it accepts are in few declarations. */
function tryAll(textsOf: (option: string) => string[]): { accepted: Declaration[]; refused: Array<Case & { error: unknown }> } {
  const accepted: Declaration[] = [];
  const refused: Array<Case & { error: unknown }> = [];
  for (const [option, { part }] of Object.entries(TEXT_OPTIONS)) {
    for (const text of textsOf(option)) {
      const one = { option, text, n: ++count };
      try {
        const made = part(text, one.n);
        declare(made);
        const joined = accepted.map(({ part: other }) => join(other, made));
        const index = joined.findIndex(both => both !== undefined);
        const [{ cases }] = index < 0 ? [{ cases: [] }] : accepted.splice(index, 1);
        accepted.push({ part: joined[index] ?? made, cases: [...cases, one] });
      } catch (error) {
        refused.push({ ...one, error });
      }
    }
  }
  // what is accepted alone may be refused together
  const alone = (one: Case) => ({ part: TEXT_OPTIONS[one.option].part(one.text, one.n), cases: [one] });
  return { accepted: accepted.flatMap(one => isAccepted(one.part) ? one : one.cases.map(alone)), refused };
}

/** Writes the workflows of a declaration, its own first. */
function write({ part }: Declaration): string[] {
  const { workflow, project } = declare(part);
  return writeLean(project, basename(workflow.file!.path, '.yml'));
}

/** What is wrong with the workflows of a declaration. */
function faultsOf({ cases }: Declaration, texts: readonly string[]): string[] {
  const [workflow, ...others] = texts.map(text => parse(text));
  const found = foundIn(workflow, others);
  const scalars = [workflow, ...others].flatMap(one => scalarsOf(one));
  const scripts = scalars.filter(([place]) => place.endsWith('.run'));
  const allowed = cases.filter(({ option }) => TEXT_OPTIONS[option].inScript).map(({ text }) => text).sort((one, other) => other.length - one.length);
  const shown = (text: unknown) => JSON.stringify(text)?.slice(0, 120);
  return [
    ...texts.flatMap(text => cases.length > 1 ? findingsOf(text) : []),
    ...texts.flatMap(text => text.match(/[\x7f-\x9f\u2028\u2029\ufeff]/g) ?? []).map(letter => `${shown(letter)} is written as it is, which other parsers refuse or read as the end of a line`),
    ...scripts.filter(([, script]) => script.includes('${{')).map(([place]) => `an expression is in the script ${place}`),
    ...allowed.length === cases.length ? [] : scripts.filter(([, script]) => MARK.test(allowed.reduce((rest, text) => rest.replaceAll(text, ''), script))).map(([place, script]) => `it is in the script ${place}: ${script}`),
    ...cases.flatMap(({ option, text, n }) => {
      if (hasExpression(text)) {
        // only the run knows it, and it may go another way
        const [, inside] = /\$\{\{ *(.*?) *\}\}/s.exec(text) ?? [undefined, text];
        return scalars.some(([, scalar]) => scalar.includes(inside)) ? [] : [`${option}: ${shown(text)} is nowhere`];
      }
      try {
        const there = TEXT_OPTIONS[option].at(found, n, text);
        return there === text || there === true ? [] : [`${option}: ${shown(text)} is there as ${shown(there)}`];
      } catch (error) {
        return [`${option}: ${shown(text)} cannot be read: ${error}`];
      }
    }),
  ];
}

/** What no workflow has of its own: projects hand texts on to their image or mirror as they are, and a page is a file on a disk. */
const ELSEWHERE = ['ImageProjectOptions.checkCommand', 'ImageMirrorProjectOptions.images', 'ImageMirrorProjectOptions.schedule', 'ImageCatalogOptions.path'];

test('the table has every public option that takes a text', () => {
  const options = publicTextOptions();
  expect(options.length).toBeGreaterThan(80);
  expect([...Object.keys(TEXT_OPTIONS), ...ELSEWHERE].sort()).toEqual(options.sort());
});

test('each option takes a text that means no harm, and the workflow has it', () => {
  const { accepted, refused } = tryAll(option => [TEXT_OPTIONS[option].good]);
  expect(refused.map(({ option, error }) => `${option}: ${error}`)).toEqual([]);
  expect(accepted.flatMap(({ cases }) => cases).length).toBe(Object.keys(TEXT_OPTIONS).length);
  expect(accepted.flatMap(declaration => faultsOf(declaration, write(declaration)))).toEqual([]);
});

/** The workflow with most of the hostile texts of each kind. */
const fullest: string[] = [];

describe('every option refuses in words of the library, or hands on as it is, and to no script of ours,', () => {
  test.each(Object.entries(HOSTILE))('%s', (_, hostile) => {
    const { accepted, refused } = tryAll(option => TEXT_OPTIONS[option].forms?.(hostile) ?? [hostile]);
    const faults = refused.flatMap(({ option, text, error }) => faultOfRefusal(error, text)?.slice(0, 600).split('\n').slice(0, 4).map(line => `${option}: ${line}`) ?? []);
    expect(refused.length).toBeGreaterThan(0);
    expect(accepted.length > 0).toBe(!isUseless(hostile));
    const [most] = [...accepted].sort((one, other) => other.cases.length - one.cases.length);
    for (const declaration of accepted) {
      const texts = write(declaration);
      faults.push(...faultsOf(declaration, texts));
      fullest.push(...declaration === most ? texts.slice(0, 1) : []);
    }
    expect([...new Set(faults)]).toEqual([]);
  });
});

/** What actionlint says of texts that only the user can know: the labels of runners, and filters, of which there is a test below. */
const KNOWN_TO_USER = /^\d+: (label "|.*note: filter pattern syntax is explained)/s;

test('actionlint finds nothing in what holds most of them', () => {
  expect(fullest.length).toBe(Object.values(HOSTILE).filter(text => !isUseless(text)).length);
  expect(findingsOfActionlint(fullest).flat().filter(finding => !KNOWN_TO_USER.test(finding))).toEqual([]);
});

describe('what GitHub would refuse is refused at synth:', () => {
  const refusing = (part: Part) => () => declare(part);
  const step = { id: 'p', name: 'Compute', run: 'true' };

  test.each(['a b', 'a }} ${{ secrets.A', 'a\n', '1', '', '$(id)'])('the name of an output of a step that no expression can hold: %j', outputName => {
    expect(refusing({ options: { prepare: { steps: [step], outputs: { o: { stepId: 'p', outputName } } } } })).toThrow(/prepare: outputs/);
  });

  test.each(['${{ github.ref }}', '${{ a'])('an expression where GitHub evaluates none: %s', text => {
    expect(refusing({ options: { triggers: { inputs: { a: { description: text } } } } })).toThrow(/inputs: a: description/);
    expect(refusing({ options: { triggers: { inputs: { a: { type: WorkflowInputType.CHOICE, options: [text] } } } } })).toThrow(/inputs: a: options/);
  });

  test('an id of which a job has an expression in its name', () => {
    expect(refusing({ id: '${{ github.event.pwned }}', options: { name: ImageName.of('a/b'), workflowName: 'w' } })).toThrow(/\$\{\{ github\.event\.pwned \}\}/);
  });

  test('an id of which a job has one of more than 100 characters', () => {
    expect(refusing({ id: 'x'.repeat(100) })).toThrow(/x{100}/);
  });

  test('an expression that ends before its end', () => {
    expect(refusing({ mirror: { imagesExpression: 'vars.A }} pwned' } })).toThrow(/vars\.A }} pwned/);
  });

  test.each(['a b', 'a:b', 'a~1', 'a^', 'a\\b', 'a\nb', 'a[', 'a..b', 'a.lock', '/a', 'a//b', '@{'])('a branch, or a git tag, that git cannot have: %j', name => {
    expect(refusing({ options: { triggers: { branches: [name] } } })).toThrow(/triggers: branches/);
    expect(refusing({ options: { triggers: { gitTags: [name] } } })).toThrow(/triggers: gitTags/);
  });
});

test('a name that only the run knows enters no list of caches before it is known to be a name', () => {
  const { workflow, project } = declare({ options: { name: ImageName.of('a/${{ vars.NAME }}') }, dockerfile: { cache: BuildCache.registry() } });
  const [text] = writeLean(project, workflow.name);
  const cache = foundIn(parse(text), []).step('cache');
  expect(runStep(cache, { IMAGE: 'ghcr.io/a/B' })).toMatchObject({ status: 0, outputs: { image: 'ghcr.io/a/b' } });
  for (const hostile of ['ghcr.io/a/b,type=local,dest=/', 'ghcr.io/a/b\nimage=ghcr.io/other/c', 'ghcr.io/a/b"']) {
    expect(runStep(cache, { IMAGE: hostile }).status).not.toBe(0);
  }
});
