import { always } from '../../expressions/value';
import { at, textOf, type Node } from '../../input/node';
import type { Leg } from '../leg';
import { takeFrame } from './setup';

/** What gives a job an identity at a cloud. It is kept, unless it is for a registry. */
export function readIdentity(step: Node, leg: Leg): boolean {
  leg.identities.push(step);
  return false;
}

/** aws-actions/amazon-ecr-login: its output is the host of the registry of the account. */
export function readEcrLogin(step: Node, leg: Leg): void {
  leg.clouds.push({ cloud: 'aws', steps: leg.identities, registry: textOf(at(step, 'with', 'registries')) ?? '', step, line: step.line });
  const id = textOf(at(step, 'id'));
  if (id) {
    leg.scope = leg.scope.withOutputs(id, [['registry', always('${{ steps.' + id + '.outputs.registry }}')]]);
  }
  leg.ledger.take(step);
  takeFrame(step, leg);
}
