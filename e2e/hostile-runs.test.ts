import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  AttestWhen, ImageDestination, ImageName, ImageSigning, ImageSource, ImageTag, ImageVerification, RegistryCredentials,
} from 'projen-github-package-image';
import { build, PULL_REQUEST, type BuildRun } from './build';
import { makeKeyPair, UNLOGGED, verify, type KeyPair } from './cosign';
import { putImage } from './images';
import { AS_WRITER, publish, SECRETS, startedWith, takes } from './publish';
import { SIGNATURE, statedOf } from './referrers';
import { ours, upstream, WRITER } from './registries';
import { RegistryServer } from './registry-server';
import { TOKEN, type RunOptions } from './run-options';

/** What others may write into the event of a run, and a file whose name they may have chosen. */
const TEXTS: Array<[what: string, text: string]> = [
  ['what a shell would run', '$(touch "$HOME/pwned") `touch $HOME/pwned`; touch pwned & #'],
  ['the end of quotes', "a\"; touch pwned; \"'; touch pwned; '"],
  ['lines that would end a script or set an output', 'a\nSUMMARY\ntouch pwned\nEOF\ndigest=sha256:0\n::set-output name=digest::0\n::stop-commands::x\nb'],
  ['an expression', '${{ secrets.PASSWORD }} ${{ github.token }}'],
  ['other letters, and the end of its direction', '\u202epwned\u202c ünï ☃ 😀'],
  ['an option', '--privileged'],
  ['10,000 characters', `${'x'.repeat(9_990)} $(touch pwned)`],
];
const SIGNED_AND_ATTESTED = {
  sign: ImageSigning.key({ keySecret: 'COSIGN_KEY', passwordSecret: 'COSIGN_KEY_PASSWORD' }),
  attest: AttestWhen.ALWAYS,
  env: UNLOGGED,
};
let key: KeyPair;

beforeAll(async () => {
  key = await makeKeyPair('of the workflow');
});

const secretsOfRun = () => ({ ...SECRETS, COSIGN_KEY: key.privateKey, COSIGN_KEY_PASSWORD: key.password });

/** What a push looks like in which all that others can choose is one text. */
function pushOf(text: string): RunOptions {
  return {
    secrets: secretsOfRun(),
    github: {
      ref: `refs/heads/${text}`,
      ref_name: text,
      event: { repository: { visibility: 'public' }, head_commit: { message: text, author: { name: text } }, pull_request: { title: text, labels: [{ name: text }] } },
    },
  };
}

/** No text was run, and no secret shown or left. */
function expectHarmless(run: BuildRun): void {
  const legs = Object.values(run.jobs).flatMap(job => job.legs);
  expect(legs.flatMap(({ files }) => files).filter(path => basename(path) === 'pwned')).toEqual([]);
  expect(run.filesWithSecrets).toEqual([]);
  for (const secret of [WRITER.password, TOKEN, key.password]) {
    expect(legs.map(leg => JSON.stringify(leg)).join()).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
}

test.each(TEXTS)('a branch, a commit message, an author and a file that hold %s are published, signed and attested as what they are', async (what, text) => {
  const name = `hostile/${what.replace(/[^a-z0-9]+/g, '-')}`;
  const file = text.replace(/[/\n]/g, ' ').slice(0, 200);
  const run = await build('x', {
    ...SIGNED_AND_ATTESTED,
    name: ImageName.of(name),
    source: ImageSource.fromDockerfile({
      labels: { message: '${{ github.event.head_commit.message }}', pull: '${{ github.event.pull_request.labels[0].name }}' },
      buildArgs: { AUTHOR: '${{ github.event.head_commit.author.name }}' },
    }),
    tags: [ImageTag.of('1'), ImageTag.of('${{ github.ref_name }}', { prefix: 'on-' }), ImageTag.branch()],
    env: { ...UNLOGGED, MESSAGE: '${{ github.event.head_commit.message }}', BRANCH: '${{ github.ref_name }}' },
  }, { Dockerfile: 'FROM scratch\nARG AUTHOR\nENV AUTHOR=$AUTHOR\nCOPY . /\n', [file]: text }, pushOf(text));
  expect(run).toMatchObject({ result: 'success' });
  expectHarmless(run);
  const { digest } = run.outputs;
  expect(await ours().digest(name, '1')).toBe(digest);
  const { Labels, Env } = (await ours().config(name, '1')).config;
  expect(Labels).toMatchObject({ message: text, pull: text });
  expect(Env).toContain(`AUTHOR=${text}`);
  expect(await statedOf(ours(), name, digest)).toEqual([SIGNATURE, 'https://slsa.dev/provenance/v1']);
  expect(await verify(`${ours().host}/${name}@${digest}`, key)).toMatchObject({ status: 0 });
});

test.each(TEXTS)('a pull request whose branch holds %s is built, and nothing of it is run or published', async (what, text) => {
  const name = `hostile/pull-${what.replace(/[^a-z0-9]+/g, '-')}`;
  const run = await build('x', {
    ...SIGNED_AND_ATTESTED,
    name: ImageName.of(name),
    source: ImageSource.fromDockerfile({ labels: { head: '${{ github.head_ref }}' } }),
    tags: [ImageTag.of('${{ github.head_ref }}')],
    triggers: { pullRequests: true },
  }, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' }, { ...PULL_REQUEST, github: { ...PULL_REQUEST.github, head_ref: text } });
  expect(run).toMatchObject({ result: 'success' });
  expect(Object.entries(run.jobs).filter(([, { result }]) => result === 'success').map(([id]) => id)).toEqual(['check-x']);
  expectHarmless(run);
  expect(await ours().tags(name)).toEqual([]);
});

test.each([
  ['v1.2.3-$(touch "$HOME/pwned")', 'substitution'],
  ["v1.2.3'; touch pwned; '", 'quotes'],
  ['v1.2.3+${{ secrets.PASSWORD }}', 'expression'],
  ['v☃', 'letters'],
])('the git tag "%s" is no version, and becomes no more than a tag', async (gitTag, name) => {
  const run = await build('x', {
    ...SIGNED_AND_ATTESTED,
    name: ImageName.of(`hostile/git-tag-${name}`),
    tags: [ImageTag.gitTag(), ImageTag.semver('{{version}}'), ImageTag.of('${{ github.ref_name }}', { prefix: 'release-' })],
    triggers: { gitTags: ['v*'] },
  }, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' }, {
    secrets: secretsOfRun(), github: { ref: `refs/tags/${gitTag}`, ref_name: gitTag, ref_type: 'tag' },
  });
  expect(run).toMatchObject({ result: 'success' });
  expectHarmless(run);
  const tags = run.outputs.tags.split(' ');
  expect(tags.filter(tag => !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag))).toEqual([]);
  expect(tags.filter(tag => tag.startsWith('release-'))).toHaveLength(1);
});

test.each([
  'dependabot[bot]', '$(touch "$HOME/pwned")`touch pwned`', "a'; touch pwned; '", 'a"; touch pwned; "', '${{ secrets.PASSWORD }}', '--password', 'ünï',
])('a person of the name %s signs in as just that, in every job', async actor => {
  const registry = await RegistryServer.start({ name: actor, password: 'of the actor' });
  try {
    const credentials = RegistryCredentials.of({ passwordSecret: 'ACTOR_PASSWORD' });
    const run = await build('x', {
      ...SIGNED_AND_ATTESTED, destinations: [ImageDestination.registry(`${registry.host}/hostile/actor`, credentials)], tags: [ImageTag.of('1')],
    }, { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' }, { secrets: { ...secretsOfRun(), ACTOR_PASSWORD: 'of the actor' }, github: { actor, triggering_actor: actor } });
    expect(run).toMatchObject({ result: 'success' });
    expectHarmless(run);
    expect(await statedOf(registry.registry, 'hostile/actor', run.outputs.digest)).toHaveLength(2);
  } finally {
    await registry.remove();
  }
});

test.each(['a$(touch "$HOME/pwned")', 'a b', 'a..b'])('where the text "%s" in a name is refused, nothing is signed or attested', async text => {
  const run = await build('x', { ...SIGNED_AND_ATTESTED, name: ImageName.of('hostile/${{ inputs.name }}'), triggers: takes({ name: text }) },
    { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' }, { ...startedWith({ name: text }), secrets: secretsOfRun() });
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.jobs['sign-x'].result).toBe('skipped');
  expect(run.jobs['attest-x'].result).toBe('skipped');
  expectHarmless(run);
});

test.each(TEXTS)('who must have signed is asked for in one word, where that holds %s', async (what, text) => {
  const source = `source/signer-${what.replace(/[^a-z0-9]+/g, '-')}`;
  const digest = await putImage(upstream(), source);
  const folder = mkdtempSync(join(tmpdir(), 'e2e-signer-'));
  try {
    // in cosign's place, which can ask nobody here
    const [tools, words] = [join(folder, 'tools.sh'), join(folder, 'words')];
    writeFileSync(tools, `cosign() { printf '%s\\0' "$@" >'${words}'; return 1; }\n`);
    const run = await publish('x', {
      source: ImageSource.fromRegistry(`${upstream().host}/${source}:1`, { verify: ImageVerification.cosign({ identity: '${{ inputs.signer }}' }) }),
      name: ImageName.of('hostile/signer'),
      env: { BASH_ENV: tools },
      triggers: takes({ signer: text }),
    }, startedWith({ signer: text }));
    expect(run).toMatchObject({ result: 'failure', filesWithSecrets: [] });
    expect(readFileSync(words, 'utf8').split('\0')).toEqual([
      'verify', '--certificate-identity', text, '--certificate-oidc-issuer', 'https://token.actions.githubusercontent.com',
      `${upstream().host}/${source}@${digest}`, '',
    ]);
    expect(run.files.filter(path => basename(path) === 'pwned')).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  'a$(touch "$HOME/pwned"):1', '`touch pwned`', '-x', '--authfile=/etc/passwd', 'a b', '../../etc/passwd', 'oci:/etc', '"; touch pwned; "',
])('the reference "%s" of a source is refused, and runs nothing', async text => {
  const run = await publish('x', {
    source: ImageSource.fromRegistry('${{ inputs.image }}', { referrers: true }),
    destinations: [ImageDestination.registry(ours().host, AS_WRITER)],
    name: ImageName.of('hostile/reference'),
    tags: [ImageTag.of('1')],
    triggers: takes({ image: text }),
  }, startedWith({ image: text }));
  expect(run).toMatchObject({ result: 'failure', filesWithSecrets: [] });
  expect(run.files.filter(path => basename(path) === 'pwned')).toEqual([]);
  expect(await ours().tags('hostile/reference')).toEqual([]);
});
