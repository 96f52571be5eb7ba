import type { Expression } from '../../expressions/expression';
import { at, textOf, type Node } from '../../input/node';
import type { Leg } from '../leg';
import { oneText } from '../texts';

/** A step with aquasecurity/trivy-action. Whether the library can do what it does. */
export function readTrivy(step: Node, leg: Leg, _when: Expression): boolean {
  const text = (name: string) => textOf(at(step, 'with', name)) ?? '';
  if (!text('image-ref')) {
    return false;
  }
  if (text('exit-code') !== '1') {
    leg.ledger.note('changed', step, 'the scan only showed what it found: add `ImageCheck.trivy()` to `checks` for one that the image must pass');
    return true;
  }
  leg.checks.push({
    kind: 'trivy',
    line: step.line,
    ...text('severity') && text('severity') !== 'HIGH,CRITICAL' ? { severities: text('severity').split(',').map(one => one.trim()) } : {},
    ...text('ignore-unfixed') !== 'true' ? { ignoreUnfixed: false } : {},
  });
  leg.ledger.note('kept', step, 'the scan is a check: the image must pass it before any tag moves');
  return true;
}

/** A step that attests what was pushed. */
export function readAttest(step: Node, leg: Leg): void {
  leg.attested = oneText(leg.scope.resolve(textOf(at(step, 'with', 'subject-name')) ?? ''));
  leg.ledger.note('kept', step, 'GitHub attests the digest that is published, in a job of its own');
}
