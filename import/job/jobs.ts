import { FALSE, same } from '../expressions/expression';
import type { Scenario } from '../expressions/scenario';
import { at, entriesOf, textOf, textsOf, type Node } from '../input/node';
import type { Ledger } from '../ledger';
import { Leg } from './leg';
import { followSteps } from './steps';
import { legsOf } from '../workflow/matrix';
import { Scope } from '../workflow/scope';

/** A job of the file, with what each leg of its matrix is seen to do. */
export interface FollowedJob {
  readonly id: string;
  readonly node: Node;
  readonly needs: readonly string[];
  readonly legs: readonly Leg[];
}

/** Follows every job. One that a reusable workflow makes, or whose matrix only the run knows, has no legs. */
export function followJobs(root: Node, scenarios: readonly Scenario[], ledger: Ledger): FollowedJob[] {
  return entriesOf(at(root, 'jobs')).map(([id, node]) => {
    const legs = at(node, 'steps') ? legsOf(node).flatMap(matrix => followLeg(id, root, node, matrix, scenarios, ledger)) : [];
    return { id, node, needs: textsOf(at(node, 'needs')), legs };
  });
}

function followLeg(
  id: string, root: Node, node: Node, matrix: Readonly<Record<string, unknown>>, scenarios: readonly Scenario[], ledger: Ledger,
): Leg[] {
  const outer = new Scope(scenarios, matrix);
  const workflow = outer.withEnv(outer.entries(at(root, 'env')));
  const scope = workflow.withEnv(workflow.entries(at(node, 'env')));
  const leg = new Leg(id, root, node, scope, ledger);
  leg.alive = scope.simplify(scope.condition(textOf(at(node, 'if'))));
  if (same(leg.alive, FALSE)) {
    return [];
  }
  followSteps(leg);
  return [leg];
}

/** Whether a job pushes an image. */
export function publishes({ legs }: FollowedJob): boolean {
  return legs.some(leg => leg.publications.some(({ pushed }) => !same(pushed, FALSE)));
}

