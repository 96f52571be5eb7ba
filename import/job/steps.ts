import { FALSE, same, type Expression } from '../expressions/expression';
import { at, textOf, type Node } from '../input/node';
import { own } from '../own';
import { readBuildah, readBuildahPush, readElgohr, readMacbre, readManifestCreate, readWhoan } from './actions/all-in-one';
import { readBuildPush, readBuildPushV1 } from './actions/build-push';
import { readAttest, readTrivy } from './actions/checks';
import { readEcrLogin, readIdentity } from './actions/cloud';
import { readMetadata } from './actions/metadata';
import { readBuildx, readCheckout, readLogin, readReplaced } from './actions/setup';
import type { Leg } from './leg';
import { followScript, scriptOf } from './run';

type Reader = (step: Node, leg: Leg, when: Expression) => void | boolean;

/** What reads each action. One that answers false has not understood its step. */
const READERS: Readonly<Record<string, Reader>> = {
  'actions/checkout': readCheckoutOnce,
  'docker/login-action': readLogin,
  'azure/docker-login': readLogin,
  'redhat-actions/podman-login': readLogin,
  'docker/setup-qemu-action': (step, leg) => {
    leg.emulates = true;
    readReplaced(step, leg);
  },
  'docker/setup-buildx-action': readBuildx,
  'docker/setup-docker-action': readReplaced,
  'crazy-max/ghaction-setup-docker': readReplaced,
  'sigstore/cosign-installer': readReplaced,
  'imjasonh/setup-crane': readReplaced,
  'iarekylew00t/regctl-installer': readReplaced,
  'regclient/actions': readReplaced,
  'warjiang/setup-skopeo': readReplaced,
  'actions/cache': readLayerCache,
  'docker/metadata-action': readMetadata,
  'crazy-max/ghaction-docker-meta': readMetadata,
  'docker/build-push-action': (step, leg, when) => (at(step, 'with', 'repository') ? readBuildPushV1 : readBuildPush)(step, leg, when),
  'elgohr/publish-docker-github-action': readElgohr,
  'macbre/push-to-ghcr': readMacbre,
  'whoan/docker-build-with-cache-action': readWhoan,
  'redhat-actions/buildah-build': readBuildah,
  'redhat-actions/push-to-registry': readBuildahPush,
  'int128/docker-manifest-create-action': readManifestCreate,
  'aquasecurity/trivy-action': readTrivy,
  'actions/attest-build-provenance': readAttest,
  'actions/attest': readAttest,
  'actions/attest-sbom': readAttest,
  'aws-actions/configure-aws-credentials': readIdentity,
  'google-github-actions/auth': readIdentity,
  'google-github-actions/setup-gcloud': readIdentity,
  'azure/login': readIdentity,
  'aws-actions/amazon-ecr-login': readEcrLogin,
  'actions/upload-artifact': readDigests,
  'actions/download-artifact': readDigests,
};

/** Follows a job through its steps. */
export function followSteps(leg: Leg): void {
  for (const step of at(leg.job, 'steps')?.list ?? []) {
    const before = leg.scope;
    const inner = leg.scope.withEnv(leg.scope.entries(at(step, 'env')));
    const condition = inner.simplify(inner.condition(textOf(at(step, 'if'))));
    leg.scope = before;
    if (same(condition, FALSE)) {
      leg.ledger.note(isReport(step) ? 'better' : 'kept', step, isReport(step) ? 'a run that fails says itself what has failed' : 'never runs under these triggers, and is left out');
      continue;
    }
    followStep(step, leg, condition, leg.where(condition));
  }
}

function isReport(step: Node): boolean {
  return /\bfailure\(\)/.test(textOf(at(step, 'if')) ?? '');
}

function followStep(step: Node, leg: Leg, condition: Expression, when: Expression): void {
  const [action] = (textOf(at(step, 'uses')) ?? '').toLowerCase().split('@');
  const script = scriptOf(step);
  if (script !== undefined) {
    followRun(step, leg, script, condition, when);
  } else {
    const read = own(READERS, action);
    if (!read || read(step, leg, condition) === false) {
      keep(step, leg, when);
    }
  }
}

function followRun(step: Node, leg: Leg, script: string, condition: Expression, when: Expression): void {
  const takeBack = leg.ledger.mark();
  const { whole, images, foreign } = followScript(leg, step, script, condition);
  if (whole) {
    leg.ledger.take(step);
  } else if (!images) {
    takeBack();
    keep(step, leg, when);
  } else {
    leg.ledger.take(step);
    foreign.filter(call => !same(leg.scope.simplify(call.when), FALSE)).forEach(call => {
      leg.left.push({ line: call.line, source: call.source });
    });
  }
}

function keep(step: Node, leg: Leg, when: Expression): void {
  if (leg.identities.length && leg.publications.length === 0 && /\b(gcloud|aws|az) /.test(textOf(at(step, 'run')) ?? '')) {
    // it works only with the identity that the steps before it have given to the job
    leg.identities.push(step);
  }
  leg.foreign.push({ step, when, after: leg.publications.length, built: leg.made > 0, checkedOut: leg.checkout.node !== undefined });
}

/** The first checkout is that of the image; another one puts something beside it. */
function readCheckoutOnce(step: Node, leg: Leg): boolean {
  if (leg.checkout.node) {
    return false;
  }
  readCheckout(step, leg);
  return true;
}

/** A cache of BuildKit's layers. */
function readLayerCache(step: Node, leg: Leg): boolean {
  const layers = /buildx|layers|docker/i.test(textOf(at(step, 'with', 'path')) ?? '') && /\/tmp\//.test(textOf(at(step, 'with', 'path')) ?? '');
  if (layers) {
    leg.ledger.take(step);
  }
  return layers;
}

/** Digests that jobs hand to the one that joins them. */
function readDigests(step: Node, leg: Leg): boolean {
  const text = ['name', 'pattern', 'path'].map(name => textOf(at(step, 'with', name)) ?? '').join(' ');
  if (/digests/.test(text)) {
    leg.ledger.take(step);
  }
  return /digests/.test(text);
}
