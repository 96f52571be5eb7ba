import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onMachine, succeeded } from './machine';
import { ours } from './registries';
import type { Registry } from './registry';

/** What a bundle of Sigstore states. */
export interface Statement {
  readonly subject: ReadonlyArray<{ readonly name?: string; readonly digest: { readonly sha256: string } }>;
  readonly predicateType: string;
  readonly predicate: Record<string, unknown>;
}

/** A manifest that refers to an image, with what it states where it is a bundle of Sigstore. */
export interface Referrer {
  readonly digest: string;
  readonly artifactType?: string;
  readonly statement?: Statement;
}

/** What cosign states of what it signs. */
export const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';

/** The tag under which a registry that cannot list referrers has their index. */
export const fallbackTag = (digest: string) => digest.replace(':', '-');

/** What refers to an image, read from the registry as it lies there, oldest first. */
export async function referrersOf(registry: Registry, image: string, digest: string): Promise<Referrer[]> {
  if (!(await registry.tags(image)).includes(fallbackTag(digest))) {
    return [];
  }
  const { manifests = [] } = (await registry.manifest(image, fallbackTag(digest))).content;
  return Promise.all(manifests.map(async ({ digest: one }) => {
    const { artifactType, subject, layers = [] } = (await registry.manifest(image, one)).content;
    if (subject?.digest !== digest) {
      throw new Error(`${image}@${one} is listed for ${digest}, and refers to ${subject?.digest}`);
    }
    const [bundle] = layers.filter(({ mediaType }) => mediaType.startsWith('application/vnd.dev.sigstore.bundle'));
    return { digest: one, artifactType, ...bundle ? { statement: statementOf(await registry.blob(image, bundle.digest)) } : {} };
  }));
}

/** The kinds of statements about an image, sorted. */
export async function statedOf(registry: Registry, image: string, digest: string): Promise<string[]> {
  return (await referrersOf(registry, image, digest)).map(({ statement }) => statement?.predicateType ?? '').sort();
}

/** A bundle of Sigstore with a statement that nobody has signed. */
export function bundleOf(statement: object): string {
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    dsseEnvelope: { payload: Buffer.from(JSON.stringify(statement)).toString('base64'), payloadType: 'application/vnd.in-toto+json', signatures: [{ sig: '' }] },
  });
}

function statementOf(bundle: Buffer): Statement {
  return JSON.parse(Buffer.from(JSON.parse(bundle.toString()).dsseEnvelope.payload, 'base64').toString());
}

/** Attaches a statement to an image of our registry as actions/attest does. */
export async function attach(image: string, digest: string, predicateType: string): Promise<void> {
  const statement: Statement = { subject: [{ name: image, digest: { sha256: digest.slice('sha256:'.length) } }], predicateType, predicate: {} };
  await onMachine(async (run, machine) => {
    const file = join(machine.workspace, 'bundle.json');
    writeFileSync(file, bundleOf(statement));
    succeeded(await run(`node ${join(__dirname, 'attach.cjs')} ${ours().host}/${image} ${digest} ${file} ${predicateType}`));
  });
}
