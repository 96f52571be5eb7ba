import type { github } from 'projen';
import { LONGEST_JOB_ID } from './jobs';
import { refusal } from './refusal';

/** Jobs of the user's that wait for what is published, in each workflow that publishes it. */
export class Downstream {
  private readonly jobs = new Map<string, github.workflows.Job>();
  private readonly placed = new WeakMap<github.GithubWorkflow, Set<string>>();

  /**
   * Adds a job.
   * @param workflows those that are there already
   */
  public add(id: string, job: github.workflows.Job, workflows: readonly github.GithubWorkflow[], needs: readonly string[]): void {
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(id)) {
      throw refusal('addDownstreamJob', id, 'the id of a job is made of letters, digits, "_" and "-", and begins with a letter or "_".');
    }
    if (id.length > LONGEST_JOB_ID) {
      throw refusal('addDownstreamJob', id, `GitHub takes at most ${LONGEST_JOB_ID} characters for the id of a job. Shorten it.`);
    }
    workflows.forEach(workflow => this.checkFree(id, workflow));
    if (this.jobs.has(id)) {
      throw refusal('addDownstreamJob', id, 'a job of that id waits for the image already. Give yours another.');
    }
    this.jobs.set(id, job);
    workflows.forEach(workflow => this.place(workflow, needs));
  }

  /** Puts all of them into a workflow, such that they wait for these jobs too. */
  public place(workflow: github.GithubWorkflow, needs: readonly string[]): void {
    const placed = this.placed.get(workflow) ?? new Set();
    this.placed.set(workflow, placed);
    for (const [id, job] of this.jobs) {
      if (!placed.has(id)) {
        this.checkFree(id, workflow);
        placed.add(id);
      }
      workflow.updateJob(id, { ...job, needs: [...new Set([...job.needs ?? [], ...needs])] });
    }
  }

  private checkFree(id: string, workflow: github.GithubWorkflow): void {
    if (workflow.jobs[id]) {
      throw refusal('addDownstreamJob', id, `the workflow "${workflow.name}" has a job of that id. Give yours another.`);
    }
  }
}
