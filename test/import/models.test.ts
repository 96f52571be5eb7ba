import { join } from 'node:path';
import { ModuleKind, ScriptTarget, createProgram, createCompilerHost, createSourceFile, flattenDiagnosticMessageText, getPreEmitDiagnostics, type CompilerOptions } from 'typescript';
import expected from './expected.json';
import { FILES, MODELS, factsOf, importWorkflow, synthesize, textOf } from './importer';
import { findingsOfActionlint, findingsOfGithub } from '../validate';

interface Expected {
  readonly outcome: string;
  readonly unsaid?: readonly string[];
  readonly facts?: object;
}

const EXPECTED: Readonly<Record<string, Expected>> = expected;

test('each model has an address, and something that must come out', () => {
  expect(FILES).toEqual(MODELS.map(({ id }) => `${id}.yml`));
  expect(Object.keys(EXPECTED).sort()).toEqual(MODELS.map(({ id }) => id));
  expect(new Set(MODELS.map(({ address }) => new URL(address).pathname)).size).toBe(MODELS.length);
  expect(MODELS.length).toBeGreaterThanOrEqual(60);
});

test.each(MODELS.map(({ id, address }) => [id, address]))('model %s, after %s', id => {
  const { outcome, model, entries } = importWorkflow(textOf(id));
  const unsaid = entries.filter(({ verdict }) => verdict === 'unsaid').map(({ line, text }) => `line ${line}: ${text}`);
  const facts = model && JSON.parse(JSON.stringify(factsOf(model)));
  expect({ outcome, ...unsaid.length ? { unsaid } : {}, ...facts ? { facts } : {} }).toEqual(EXPECTED[id]);
});

const DECLARED = MODELS.flatMap(({ id }) => {
  const { declaration } = importWorkflow(textOf(id));
  return declaration === undefined ? [] : [{ id, declaration }];
});

/** What validators find in steps that are the user's own, and were in the file before. */
const OF_THE_USER = /Unable to resolve action|is too old to run|was deprecated|^\d+: label "acme-/;
const made = new Map<string, string>();

test.each(DECLARED.map(({ id, declaration }) => [id, declaration]))('the declaration of model %s synthesizes as printed', (id, declaration) => {
  const workflows = Object.values(synthesize(declaration));
  expect(workflows).toHaveLength(1);
  made.set(id, workflows[0]);
});

test('GitHub and actionlint find nothing in the workflows of those that come out whole, but in steps of their own', async () => {
  const whole = [...made].filter(([id]) => EXPECTED[id].outcome === 'whole');
  const workflows = whole.map(([, workflow]) => workflow);
  const findings = [await findingsOfGithub(workflows), findingsOfActionlint(workflows)];
  const found = whole.map(([id], index) => [id, ...findings.flatMap(all => all[index]).filter(finding => !OF_THE_USER.test(finding))]);
  expect(found.filter(([, ...list]) => list.length)).toEqual([]);
  expect(whole.length).toBeGreaterThan(50);
});

test('the declarations compile as printed', () => {
  const options: CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: ModuleKind.CommonJS,
    target: ScriptTarget.ES2022,
    types: ['node'],
    paths: { 'projen-github-package-image': [join(__dirname, '..', '..', 'src')] },
  };
  const sources = new Map(DECLARED.map(({ id, declaration }) => [
    join(__dirname, `imported-${id}.ts`), `import { github } from 'projen';\n${declaration}\ndeclare const project: github.GitHubProject;\n`,
  ]));
  const host = createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = file => sources.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) =>
    sources.has(file) ? createSourceFile(file, sources.get(file)!, ScriptTarget.ES2022) : getSourceFile(file, ...rest);
  // those of the library are for the task `types`
  const diagnostics = getPreEmitDiagnostics(createProgram([...sources.keys()], options, host))
    .filter(({ file }) => !file || sources.has(file.fileName));
  expect(diagnostics.map(({ file, messageText }) => `${file?.fileName}: ${flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
});
