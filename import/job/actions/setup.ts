import type { Expression } from '../../expressions/expression';
import { always } from '../../expressions/value';
import { at, entriesOf, textOf, type Node } from '../../input/node';
import type { Leg } from '../leg';
import { linesOf, oneText } from '../texts';

/** A step with actions/checkout. */
export function readCheckout(step: Node, leg: Leg): void {
  const text = (name: string) => oneText(leg.scope.resolve(textOf(at(step, 'with', name)) ?? ''));
  const { checkout } = leg;
  checkout.node = step;
  checkout.ref = text('ref') ? always(text('ref')) : undefined;
  checkout.repository = text('repository') || undefined;
  checkout.fetchDepth = text('fetch-depth') !== '' && text('fetch-depth') !== '1' ? Number(text('fetch-depth')) : undefined;
  checkout.submodules = /^(true|recursive)$/.test(text('submodules')) || undefined;
  checkout.lfs = text('lfs') === 'true' || undefined;
  ['ref', 'repository', 'fetch-depth', 'submodules', 'lfs', 'persist-credentials', 'clean', 'fetch-tags'].forEach(name => leg.ledger.take(at(step, 'with', name)));
  takeFrame(step, leg);
  if (textOf(at(step, 'with', 'persist-credentials')) !== 'false') {
    leg.ledger.note('better', step, 'the checkout no longer leaves the token of the job in the folder that is built');
  }
}

/** A step with docker/login-action, or another action with the same inputs. */
export function readLogin(step: Node, leg: Leg, when: Expression): void {
  const input = (name: string) => leg.scope.resolve(textOf(at(step, 'with', name)) ?? '');
  const registry = textOf(at(step, 'with', 'registry'));
  leg.logins.push({
    host: registry ? input('registry') : always('docker.io'),
    username: input('username'),
    password: input('password'),
    when: leg.where(when),
    line: step.line,
  });
  ['registry', 'username', 'password', 'logout', 'ecr'].forEach(name => leg.ledger.take(at(step, 'with', name)));
  takeFrame(step, leg);
}

/** A step with docker/setup-buildx-action. */
export function readBuildx(step: Node, leg: Leg): void {
  const text = (name: string) => oneText(leg.scope.resolve(textOf(at(step, 'with', name)) ?? ''));
  const opts = Object.fromEntries(linesOf(text('driver-opts')).map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const { image, ...driverOpts } = opts;
  Object.assign(leg.builder, {
    ...image ? { image } : {},
    ...Object.keys(driverOpts).length ? { driverOpts } : {},
    ...text('buildkitd-config-inline') || text('config-inline') ? { buildkitConfig: text('buildkitd-config-inline') || text('config-inline') } : {},
  });
  ['install', 'use', 'version', 'driver-opts', 'buildkitd-config-inline', 'config-inline', 'buildkitd-flags'].forEach(name => leg.ledger.take(at(step, 'with', name)));
  if (/^(docker|docker-container)?$/.test(text('driver'))) {
    leg.ledger.take(at(step, 'with', 'driver'));
  }
  takeFrame(step, leg);
}

/** A step that the library takes care of, with nothing in it that matters. */
export function readReplaced(step: Node, leg: Leg): void {
  leg.ledger.take(step);
}

/** The keys of a step that say nothing about images. */
export function takeFrame(step: Node, leg: Leg): void {
  ['uses', 'id', 'name', 'if', 'env', 'continue-on-error', 'timeout-minutes'].forEach(name => leg.ledger.take(at(step, name)));
  if (entriesOf(at(step, 'with')).length === 0) {
    leg.ledger.take(step);
  }
}
