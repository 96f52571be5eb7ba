import { stringify } from 'yaml';
import { listOf } from './csv';
import type { Job } from './job';
import { tagsOf } from './metadata-tags';
import { programVersion } from './programs';
import { withRepository } from './repository';
import type { Step } from './step';
import { runJob, runWorkflow } from './workflow';

const SUBJECT = {
  event: 'push', ref: 'refs/heads/main', sha: '9f2c1a7be0d3f4a5968778695a4b3c2d1e0f9a8b', defaultBranch: 'main', now: new Date('2026-01-02T03:04:05Z'),
};
/** A job of these steps that may attest. */
const workflowOf = (steps: Step[]) => stringify({
  name: 'stand-ins', on: { push: {} }, jobs: { job: { permissions: { 'id-token': 'write', 'attestations': 'write' }, steps } },
});
const on = (ref: string, event = 'push') => ({ ...SUBJECT, ref, event });

test.each([
  ['a tag rule of each type, by priority', ['type=sha', 'type=raw,value=one', 'type=ref,event=branch', 'type=edge'], SUBJECT, ['edge', 'main', 'one', 'sha-9f2c1a7']],
  ['a priority of its own', ['type=ref,event=branch', 'type=raw,value=one,priority=601'], SUBJECT, ['one', 'main']],
  ['prefix, suffix and enable', ['type=raw,value=a,prefix=x-,suffix=-y', 'type=raw,value=b,enable=false', 'type=raw,value=c,enable={{is_default_branch}}'], SUBJECT, ['x-a-y', 'c']],
  ['quotes in a rule', ['type=match,"pattern=v(\\d+),(\\d+)",group=2'], on('refs/tags/v1,2'), ['2']],
  ['a version', ['type=semver,pattern={{version}}', 'type=semver,pattern=v{{major}}.{{minor}}'], on('refs/tags/v1.2.3'), ['1.2.3', 'v1.2']],
  ['a pre-release, which has no short form', ['type=semver,pattern={{major}}.{{minor}}'], on('refs/tags/v1.2.3-rc.1'), ['1.2.3-rc.1']],
  ['no version', ['type=semver,pattern={{version}}'], on('refs/tags/nightly'), []],
  ['a version of Python', ['type=pep440,pattern={{version}}', 'type=pep440,pattern={{major}}'], on('refs/tags/1.2rc1'), ['1.2rc1']],
  ['a value of its own', ['type=semver,pattern={{major}},value=4.5.6'], SUBJECT, ['4']],
  ['a schedule', ['type=schedule', "type=schedule,pattern={{date 'YYYYMMDD'}}"], on('refs/heads/main', 'schedule'), ['nightly', '20260102']],
  ['a schedule in a push', ['type=schedule'], SUBJECT, []],
  ['no rules at all', [], on('refs/tags/v1'), ['v1']],
])('the stand-in for docker/metadata-action understands %s', (_, rules, subject, tags) => {
  expect(tagsOf(rules, subject)).toEqual(tags);
});

test('the stand-in for docker/metadata-action refuses what the action refuses', () => {
  expect(() => tagsOf(['type=raw,value=x,enable=1'], SUBJECT)).toThrow('Invalid value for enable attribute: 1');
  expect(() => tagsOf(['type=other'], SUBJECT)).toThrow('Unknown tag type attribute: other');
});

test.each([
  ['lines', 'a=1\n\n b=2, 3 \n', ['a=1', 'b=2, 3']],
  ['a quoted item with all that would end it', '"a=x ""y"", z\nb=1"\nc=2', ['a=x "y", z\nb=1', 'c=2']],
  ['quotes in the middle', 'a=say "hi"', ['a=say "hi"']],
  ['quotes that end too early', '"a" b', ['"a" b']],
])('inputs that are lists are read as Docker\'s actions do: %s', (_, input, items) => {
  expect(listOf(input)).toEqual(items);
});

test('a quote that is not closed is an error, as for the actions', () => {
  expect(() => listOf('"a=1')).toThrow('Quote Not Closed');
});

test('an artifact is kept for later jobs, once, and one that is not there is an error', async () => {
  const upload = { uses: 'actions/upload-artifact@v7', with: { name: 'kept', path: 'folder' } };
  const make = { run: 'mkdir folder; echo content >folder/file' };
  const download = (name: string): Job => ({ needs: 'first', steps: [{ uses: 'actions/download-artifact@v8', with: { name, path: 'there' } }, { run: 'cat there/file' }] });
  const { jobs } = await runWorkflow(stringify({
    name: 'artifacts', on: { push: {} }, jobs: { first: { steps: [make, upload] }, second: download('kept'), third: download('absent'), fourth: { needs: 'first', steps: [make, upload] } },
  }));
  expect(jobs.second.legs[0].log).toContain('content\n');
  expect(jobs.third.legs[0].log).toContain('Artifact not found for name: absent');
  expect(jobs.fourth.legs[0].log).toContain('an artifact with the name kept already exists');
});

test.each([
  ['cosign', 'sigstore/cosign-installer@v4', 'cosign version', new RegExp(`GitVersion: +${programVersion('cosign')}`)],
  ['ORAS', 'oras-project/setup-oras@v2', 'oras version', new RegExp(`Version: +${programVersion('oras').replace('v', '')}`)],
])('the stand-in for the installer of %s puts it on the search path of the steps that follow', async (_, uses, command, version) => {
  const run = await runJob(workflowOf([{ uses }, { run: command }]), 'job');
  expect(run).toMatchObject({ result: 'success', log: expect.stringMatching(version) });
  expect(await runJob(workflowOf([{ uses, with: { version: 'latest' } }]), 'job')).toMatchObject({ log: expect.stringContaining('does not know version') });
});

const DIGEST = `sha256:${'0'.repeat(64)}`;
const ATTESTED = { 'subject-name': 'localhost:1/Acme/web', 'subject-digest': DIGEST, 'push-to-registry': true, 'create-storage-record': false };

test.each([
  ['no subject', { 'subject-digest': '' }, 'One of subject-path, subject-digest, or subject-checksums must be provided'],
  ['no name', { 'subject-name': '' }, 'subject-name must be provided when using subject-digest'],
  ['two digests', { 'subject-digest': `${DIGEST},${DIGEST}` }, 'subject-digest must be in the format "algorithm:hex_digest"'],
  ['another algorithm', { 'subject-digest': 'md5:00' }, 'subject-digest has unsupported algorithm "md5"'],
  ['half a digest', { 'subject-digest': 'sha256:00' }, 'subject-digest has invalid length for algorithm "sha256" (expected 64, got 2)'],
  ['no list of content', { 'sbom-path': '/none' }, 'SBOM file not found'],
  ['a list that is none', { 'sbom-path': '/dev/null' }, 'Unexpected end of JSON input'],
  ['a record of storage', { 'create-storage-record': true }, 'The stand-in for actions/attest does not know records of storage'],
  ['what it does not know', { 'subject-path': 'web' }, 'The stand-in for actions/attest does not know subject-path'],
])('the stand-in for actions/attest refuses %s', async (_, inputs, message) => {
  const run = await runJob(workflowOf([{ uses: 'actions/attest@v4', with: { ...ATTESTED, ...inputs } }]), 'job');
  expect(run).toMatchObject({ result: 'failure', log: expect.stringContaining(`::error::${message}`) });
});

test('the stand-in for actions/attest looks for sign-ins in the home of its step, and for a name in lower case', async () => {
  const attest = { uses: 'actions/attest@v4', with: ATTESTED };
  const config = { run: 'mkdir "$RUNNER_TEMP/.docker"; echo \'{ "auths": {} }\' >"$RUNNER_TEMP/.docker/config.json"' };
  const without = await runJob(workflowOf([config, attest]), 'job');
  expect(without).toMatchObject({ result: 'failure', log: expect.stringMatching(/No credential file found at .*\/home\/\.docker\/config\.json/) });
  const within = await runJob(workflowOf([config, { ...attest, env: { HOME: '${{ runner.temp }}' } }]), 'job');
  expect(within).toMatchObject({ result: 'failure', log: expect.stringContaining('No credentials found for registry localhost:1') });
  expect(within.log).toContain('Attestation created for localhost:1/acme/web@');
});

test('an input that a stand-in does not know is an error', async () => {
  const steps = [{ uses: 'docker/build-push-action@v7', with: { 'context': '.', 'shm-size': '1g' } }];
  const run = await withRepository({}, async () => runJob(stringify({ name: 'unknown', on: { push: {} }, jobs: { job: { steps } } }), 'job'));
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.log).toContain('does not know shm-size');
});
