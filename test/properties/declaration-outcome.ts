import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Project, build, github, release } from 'projen';
import { parseDocument } from 'yaml';
import { evaluate, type Declaration, type Statement } from './declaration-nodes';
import * as library from '../../src';
import { requireBundled } from '../bundle';
import { foreignWorkflow } from '../declare';
import { leanProject } from '../hostile';
import { isOurs } from '../policy';
import { standIn } from '../stand-in';

/** What a declaration came to: workflows, or why there are none. */
export interface Outcome { error?: unknown; workflows: string[] }

/** What GitHub's own parser refuses in a workflow. */
export async function refusalsOfGithub(content: string): Promise<string[]> {
  const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = requireBundled('workflow-parser', "export * from '@actions/workflow-parser';");
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter());
  if (value) {
    await convertWorkflowTemplate(context, value);
  }
  return context.errors.getErrors().map(({ message }: Error) => message);
}

const PROJECTS: Record<string, (made: Map<string, unknown>) => Project | undefined> = {
  none: () => undefined,
  plain: () => leanProject(),
  foreign: made => {
    const project = leanProject();
    made.set('mine', foreignWorkflow({ github: github.GitHub.of(project) } as github.GitHubProject, { push: { branches: ['main'] }, pullRequest: {}, workflowDispatch: {} }));
    return project;
  },
  bare: () => new Project({ name: 'scratch', outdir: leanProject().outdir, logging: { level: 0 } as never }),
  releasing: () => {
    const project = leanProject();
    const task = project.addTask('pack');
    new release.Release(project, { branch: 'main', artifactsDirectory: 'dist', versionFile: 'version.json', task, tasks: [task] });
    new build.BuildWorkflow(project, { artifactsDirectory: 'dist', buildTask: task });
    return project;
  },
};

function make({ key, make: name, scope, id, options, then }: Statement, made: Map<string, unknown>): void {
  const Construct = (library as any)[name];
  const given = evaluate(options, made);
  const construct = scope === '' ? new Construct({ name: 'scratch', outdir: leanProject().outdir, logging: { level: 0 }, ...given as object })
    : name === 'ImageCatalog' ? new Construct(made.get(scope), given) : new Construct(made.get(scope), evaluate(id, made), given);
  made.set(key, construct);
  then.forEach(({ method, args }) => construct[method](...evaluate(args, made) as unknown[]));
}

/** Declares it in a project of its own, and synthesizes that. */
export function outcomeOf({ project: kind, statements }: Declaration): Outcome {
  const made = new Map<string, unknown>();
  try {
    const project = PROJECTS[kind](made);
    if (project) {
      made.set('project', project);
      made.set('subproject', new Project({ parent: project, name: 'services', outdir: 'services', logging: { level: 0 } as never }));
    }
    statements.forEach(one => make(one, made));
    return { workflows: write(made.get('project') as Project) };
  } catch (error) {
    return { error, workflows: [] };
  }
}

function write(project: Project): string[] {
  project.synth();
  const folder = join(project.outdir, '.github', 'workflows');
  return readdirSync(folder).flatMap(file => withoutForeignJobs(readFileSync(join(folder, file), 'utf8')));
}

/** The workflow with stand-ins for what projen makes, which has findings of its own; nothing where no job is of the library. */
function withoutForeignJobs(text: string): string[] {
  const document = parseDocument(text);
  const { jobs, permissions } = document.toJS();
  const foreign = Object.entries<any>(jobs).filter(([id]) => !isOurs(id) && !/^(after-|test$)/.test(id));
  if (foreign.length === 0 || foreign.length === Object.keys(jobs).length) {
    return foreign.length === 0 ? [text] : [];
  }
  document.set('permissions', document.createNode(permissions ?? {}));
  foreign.forEach(([id, job]) => standIn(document, id, job));
  return [document.toString({ lineWidth: 0 })];
}

/** What projen says of its own: a job of the user's without permissions. */
const OF_PROJEN = /^[\w-]+: all workflow jobs must have a "permissions" clause/;

/** Values that say nothing to who reads them; of what was not given at all they say just that. */
const UNREADABLE = /\[object |^(?!.*: it takes ).*(?<!["\w])(undefined|null): /;

/** What is wrong with an error; undefined of a refusal of the library's own, which names an option and a value, and says a rule. */
export function faultOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.constructor !== Error) {
    return `no refusal: ${error instanceof Error ? error.stack?.split('\n').slice(0, 6).join('\n') : error}`;
  }
  const { message, stack = '' } = error;
  if (OF_PROJEN.test(message)) {
    return undefined;
  }
  const [thrower] = stack.slice(stack.indexOf(message) + message.length).split('\n').filter(line => /^\s+at /.test(line));
  return !thrower?.includes(join(sep, 'src', 'private', sep)) ? `not the library's own: ${stack.split('\n').slice(0, 6).join('\n')}`
    : !/^[A-Za-z][^\n]*?: \S[^]*\.$/.test(message) || UNREADABLE.test(message) ? `has not the form of a refusal: ${message}` : undefined;
}
