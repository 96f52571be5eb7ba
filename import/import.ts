import { declare, takeConcurrency } from './assemble/declaration';
import { differenceOf } from './generated/compare';
import { isGenerated, jobsInProjens, readGenerated } from './generated/read';
import { at, entriesOf, textOf, type Node } from './input/node';
import { read } from './input/read';
import { RefusedInput } from './input/refused';
import { followJobs } from './job/jobs';
import { Ledger, PLACES } from './ledger';
import { printDeclaration } from './print/declaration';
import type { Imported } from './report';
import type { TryOut } from './verify';
import { readTriggers } from './workflow/triggers';

/**
 * Turns the text of a workflow into a declaration. What it reads is never run, and nothing is fetched.
 * @param tryOut declares what is printed, and answers with what comes of it
 */
export function importWorkflow(text: string, tryOut: TryOut = () => ({ workflows: [] })): Imported {
  try {
    const root = read(text);
    refuseOther(root);
    return isGenerated(text, root) ? again(text, root, tryOut) : follow(root, tryOut);
  } catch (error) {
    if (error instanceof RefusedInput) {
      return nothing(`line ${error.line}: ${error.message}`);
    }
    if (error instanceof TypeError || error instanceof ReferenceError) {
      // a fault of ours, and not of the file
      throw error;
    }
    // an expression that GitHub would refuse, or more than can be followed
    return nothing(error instanceof RangeError ? `it cannot be followed: ${error.message}` : String((error as Error).message).split('\n')[0]);
  }
}

/** A workflow that the library has made: its declaration makes the same one again. */
function again(text: string, root: Node, tryOut: TryOut): Imported {
  const model = readGenerated(root);
  const declaration = printDeclaration(model);
  const { refused, workflows = [] } = tryOut(declaration);
  const jobs = jobsInProjens(root);
  const problem = refused === undefined ? differenceOf(text, workflows, jobs) : { line: 0, text: `the library refuses the declaration: ${refused}` };
  return problem === undefined
    ? { outcome: 'whole', declaration, model, entries: [{ verdict: 'kept', line: 1, text: `the library has made ${jobs ? 'jobs of this workflow, which is projen\'s' : 'this workflow'}, and makes ${jobs ? 'them' : 'it'} of the declaration again` }] }
    : { outcome: 'partial', declaration, model, entries: [{ verdict: 'unsaid', ...problem, place: PLACES.file }] };
}

function nothing(reason: string): Imported {
  return { outcome: 'nothing', entries: [], reason };
}

function refuseOther(root: Node): void {
  if (!at(root, 'jobs')?.map || !at(root, 'on')) {
    throw new RefusedInput(1, 'it is no workflow: a workflow has the keys "on" and "jobs"');
  }
}

function follow(root: Node, tryOut: TryOut): Imported {
  const ledger = new Ledger(root);
  const started = readTriggers(root, ledger);
  takeFrame(root, ledger);
  const jobs = followJobs(root, started.scenarios, ledger);
  const declaration = declare(root, started, jobs, ledger);
  if (!declaration) {
    return nothing('no job publishes an image in a way that can be read: what is built or copied is in another file or program. Keep the file as it is');
  }
  const printed = printDeclaration(declaration);
  const { refused } = tryOut(printed);
  if (refused !== undefined) {
    ledger.note('unsaid', 0, `the library refuses the declaration: ${refused}`, 'the declaration, once that is put right');
  }
  const entries = ledger.entries();
  return { outcome: entries.some(({ verdict }) => verdict === 'unsaid') ? 'partial' : 'whole', declaration: printed, model: declaration, entries };
}

/** What stands around the jobs. */
function takeFrame(root: Node, ledger: Ledger): void {
  const name = at(root, 'name');
  if (name) {
    ledger.note('changed', name, `the workflow "${textOf(name)}" gets another name and file: whatever refers to it, such as a badge or a required check, must follow`);
  }
  ledger.take(at(root, 'env'), at(root, 'defaults', 'run', 'shell'));
  takeConcurrency(at(root, 'concurrency'), ledger);
  if (at(root, 'run-name')) {
    ledger.note('changed', at(root, 'run-name'), 'runs are called as GitHub calls them');
  }
  if (at(root, 'permissions')) {
    ledger.note('better', at(root, 'permissions'), 'each job gets the permissions that it needs, and the workflow none');
  }
  const unpinned = entriesOf(at(root, 'jobs')).flatMap(([, job]) => at(job, 'steps')?.list ?? []).filter(step => /@(?![0-9a-f]{40}$)/.test(textOf(at(step, 'uses')) ?? ''));
  if (unpinned.length) {
    ledger.note('better', unpinned[0].line, `actions of the library are pinned to commits; here ${unpinned.length} ${unpinned.length === 1 ? 'is' : 'are'} not`);
  }
}

