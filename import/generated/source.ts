import type { Source, Verification } from '../declaration';
import { dockerfileOf } from './dockerfile';
import type { ImageJobs } from './image-jobs';
import { given, record, scriptOf, stepNamed, stepsOf, variableOf } from './steps';
import type { Node } from '../input/node';

/** Where an image comes from. */
export function sourceOf(jobs: ImageJobs): Source {
  const { publish, build } = jobs;
  const step = publish && stepsOf(publish).find(one => variableOf(one, 'SOURCE') !== undefined);
  const reference = variableOf(step, 'SOURCE');
  if (reference !== undefined) {
    return copyOf(reference, step!, jobs);
  }
  const archive = variableOf(stepNamed(build, 'Read the archive'), 'ARCHIVE');
  const daemon = variableOf(stepNamed(build, 'Read the image from Docker'), 'REFERENCE');
  return archive !== undefined ? { kind: 'archive', path: archive }
    : daemon !== undefined ? { kind: 'daemon', reference: daemon.replace(/:latest$/, '') }
      : { kind: 'dockerfile', options: dockerfileOf(jobs) };
}

function copyOf(reference: string, step: Node, { signIns, hosts }: ImageJobs): Source {
  const script = scriptOf(step);
  const host = hostOf(reference);
  const signIn = signIns.find(one => one.apart) ?? signIns.find(one => one.host === host && !hosts.includes(host));
  return given<Source>({
    kind: 'registry',
    reference,
    credentials: signIn?.credentials,
    pullAndPush: isPulled(script) && host !== 'docker.pkg.github.com' && hosts.some(one => one !== 'docker.pkg.github.com') || undefined,
    referrers: script.includes('oras copy --recursive') || undefined,
    verify: verificationOf(step),
  });
}

/** Whether an image is pulled and pushed, and copied nowhere. */
function isPulled(script: string): boolean {
  return script.includes('push() {') && !script.includes('skopeo copy');
}

/** The host of a reference, as docker understands it. */
export function hostOf(reference: string): string {
  const [first, ...others] = reference.split('/');
  return others.length && /[.:]|^localhost$/.test(first) ? first.toLowerCase() : 'docker.io';
}

/** The one platform of an image that is copied. */
export function copiedPlatform(step: Node | undefined): string | undefined {
  const script = scriptOf(step);
  const [, picked] = /\$SOURCE has no platform (\S+): it has/.exec(script) ?? [];
  const [, pulled] = / pull --platform (\S+) /.exec(script) ?? [];
  return picked ?? (pulled === 'linux/amd64' ? undefined : pulled);
}

/** Who must have signed a copy. */
export function verificationOf(step: Node | undefined): Verification | undefined {
  const variable = (name: string) => variableOf(step, name);
  const script = scriptOf(step);
  const [publicKey, signer, issuer] = ['PUBLIC_KEY', 'SIGNER', 'ISSUER'].map(variable);
  if (publicKey !== undefined) {
    return { publicKey };
  }
  if (signer === undefined) {
    return undefined;
  }
  const usual = issuer === 'https://token.actions.githubusercontent.com';
  return issuer === undefined
    ? given({ ...record([[script.includes('--owner "$SIGNER"') ? 'owner' : 'repository', signer]]), signerWorkflow: variable('SIGNER_WORKFLOW') })
    : given({ ...record([[script.includes('--certificate-identity-regexp') ? 'identityRegexp' : 'identity', signer]]), issuer: usual ? undefined : issuer });
}
