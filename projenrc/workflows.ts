import { JsonPatch, type github } from 'projen';
import { parseDocument, Scalar, YAMLMap, type Document, type YAMLSeq } from 'yaml';
import { PINS as PROJEN_PINS } from './pins';
import { PINS } from '../src/private/pins';

const ALL_PINS = { ...PINS, ...PROJEN_PINS };

const CONTENTS = { contents: ['read', 'check out the repository'] };

/** What each of projen's jobs may do, and what for: less than projen gives them. */
const PERMISSIONS: Record<string, Record<string, string[]>> = {
  'build: build': CONTENTS,
  'build: package-go': CONTENTS,
  'build: package-java': CONTENTS,
  'build: package-js': CONTENTS,
  'build: package-python': CONTENTS,
  'pull-request-lint: validate': { 'pull-requests': ['read', 'read the title'] },
  'release: release': CONTENTS,
  'release: release_github': { contents: ['write', 'create the release and its tag'] },
  'release: release_golang': CONTENTS,
  'release: release_maven': CONTENTS,
  'release: release_npm': { ...CONTENTS, 'id-token': ['write', 'sign the provenance of the package'] },
  'release: release_pypi': { ...CONTENTS, 'id-token': ['write', 'sign in to PyPI, which trusts this workflow, and attest the package'] },
  'upgrade-main: upgrade': CONTENTS,
  'upgrade-main: pr': CONTENTS,
};

/** Only the newest run for a ref is of use. projen puts the runs of a release in a row by itself. */
const CONCURRENCY: Record<string, object> = {
  'build': { 'group': 'build-${{ github.ref }}', 'cancel-in-progress': true },
  'pull-request-lint': { 'group': 'pull-request-lint-${{ github.ref }}', 'cancel-in-progress': true },
  'upgrade-main': { 'group': 'upgrade-main', 'cancel-in-progress': false },
};

/** What linters object to in projen's scripts: expressions, and words that a shell splits. */
const MENDED: ReadonlyArray<[RegExp, string]> = [
  [/\$\{\{ runner\.temp \}\}/g, '$$RUNNER_TEMP'],
  [/\$\{\{ github\.ref \}\}/g, '$$GITHUB_REF'],
  [/(?<=\s)(\$[A-Za-z_]+(\/[\w.]+)*|\$\(cat [\w./]+\))(?=[\s;)]|$)/g, '"$1"'],
  [/\[ ! -z /g, '[ -n '],
];

/** Holds the workflows that projen makes for the project to the rules that the library's own are made by. */
export function harden(hub: github.GitHub): void {
  for (const [action, { sha }] of Object.entries(ALL_PINS)) {
    hub.actions.set(action, `${action}@${sha}`);
  }
  // a title can be read without rights: a pull request of a fork has a token that reads
  hub.tryFindWorkflow('pull-request-lint')?.on({
    pullRequestTarget: undefined,
    pullRequest: { types: ['opened', 'edited', 'reopened', 'synchronize'] },
  });
  for (const workflow of hub.workflows) {
    const concurrency = CONCURRENCY[workflow.name];
    workflow.file!.patch(
      JsonPatch.add('/permissions', {}),
      ...concurrency ? [JsonPatch.add('/concurrency', concurrency)] : [],
      JsonPatch.move('/jobs', '/jobs'),
    );
    const file = workflow.file as unknown as { synthesizeContent(resolver: unknown): string | undefined };
    const synthesize = file.synthesizeContent.bind(file);
    file.synthesizeContent = resolver => {
      const text = synthesize(resolver);
      return text && finish(workflow.name, parseDocument(text));
    };
  }
}

function finish(workflow: string, document: Document): string {
  const jobs = document.get('jobs') as YAMLMap<Scalar<string>, YAMLMap>;
  for (const { key: { value: id }, value: job } of jobs.items) {
    job!.set('permissions', permissionsOf(`${workflow}: ${id}`, document));
    if (!job!.has('name')) {
      job!.items.unshift(document.createPair('name', id));
    }
    for (const step of (job!.get('steps') as YAMLSeq<YAMLMap>).items) {
      mend(step, document);
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** The permissions of a job, each with its reason as a comment. */
function permissionsOf(job: string, document: Document): YAMLMap {
  const permissions = PERMISSIONS[job];
  if (!permissions) {
    throw new Error(`projenrc/workflows.ts: a job of projen's is new, "${job}". Say in PERMISSIONS what it may do.`);
  }
  const node = new YAMLMap(document.schema);
  for (const [permission, [level, reason]] of Object.entries(permissions)) {
    const value = new Scalar(level);
    value.comment = ` ${reason}`;
    node.set(permission, value);
  }
  return node;
}

function mend(step: YAMLMap, document: Document): void {
  const run = step.get('run', true) as Scalar<string> | undefined;
  if (run) {
    run.value = MENDED.reduce((script, [objection, mended]) => script.replace(objection, mended), run.value);
  }
  const uses = step.get('uses', true) as Scalar<string> | undefined;
  if (uses) {
    const pin = ALL_PINS[uses.value.split('@')[0]];
    if (!pin) {
      throw new Error(`projenrc/workflows.ts: an action of projen's is new, "${uses.value}". Pin it in projenrc/pins.ts.`);
    }
    uses.comment = ` ${pin.version}`;
  }
  if (uses?.value.startsWith('actions/checkout@')) {
    const inputs = step.get('with') as YAMLMap | undefined;
    step.set('with', document.createNode({ ...inputs?.toJSON(), 'persist-credentials': false }));
  }
}
