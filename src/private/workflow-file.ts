import { JsonPatch, type Project, type YamlFile, github, release } from 'projen';
import { isMap, isScalar, parseDocument, visit } from 'yaml';
import type { Need } from './permissions';
import { versionOf } from './pins';
import { refusal } from './refusal';

/** The reasons for the permissions of each job, by workflow. */
const reasons = new WeakMap<github.GithubWorkflow, Map<string, readonly Need[]>>();

/** The GitHub component that a project's workflows belong to. */
export function githubOf(project: Project, subject: string): github.GitHub {
  const hub = github.GitHub.of(project.root);
  if (!hub) {
    throw refusal(subject, project.root.name, 'the project has no GitHub component to add a workflow to. Switch on its option `github`.');
  }
  if (!hub.workflowsEnabled) {
    throw refusal(subject, project.root.name, 'the workflows of the project are turned off. Leave out `workflows: false` of `githubOptions`.');
  }
  return hub;
}

/** The branch that a project publishes from, as far as projen knows it. */
export function defaultBranchOf(project: Project): string {
  return release.Release.of(project)?.branches[0] ?? release.Release.of(project.root)?.branches[0] ?? 'main';
}

/** Creates a workflow that permits nothing by itself and whose runs follow one another. */
export function createWorkflow(hub: github.GitHub, name: string, on: Record<string, unknown>): github.GithubWorkflow {
  if (!/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/.test(name)) {
    throw refusal('workflowName', name, 'the name of a workflow is its file\'s name too: letters, digits, " ", ".", "_" and "-".');
  }
  const fileName = `${name.toLowerCase().replace(/ /g, '-')}.yml`;
  if (hub.tryFindWorkflow(name) || hub.project.tryFindFile(`.github/workflows/${fileName}`)) {
    throw refusal('workflowName', name, 'the project has a workflow of that name. Give this one another with `workflowName`, or join that one with `workflow`.');
  }
  const workflow = new github.GithubWorkflow(hub, name, {
    fileName,
    limitConcurrency: true,
    concurrencyOptions: { group: name, cancelInProgress: false },
  });
  workflow.on(Object.fromEntries(Object.entries(on).map(([event, value]) => [event.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), value])));
  const file = fileOf(workflow, 'workflow');
  file.patch(
    JsonPatch.add('/permissions', {}),
    // projen spells the names of inputs its own way
    JsonPatch.add('/on', on),
    JsonPatch.move('/concurrency', '/concurrency'),
    JsonPatch.move('/jobs', '/jobs'),
  );
  return workflow;
}

/** Adds a job whose permissions carry their reasons. Refuses an id that is taken. */
export function addJob(workflow: github.GithubWorkflow, id: string, job: Omit<github.workflows.Job, 'permissions'>, needs: readonly Need[]): void {
  if (workflow.jobs[id]) {
    throw refusal('The job', id, `the workflow "${workflow.name}" has a job of that id. Give the image another id.`);
  }
  replaceJob(workflow, id, job, needs);
}

/** As `addJob`, in place of the job that was there. */
export function replaceJob(workflow: github.GithubWorkflow, id: string, job: Omit<github.workflows.Job, 'permissions'>, needs: readonly Need[]): void {
  const permissions = Object.fromEntries(needs.map(({ permission, level }) => [permission.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), level]));
  const steps: github.workflows.JobStep[] = [];
  workflow.updateJob(id, { ...job, permissions, steps });
  // filled only now, because newer projen gives an id to every step that it sees
  steps.push(...job.steps);
  annotate(workflow).set(id, needs);
}

/** The file of a workflow; a workflow that is switched off has none. */
export function fileOf(workflow: github.GithubWorkflow, subject: string): YamlFile {
  if (!workflow.file) {
    throw refusal(subject, workflow.name, 'the workflow is never written, since the workflows of its project are turned off.');
  }
  return workflow.file;
}

function annotate(workflow: github.GithubWorkflow): Map<string, readonly Need[]> {
  const known = reasons.get(workflow);
  if (known) {
    return known;
  }
  const jobs = new Map<string, readonly Need[]>();
  reasons.set(workflow, jobs);
  const file = fileOf(workflow, 'workflow') as unknown as { synthesizeContent(resolver: unknown): string | undefined };
  const synthesize = file.synthesizeContent.bind(file);
  file.synthesizeContent = resolver => {
    const text = synthesize(resolver);
    return text && addComments(text, jobs);
  };
  return jobs;
}

/** Writes the reason behind each permission and the version behind each pin. A comment in a value would be quoted. */
function addComments(text: string, jobs: ReadonlyMap<string, readonly Need[]>): string {
  const document = parseDocument(text);
  for (const [id, needs] of jobs) {
    const permissions = document.getIn(['jobs', id, 'permissions']);
    for (const { permission, reason } of needs) {
      const node = isMap(permissions) && permissions.get(permission, true);
      if (isScalar(node)) {
        node.comment = ` ${reason}`;
      }
    }
  }
  visit(document, {
    Pair: (_, pair) => {
      if (isScalar(pair.key) && pair.key.value === 'uses' && isScalar(pair.value)) {
        const version = versionOf(String(pair.value.value));
        pair.value.comment = version && ` ${version}`;
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}
