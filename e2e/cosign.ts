import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onMachine, succeeded, type Outcome } from './machine';

/** A key pair as cosign makes it. */
export interface KeyPair { readonly privateKey: string; readonly publicKey: string; readonly password: string }

/** Nothing of what is signed goes into the public log, which cannot be reached. */
export const UNLOGGED = { COSIGN_USE_SIGNING_CONFIG: 'false', COSIGN_TLOG_UPLOAD: 'false' };

/** Signatures that are in no public log are accepted. */
export const WITHOUT_LOG = { COSIGN_INSECURE_IGNORE_TLOG: 'true' };

/** Signatures become tags, as with cosign before 3. */
export const AS_TAGS = { COSIGN_NEW_BUNDLE_FORMAT: 'false' };

export async function makeKeyPair(password: string): Promise<KeyPair> {
  return onMachine(async (run, machine) => {
    succeeded(await run('cosign generate-key-pair', { COSIGN_PASSWORD: password }));
    const read = (name: string) => readFileSync(join(machine.workspace, name), 'utf8');
    return { privateKey: read('cosign.key'), publicKey: read('cosign.pub'), password };
  });
}

/** Signs an image by its digest, an index with its platforms, as someone else than a workflow. */
export async function sign(reference: string, { privateKey, password }: KeyPair, env: Record<string, string> = {}): Promise<void> {
  const secrets = { COSIGN_PRIVATE_KEY: privateKey, COSIGN_PASSWORD: password };
  const command = `cosign sign --yes --recursive --key env://COSIGN_PRIVATE_KEY ${reference}`;
  succeeded(await onMachine(async run => run(command, { ...UNLOGGED, ...secrets, ...env })));
}

/** Whether whoever has `cosign.pub` finds an image signed with it. */
export async function verify(reference: string, { publicKey }: KeyPair): Promise<Outcome> {
  return runVerification(`cosign verify --key cosign.pub ${reference}`, { publicKey });
}

/** Runs a command of whoever pulls, on a machine of theirs where `cosign.pub` lies. */
export async function runVerification(
  command: string, { publicKey = '', env = {} }: { publicKey?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  return onMachine(async (run, machine) => {
    writeFileSync(join(machine.workspace, 'cosign.pub'), publicKey);
    return run(command, { ...WITHOUT_LOG, ...env });
  });
}
