import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../action';
import { bundleOf } from '../../referrers';

const PROVENANCE = 'https://slsa.dev/provenance/v1';
const KNOWN = ['subject-name', 'subject-digest', 'sbom-path', 'push-to-registry', 'create-storage-record', 'show-summary'];

/**
 * Attests as the action does, but that nobody signs: who it is and what GitHub keeps cannot be had here. The registry gets the
 * statement from the library that the action has.
 *
 * @see https://github.com/actions/attest/blob/v4.2.2/src/main.ts
 */
const attest: Action = async (inputs, job) => {
  const unknown = Object.keys(inputs).filter(name => !KNOWN.includes(name));
  if (unknown.length > 0 || inputs['create-storage-record'] !== 'false') {
    throw new Error(`The stand-in for actions/attest does not know ${unknown.join(', ') || 'records of storage'}`);
  }
  if (!job.env.ACTIONS_ID_TOKEN_REQUEST_URL) {
    throw new Error('missing "id-token" permission. Please add "permissions: id-token: write" to your workflow.');
  }
  const push = inputs['push-to-registry'] === 'true';
  const { name, digest } = subjectOf(inputs, push);
  const { type, predicate } = inputs['sbom-path'] ? readSbom(inputs['sbom-path']) : { type: PROVENANCE, predicate: provenance(job.github) };
  const folder = mkdtempSync(join(job.temp, 'attest-'));
  const file = join(folder, 'attestation.json');
  if (job.permissions.attestations !== 'write') {
    throw new Error('Failed to persist attestation: Resource not accessible by integration - https://docs.github.com/rest/repos/attestations#create-an-attestation');
  }
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [{ name, digest: { sha256: digest.slice('sha256:'.length) } }], predicateType: type, predicate };
  writeFileSync(file, `${bundleOf(statement)}\n`);
  job.log(`Attestation created for ${name}@${digest}\n`);
  if (push) {
    await job.run(process.execPath, join(__dirname, '..', '..', 'attach.cjs'), name, digest, file, type);
  }
  appendFileSync(join(job.temp, 'created_attestation_paths.txt'), `${file}\n`);
  return { outputs: { 'bundle-path': file, 'attestation-id': '4711', 'attestation-url': `${job.github.server_url}/${job.github.repository}/attestations/4711` } };
};

function subjectOf({ 'subject-name': name, 'subject-digest': digest }: Record<string, string>, push: boolean): { name: string; digest: string } {
  if (!digest) {
    throw new Error('One of subject-path, subject-digest, or subject-checksums must be provided');
  }
  if (!name) {
    throw new Error('subject-name must be provided when using subject-digest');
  }
  const [, algorithm, hex] = /^([^:]+):([^:]+)$/.exec(digest) ?? [];
  if (hex === undefined) {
    throw new Error('subject-digest must be in the format "algorithm:hex_digest"');
  }
  if (algorithm !== 'sha256') {
    throw new Error(`subject-digest has unsupported algorithm "${algorithm}"`);
  }
  if (!/^[0-9a-f]+$/i.test(hex)) {
    throw new Error('subject-digest has invalid hex digits');
  }
  if (hex.length !== 64) {
    throw new Error(`subject-digest has invalid length for algorithm "${algorithm}" (expected 64, got ${hex.length})`);
  }
  return { name: push ? name.toLowerCase() : name, digest };
}

function readSbom(path: string): { type: string; predicate: object } {
  if (!existsSync(path)) {
    throw new Error('SBOM file not found');
  }
  const predicate = JSON.parse(readFileSync(path, 'utf8'));
  if (predicate?.spdxVersion && predicate?.SPDXID) {
    return { type: `https://spdx.dev/Document/v${predicate.spdxVersion.split('-')[1]}`, predicate };
  }
  throw new Error('Unsupported SBOM format. Must be valid SPDX or CycloneDX JSON.');
}

function provenance({ server_url: server, repository, ref, sha }: Record<string, unknown>): object {
  const source = `${server}/${repository}`;
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref, repository: source } },
      resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: sha } }],
    },
  };
}

export default attest;
