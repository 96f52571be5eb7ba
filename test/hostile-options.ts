import { posix } from 'node:path';
import { CREDENTIALS, DIGEST, JOB, stepOf } from './declare';
import { entryOf, listOf, recordsOf } from './hostile';
import { runStep } from './run-step';
import {
  BuildCache, GithubPackageImage, ImageBuilder, ImageCheck, ImageDestination, ImageMirror, ImageName, ImageSigning, ImageSource, ImageTag,
  ImageVerification, ImageWorkflow, Platform, RegistryCredentials, WorkflowInputType,
  type DockerfileOptions, type GithubPackageImageOptions, type ImageMirrorOptions, type MirroredImageOptions, type WorkflowInput,
} from '../src';

/** Part of a declaration: parts of the same group are put together into one image, as far as they do not contradict. */
export interface Part {
  readonly group?: string;
  readonly id?: string;
  readonly options?: GithubPackageImageOptions;
  readonly dockerfile?: DockerfileOptions;
  /** Makes a mirror of many images of it. */
  readonly mirror?: ImageMirrorOptions;
  readonly images?: ReadonlyArray<readonly [string, MirroredImageOptions]>;
  readonly then?: ReadonlyArray<(made: GithubPackageImage | ImageMirror) => void>;
}

/** A workflow in which a text is looked for. */
export interface Found {
  readonly workflow: any;
  readonly jobs: any;
  /** The job that publishes. */
  readonly publish: any;
  /** The other workflows of the project. */
  readonly others: readonly any[];
  /** The steps of all jobs. */
  readonly steps: readonly any[];
  /** The first step of this id or name in any of the jobs. */
  readonly step: (idOrName: string | RegExp) => any;
}

/** An option that takes a text. */
export interface TextOption {
  /** A text that it takes. */
  readonly good: string;
  /** The texts that are made of a hostile one. */
  readonly forms?: (hostile: string) => string[];
  /** The declaration with that text, and a number that no other declaration has. */
  readonly part: (text: string, n: number) => Part;
  /** Where the text then is, exactly: what is there, or whether it is. */
  readonly at: (found: Found, n: number, text: string) => unknown;
  /** Whether the text may stand in a script, and why. */
  readonly inScript?: string;
}

const quoted = (text: string) => `'${text.replace(/'/g, "''")}'`;
const behind = (good: string) => ({ good, forms: (hostile: string) => [hostile, good + hostile] });
const condition = {
  good: "github.ref == 'pwned'",
  forms: (hostile: string) => [hostile, `github.ref == ${quoted(hostile)}`, `github.ref == 'a' ${hostile}`, `github.ref == 'a' }} ${hostile}`],
};
const conditionAt = (found: Found, _: number, text: string) => found.publish.if?.includes(text);
const dockerfile = (made: DockerfileOptions): Part => ({ dockerfile: made });
const tagged = (...tags: ImageTag[]): Part => ({ options: { tags } });
const destined = (...destinations: ImageDestination[]): Part => ({ options: { destinations } });
const build = ({ step }: Found) => step('build').with;
/** What docker/metadata-action is given, where it is given something. */
const metadata = ({ steps }: Found, key: string): string => steps.find(({ id, with: inputs }) => id === 'metadata' && inputs?.[key] !== undefined).with[key];
/** Expressions, which GitHub has evaluated before an action reads anything. */
const EXPRESSION = /\$\{\{(?:'[^']*'|[^'])*?\}\}/g;
/** The attributes of the tags that docker/metadata-action is given. */
const attributesOf = (found: Found) => listOf(metadata(found, 'tags').replace(EXPRESSION, ''), '#').map(line => recordsOf(line)[0].map(attribute => attribute.trim()));
const hasAttribute = (name: string) => (found: Found, _: number, text: string) => attributesOf(found).some(attributes => attributes.includes(`${name}=${text}`));
/** What is wanted of a path: the same, however it is written. */
const samePath = (path: string, text: string) => [path, `${path}/`].some(one => posix.normalize(one) === posix.normalize(text));
/** Why names may stand in scripts. */
const HARMLESS = 'its grammar has no letter that means anything to a shell';
const secret = { ...behind('PWNED'), inScript: HARMLESS };
const secretAt = (found: Found, _: number, text: string) => JSON.stringify(found.workflow).includes(`\${{ secrets.${text} }}`);
const input = (n: number, made: WorkflowInput): Part => ({ options: { triggers: { inputs: { [`i${n}`]: made } } } });
const inputOf = ({ workflow }: Found, n: number) => workflow.on.workflow_dispatch.inputs[`i${n}`];
const listAt = (event: string, key: string) => ({ workflow }: Found, _: number, text: string) => workflow.on[event][key].includes(text);
const registry = (n: number, credentials: RegistryCredentials) => destined(ImageDestination.registry(`r${n}.example.com/a/b`, credentials));
const signInOf = (found: Found, n: number) => found.step(new RegExp(`^Sign in to r${n}\\.example\\.com$`));
const fetched = (n: number) => [{ id: `fetch${n}`, name: 'Fetch', run: 'true' }];
const imageAt = (found: Found, _: number, text: string) => scalarIn(found.step('publish').env, text);
const scalarIn = (node: object, text: string) => Object.values(node).some(value => typeof value === 'string' && value.endsWith(text));
const sourceAt = (found: Found) => found.publish.strategy.matrix.include.map(({ source }: any) => source);
const mirrored = (mirror: ImageMirrorOptions): Part => ({ group: 'mirror', mirror });
const builder = (made: ImageBuilder): Part => dockerfile({ builder: made });
const setup = ({ step }: Found) => step(/^Set up BuildKit$/).with;
const verified = (n: number, made: ImageVerification): Part => ({
  group: 'verified', options: { source: ImageSource.fromRegistry(`quay.io/a/b${n}:1`, { verify: made }), tags: [ImageTag.of('1')] },
});
const environmentHas = (found: Found, _: number, text: string) =>
  found.publish.steps.some((step: any) => Object.values(step.env ?? {}).includes(text));

const NAMES: Record<string, TextOption> = {
  'ImageName.inRepository(name)': { ...behind('pwned'), part: (text, n) => destined(ImageDestination.registry(`r${n}.example.com`, undefined, { name: ImageName.inRepository(text) })), at: imageAt },
  'ImageName.inOwner(name)': { ...behind('pwned'), part: (text, n) => destined(ImageDestination.registry(`r${n}.example.com`, undefined, { name: ImageName.inOwner(text) })), at: imageAt },
  'ImageName.of(path)': { ...behind('a/pwned'), part: (text, n) => destined(ImageDestination.registry(`r${n}.example.com`, undefined, { name: ImageName.of(text) })), at: imageAt },
  'GithubPackageImage(id)': {
    good: 'Pwned image',
    part: (text, n) => ({ group: 'id', id: text, options: { name: ImageName.of(`a/b${n}`), workflowName: `w${n}`, sign: ImageSigning.keyless() } }),
    at: ({ jobs }, _, text) => Object.values<any>(jobs).some(({ name }) => name === `Publish ${text}`),
  },
  'ImageMirror(id)': {
    good: 'Pwned mirror',
    part: (text, n) => ({ ...mirrored({ workflowName: `w${n}` }), id: text }),
    at: ({ jobs }, _, text) => Object.values<any>(jobs).some(({ name }) => name === `Publish ${text} ($\{{ matrix.source }})`),
  },
  'ImageWorkflow(id)': {
    ...behind('pwned'),
    part: (text, n) => ({ then: [made => { new GithubPackageImage(new ImageWorkflow(made.project, text), `y${n}`); }] }),
    at: ({ others }, _, text) => others.some(({ name }) => name === `publish-${text}`),
  },
  'ImageWorkflowOptions.workflowName': {
    ...behind('pwned'),
    part: (text, n) => ({ then: [made => { new GithubPackageImage(new ImageWorkflow(made.project, `w${n}`, { workflowName: text }), `y${n}`); }] }),
    at: ({ others }, _, text) => others.some(({ name }) => name === text),
  },
  'ImageJobOptions.workflowName': { ...behind('Pwned image'), part: text => ({ options: { workflowName: text } }), at: ({ workflow }) => workflow.name },
  'GithubPackageImage.addDownstreamJob(id)': { ...behind('pwned'), part: text => ({ then: [made => made.addDownstreamJob(text, JOB)] }), at: ({ jobs }, _, text) => text in jobs },
  'ImageMirror.addDownstreamJob(id)': { ...behind('pwned'), part: text => ({ ...mirrored({}), then: [made => made.addDownstreamJob(text, JOB)] }), at: ({ jobs }, _, text) => text in jobs },
  'ImageWorkflow.addDownstreamJob(id)': {
    ...behind('pwned'),
    part: (text, n) => ({
      then: [made => {
        const workflow = new ImageWorkflow(made.project, `w${n}`);
        new GithubPackageImage(workflow, `y${n}`);
        workflow.addDownstreamJob(text, JOB);
      }],
    }),
    at: ({ others }, n, text) => others.some(({ jobs }) => `publish-y${n}` in jobs && text in jobs),
  },
};

const WHERE: Record<string, TextOption> = {
  'ImageDestination.enterpriseServer(host)': {
    ...behind('pwned.example.com'),
    inScript: HARMLESS,
    part: text => ({ group: 'server', options: { destinations: [ImageDestination.enterpriseServer(text)], runsOn: ['a'] } }),
    at: (found, _, text) => JSON.stringify(found.step('publish').env).includes(`containers.${text}/`),
  },
  'ImageDestination.enterpriseServerDocker(host)': {
    ...behind('pwned.example.com'),
    inScript: HARMLESS,
    part: text => ({ group: 'server', options: { destinations: [ImageDestination.enterpriseServerDocker(text)], runsOn: ['a'] } }),
    at: (found, _, text) => JSON.stringify(found.step('publish').env).includes(`docker.${text}/`),
  },
  'ImageDestination.enterpriseCloud(subdomain)': {
    ...behind('pwned'),
    inScript: HARMLESS,
    part: text => destined(ImageDestination.enterpriseCloud(text)),
    at: (found, _, text) => JSON.stringify(found.step('publish').env).includes(`containers.${text}.ghe.com/`),
  },
  'ImageDestination.dockerHub(repository)': { ...behind('a/pwned'), part: text => destined(ImageDestination.dockerHub(text, CREDENTIALS)), at: imageAt },
  'ImageDestination.registry(reference)': {
    good: 'r.example.com/a/pwned',
    inScript: HARMLESS,
    forms: hostile => [hostile, `r.example.com/${hostile}`, `r.example.com/a${hostile}`, `${hostile}.example.com/a`],
    part: text => destined(ImageDestination.registry(text)),
    at: imageAt,
  },
  'ImageDestinationOptions.when': { ...condition, part: (text, n) => destined(ImageDestination.registry(`r${n}.example.com/a/b`, CREDENTIALS, { when: text })), at: (found, n, text) => signInOf(found, n).if === text },
  'RegistryCredentialsOptions.username': { good: 'pwned', part: (text, n) => registry(n, RegistryCredentials.of({ username: text, passwordSecret: 'A' })), at: (found, n) => signInOf(found, n).env.USERNAME },
  'RegistryCredentialsOptions.passwordSecret': { ...secret, part: (text, n) => registry(n, RegistryCredentials.of({ passwordSecret: text })), at: secretAt },
  'SecretCredentialsOptions.username': { ...secret, part: (text, n) => registry(n, RegistryCredentials.fromSecrets({ username: text, password: 'A' })), at: secretAt },
  'SecretCredentialsOptions.password': { ...secret, part: (text, n) => registry(n, RegistryCredentials.fromSecrets({ username: 'A', password: text })), at: secretAt },
  'StepCredentialsOptions.username': {
    good: 'pwned',
    part: (text, n) => registry(n, RegistryCredentials.fromSteps({ steps: fetched(n), username: text, password: `\${{ steps.fetch${n}.outputs.p }}` })),
    at: (found, n) => signInOf(found, n).env.USERNAME,
  },
  'StepCredentialsOptions.password': {
    good: '${{ github.pwned }}',
    forms: hostile => [`\${{ github.token }}${hostile}`],
    part: (text, n) => registry(n, RegistryCredentials.fromSteps({ steps: fetched(n), username: 'a', password: text })),
    at: (found, n) => signInOf(found, n).env.PASSWORD,
  },
  'ImageSource.fromRegistry(reference)': {
    good: 'pwned:1',
    forms: hostile => [hostile, `alpine:3${hostile}`, `alpine@${DIGEST}${hostile}`, `quay.io/${hostile}`, `${hostile}/a`],
    part: text => ({ group: 'source', options: { source: ImageSource.fromRegistry(text), tags: [ImageTag.of('1')] } }),
    at: ({ step }) => step('publish').env.SOURCE,
  },
  'ImageSource.fromDaemon(reference)': {
    good: 'pwned:1',
    forms: hostile => [hostile, `a:1${hostile}`],
    part: text => ({ group: 'source', options: { source: ImageSource.fromDaemon(text) } }),
    at: ({ step }) => step(/^Read the image/).env.REFERENCE,
  },
  'ImageSource.fromArchive(path)': {
    good: 'pwned.tar', part: text => ({ group: 'source', options: { source: ImageSource.fromArchive(text) } }), at: ({ step }, _, text) => samePath(step(/^Read the archive/).env.ARCHIVE, text),
  },
  'ImageMirrorOptions.images': { good: 'pwned:1', forms: hostile => [hostile, `alpine:3${hostile}`], part: text => mirrored({ images: [text] }), at: (found, _, text) => sourceAt(found).includes(text) },
  'ImageMirror.addImage(reference)': { good: 'pwned:2', forms: hostile => [hostile, `a:3${hostile}`], part: text => ({ ...mirrored({}), images: [[text, {}]] }), at: (found, _, text) => sourceAt(found).includes(text) },
  'ImageMirrorOptions.imagesExpression': {
    good: 'vars.PWNED',
    forms: hostile => [hostile, `vars.A ${hostile}`, `fromJSON(${quoted(hostile)})`],
    part: text => ({ group: 'expression', mirror: { imagesExpression: text } }),
    at: ({ publish }, _, text) => publish.strategy.matrix.source === `\${{ fromJSON(${text}) }}`,
  },
  'ImageMirrorOptions.credentials (names)': {
    ...behind('pwned.example.com'),
    inScript: HARMLESS,
    part: (text, n) => ({ ...mirrored({ credentials: { [text]: CREDENTIALS } }), images: text === 'pwned.example.com' ? [[`${text}/a/b:${n}`, {}]] : [] }),
    at: ({ step }, _, text) => step(new RegExp(`^Sign in to ${text}`)).if.includes(quoted(text)),
  },
  'CosignIdentityOptions.identity': { good: 'pwned', part: (text, n) => verified(n, ImageVerification.cosign({ identity: text })), at: environmentHas },
  'CosignIdentityOptions.identityRegexp': { good: 'pwned', part: (text, n) => verified(n, ImageVerification.cosign({ identityRegexp: text })), at: environmentHas },
  'CosignIdentityOptions.issuer': { good: 'pwned', part: (text, n) => verified(n, ImageVerification.cosign({ identity: 'a', issuer: text })), at: environmentHas },
  'ImageVerification.cosignKey(publicKey)': {
    good: '-----BEGIN PUBLIC KEY-----\npwned\n-----END PUBLIC KEY-----',
    forms: hostile => [hostile, `-----BEGIN PUBLIC KEY-----\n${hostile}\n-----END PUBLIC KEY-----`],
    part: (text, n) => verified(n, ImageVerification.cosignKey(text)),
    at: environmentHas,
  },
  'AttestationOptions.owner': { good: 'pwned', part: (text, n) => verified(n, ImageVerification.attestation({ owner: text })), at: environmentHas },
  'AttestationOptions.repository': { good: 'a/pwned', part: (text, n) => verified(n, ImageVerification.attestation({ repository: text })), at: environmentHas },
  'AttestationOptions.signerWorkflow': { good: 'pwned', part: (text, n) => verified(n, ImageVerification.attestation({ owner: 'a', signerWorkflow: text })), at: environmentHas },
};

const WHAT: Record<string, TextOption> = {
  'DockerfileOptions.context': { good: 'pwned', part: text => dockerfile({ context: text }), at: (found, _, text) => samePath(build(found).context, text) },
  'DockerfileOptions.dockerfile': { good: 'pwned', part: text => dockerfile({ dockerfile: text }), at: (found, _, text) => samePath(build(found).file, text) },
  'DockerfileOptions.target': { good: 'pwned', part: text => dockerfile({ target: text }), at: found => build(found).target },
  'DockerfileOptions.buildArgs (names)': { ...behind('PWNED'), part: text => dockerfile({ buildArgs: { [text]: 'a' } }), at: (found, _, text) => entryOf(listOf(build(found)['build-args']), text) === 'a' },
  'DockerfileOptions.buildArgs (values)': { good: 'pwned', part: (text, n) => dockerfile({ buildArgs: { [`A${n}`]: text } }), at: (found, n) => entryOf(listOf(build(found)['build-args']), `A${n}`) },
  'DockerfileOptions.buildContexts (names)': { ...behind('pwned'), part: text => dockerfile({ buildContexts: { [text]: 'a' } }), at: (found, _, text) => entryOf(listOf(build(found)['build-contexts']), text) === 'a' },
  'DockerfileOptions.buildContexts (values)': {
    good: 'pwned',
    forms: hostile => [hostile, `docker-image://${hostile}`],
    part: (text, n) => dockerfile({ buildContexts: { [`c${n}`]: text } }),
    at: (found, n, text) => {
      const value = entryOf(listOf(build(found)['build-contexts']), `c${n}`);
      return typeof value === 'string' && samePath(value, text);
    },
  },
  'DockerfileOptions.baseImages (names)': {
    ...behind('pwned'),
    part: (text, n) => ({
      then: [made => {
        const workflow = new ImageWorkflow(made.project, `w${n}`);
        const base = new GithubPackageImage(workflow, `b${n}`);
        new GithubPackageImage(workflow, `y${n}`, { source: ImageSource.fromDockerfile({ baseImages: { [text]: base } }) });
      }],
    }),
    at: ({ others }, n, text) => others.some(({ jobs }) => `publish-y${n}` in jobs && listOf(stepOf(jobs[`publish-y${n}`], 'build').with['build-contexts']).some(entry => entry.startsWith(`${text}=docker-image://`))),
  },
  'DockerfileOptions.secrets (names)': { ...behind('pwned'), part: (text, n) => dockerfile({ secrets: { [text]: `S${n}` } }), at: (found, _, text) => listOf(build(found)['secret-envs']).some(entry => entry.startsWith(`${text}=SECRET_`)) },
  'DockerfileOptions.secrets (values)': { ...secret, part: (text, n) => dockerfile({ secrets: { [`s${n}`]: text } }), at: secretAt },
  'DockerfileOptions.credentials (names)': { ...behind('pwned.example.com'), inScript: HARMLESS, part: text => dockerfile({ credentials: { [text]: CREDENTIALS } }), at: ({ step }, _, text) => step(new RegExp(`^Sign in to ${text}$`)) !== undefined },
  'DockerfileOptions.labels (names)': { ...behind('pwned'), part: text => dockerfile({ labels: { [text]: 'a' } }), at: (found, _, text) => entryOf(listOf(metadata(found, 'labels'), '#'), text) === 'a' },
  'DockerfileOptions.labels (values)': {
    good: 'pwned',
    part: (text, n) => dockerfile({ labels: { [`l${n}`]: text } }),
    // what docker/metadata-action has read it hands on by line, without quotes
    at: (found, n) => entryOf([...listOf(listOf(metadata(found, 'labels'), '#').join('\n')), ...listOf(build(found).labels)], `l${n}`),
  },
  'DockerfileOptions.annotations (names)': { ...behind('pwned'), part: text => dockerfile({ annotations: { [text]: 'a' } }), at: (found, _, text) => entryOf(listOf(build(found).annotations), text) === 'a' },
  'DockerfileOptions.annotations (values)': { good: 'pwned', part: (text, n) => dockerfile({ annotations: { [`a${n}`]: text } }), at: (found, n) => entryOf(listOf(build(found).annotations), `a${n}`) },
  'InlineCacheOptions.tag': { ...behind('pwned'), part: text => dockerfile({ cache: BuildCache.inline({ tag: text }) }), at: (found, _, text) => build(found)['cache-from'].includes(`:${text}`) },
  'CustomCacheOptions.from': { good: 'type=pwned', forms: hostile => [hostile, `type=local,src=${hostile}`], part: text => dockerfile({ cache: BuildCache.of({ from: [text] }) }), at: (found, _, text) => listOf(build(found)['cache-from']).includes(text) },
  'CustomCacheOptions.to': {
    good: 'type=pwned',
    forms: hostile => [hostile, `type=local,ignore-error=true,dest=${hostile}`],
    part: text => dockerfile({ cache: BuildCache.of({ to: [text] }) }),
    at: (found, _, text) => listOf(build(found)['cache-to']).some(entry => entry === text || entry === `${text},ignore-error=true`),
  },
  'DockerContainerBuilderOptions.image': { good: 'pwned', part: text => builder(ImageBuilder.dockerContainer({ image: text })), at: (found, _, text) => setup(found)['driver-opts'].replace(/"/g, '') === `image=${text}` },
  'DockerContainerBuilderOptions.driverOpts (names)': { ...behind('pwned'), part: text => builder(ImageBuilder.kubernetes({ driverOpts: { [text]: 'a' } })), at: (found, _, text) => setup(found)['driver-opts'] === `${text}=a` },
  'DockerContainerBuilderOptions.driverOpts (values)': {
    good: 'pwned',
    part: text => builder(ImageBuilder.kubernetes({ driverOpts: { a: text } })),
    // its lines are read without quotes, and each is one record of attributes then
    at: (found, _, text) => !/[\r\n]/.test(setup(found)['driver-opts']) && listOf(setup(found)['driver-opts']).includes(`a=${text}`),
  },
  'DockerContainerBuilderOptions.buildkitConfig': { good: 'pwned', part: text => builder(ImageBuilder.dockerContainer({ buildkitConfig: text })), at: found => setup(found)['buildkitd-config-inline'] },
  'RemoteBuilderOptions.caCertSecret': { ...secret, part: text => builder(ImageBuilder.remote('tcp://a', { caCertSecret: text, certSecret: 'A', keySecret: 'B' })), at: secretAt },
  'RemoteBuilderOptions.certSecret': { ...secret, part: text => builder(ImageBuilder.remote('tcp://a', { caCertSecret: 'A', certSecret: text, keySecret: 'B' })), at: secretAt },
  'RemoteBuilderOptions.keySecret': { ...secret, part: text => builder(ImageBuilder.remote('tcp://a', { caCertSecret: 'A', certSecret: 'B', keySecret: text })), at: secretAt },
  'ImageBuilder.remote(endpoint)': { good: 'tcp://pwned', forms: hostile => [hostile, `tcp://${hostile}`], part: text => builder(ImageBuilder.remote(text)), at: found => setup(found).endpoint },
  'ImageBuilder.cloud(endpoint)': { ...behind('a/pwned'), part: text => builder(ImageBuilder.cloud(text, { credentials: CREDENTIALS })), at: found => setup(found).endpoint },
  'Platform.of(text)': { ...behind('linux/pwned'), part: text => ({ group: 'runners', options: { platforms: [Platform.of(text)] } }), inScript: HARMLESS, at: ({ jobs }, _, text) => JSON.stringify(jobs).includes(text) },
  'Platform.onRunner(labels)': {
    good: 'pwned',
    part: text => ({ group: 'runners', options: { platforms: [Platform.LINUX_ARM64.onRunner(text), Platform.LINUX_AMD64] } }),
    at: ({ jobs }, _, text) => jobs['build-x'].strategy.matrix.include.some(({ runner }: any) => runner === text),
  },
  'ImageCheck.command(command)': {
    good: 'pwned',
    part: text => ({ group: 'check', options: { checks: [ImageCheck.command(text, 'b')] } }),
    inScript: 'it is the words of a command, quoted: what bash makes of them is looked at',
    at: ({ steps }, _, text) => runStep(steps.find(({ name }) => name === `Check ${text} b`), { IMAGE: 'a' }, { docker: 'printf "%s\\0" "${@:4}"' }).log.replace(/\0b\0$/, ''),
  },
  'ImageCheck.script(script)': {
    good: 'pwned',
    part: text => ({ group: 'check', options: { checks: [ImageCheck.script(text)] } }),
    inScript: 'it is a script, and of the user\'s own',
    at: ({ steps }, _, text) => steps.some(({ run }) => run === text),
  },
  'TrivyOptions.ignoreFiles': { good: 'pwned', part: text => ({ options: { checks: [ImageCheck.trivy({ ignoreFiles: [text] })] } }), at: ({ steps }, _, text) => steps.some(step => /^Scan the image/.test(step.name) && samePath(step.with.trivyignores, text)) },
  'SigningKeyOptions.keySecret': { ...secret, part: text => ({ options: { sign: ImageSigning.key({ keySecret: text, passwordSecret: 'A' }) } }), at: secretAt },
  'SigningKeyOptions.passwordSecret': { ...secret, part: text => ({ options: { sign: ImageSigning.key({ keySecret: 'A', passwordSecret: text }) } }), at: secretAt },
  'VerificationOptions.repository': { ...behind('a/pwned'), part: text => ({ then: [made => (made as GithubPackageImage).verification({ repository: text })] }), at: () => true },
  'VerificationOptions.reference': { ...behind('a/pwned'), part: text => ({ then: [made => (made as GithubPackageImage).verification({ reference: text })] }), at: () => true },
};

const TAGS: Record<string, TextOption> = {
  'ImageTag.of(text)': { ...behind('pwned'), part: text => tagged(ImageTag.of(text)), at: hasAttribute('value') },
  'ImageTagOptions.prefix': { ...behind('pwned'), part: text => tagged(ImageTag.branch({ prefix: text })), at: hasAttribute('prefix') },
  'ImageTagOptions.suffix': { ...behind('pwned'), part: text => tagged(ImageTag.of('a', { suffix: text }), ImageTag.gitTag({ suffix: text })), at: hasAttribute('suffix') },
  'ImageTagOptions.when': { ...condition, part: text => tagged(ImageTag.branch({ when: text })), at: (found, _, text) => metadata(found, 'tags').includes(`enable=\${{ !!(${text}) }}`) },
  'VersionTagOptions.value': { good: 'pwned', part: text => tagged(ImageTag.pep440('{{version}}', { value: text })), at: hasAttribute('value') },
  'EdgeTagOptions.branch': { good: 'pwned', part: text => tagged(ImageTag.edge({ branch: text })), at: hasAttribute('branch') },
  'ImageTag.semver(pattern)': { good: 'pwned', forms: hostile => [hostile, `{{version}}${hostile}`, `{{${hostile}}}`], part: text => tagged(ImageTag.semver(text)), at: hasAttribute('pattern') },
  'ImageTag.pep440(pattern)': { good: 'pwned', forms: hostile => [hostile, `{{version}}${hostile}`, `{{${hostile}}}`], part: text => tagged(ImageTag.pep440(text)), at: hasAttribute('pattern') },
  'ImageTag.schedule(pattern)': { good: 'pwned', forms: hostile => [hostile, `a${hostile}`, `{{${hostile}}}`], part: text => tagged(ImageTag.schedule(text)), at: hasAttribute('pattern') },
  'ImageTag.match(pattern)': { good: 'pwned', forms: hostile => [hostile, `/${hostile}/`, `[${hostile}]`], part: text => tagged(ImageTag.match(text)), at: hasAttribute('pattern') },
  'ImageTag.list(expression)': { good: '${{ vars.PWNED }}', forms: hostile => [hostile, `\${{ vars.A }}${hostile}`], part: text => ({ group: 'list', ...tagged(ImageTag.list(text)) }), at: ({ step }, _, text) => Object.values(step('tags').env).includes(text) },
};

const JOBS: Record<string, TextOption> = {
  'ImageJobOptions.publishWhen': { ...condition, part: text => ({ options: { publishWhen: text } }), at: conditionAt },
  'ImageJobOptions.condition': { ...condition, part: text => ({ options: { condition: text } }), at: conditionAt },
  'ImageJobOptions.onlyInRepository': { ...behind('pwned'), part: text => ({ options: { onlyInRepository: text } }), at: conditionAt },
  'ImageJobOptions.needs': {
    ...behind('pwned'), part: text => ({ options: { needs: [text] }, then: text === 'pwned' ? [made => made.workflow.addJob(text, JOB)] : [] }), at: ({ publish }, _, text) => publish.needs.includes(text),
  },
  'ImageJobOptions.runsOn': { good: 'pwned', part: text => ({ options: { runsOn: [text] } }), at: ({ publish }, _, text) => [publish['runs-on']].flat().includes(text) },
  'ImageJobOptions.environment': { good: 'pwned', part: text => ({ options: { environment: text } }), at: ({ publish }) => publish.environment },
  'ImageJobOptions.env (names)': { ...behind('PWNED'), part: text => ({ options: { env: { [text]: 'a' } } }), at: ({ publish }, _, text) => publish.env[text] === 'a' },
  'ImageJobOptions.env (values)': { good: 'pwned', part: (text, n) => ({ options: { env: { [`E${n}`]: text } } }), at: ({ publish }, n) => publish.env[`E${n}`] },
  'PrepareOptions.outputs (names)': {
    ...behind('pwned'),
    part: (text, n) => ({ options: { prepare: { steps: [{ id: `p${n}`, name: 'A', run: 'true' }], outputs: { [text]: { stepId: `p${n}`, outputName: 'o' } } } } }),
    at: ({ jobs }, n, text) => jobs['prepare-x'].outputs[text] === `\${{ steps.p${n}.outputs.o }}`,
  },
  'CheckoutOptions.ref': { good: 'pwned', part: text => ({ options: { checkout: { ref: text } } }), at: ({ publish, jobs }, _, text) => [publish, jobs['prepare-x'] ?? publish].some(({ steps }) => steps.some((step: any) => step.with?.ref === text)) },
  'CheckoutOptions.repository': { ...behind('a/pwned'), part: text => ({ options: { checkout: { repository: text } } }), at: ({ publish, jobs }, _, text) => [publish, jobs['prepare-x'] ?? publish].some(({ steps }) => steps.some((step: any) => step.with?.repository === text)) },
  'PublishTriggers.branches': { good: 'pwned', part: text => ({ options: { triggers: { branches: [text] } } }), at: listAt('push', 'branches') },
  'PublishTriggers.gitTags': { good: 'pwned', part: text => ({ options: { triggers: { gitTags: [text] } } }), at: listAt('push', 'tags') },
  'PublishTriggers.paths': { good: 'pwned', part: text => ({ options: { triggers: { paths: [text] } } }), at: listAt('push', 'paths') },
  'PublishTriggers.schedule': {
    good: '17 3 1 2 3',
    forms: hostile => [hostile, `17 3 * * *${hostile}`, `17 3 * * ${hostile}`],
    part: text => ({ options: { triggers: { schedule: [text] } } }),
    at: ({ workflow }, _, text) => workflow.on.schedule.some(({ cron }: any) => cron === text),
  },
  'PublishTriggers.repositoryDispatch': { good: 'pwned', part: text => ({ options: { triggers: { repositoryDispatch: [text] } } }), at: listAt('repository_dispatch', 'types') },
  'PublishTriggers.pullRequestBranches': { good: 'pwned', part: text => ({ options: { triggers: { pullRequestBranches: [text] } } }), at: listAt('pull_request', 'branches') },
  'PublishTriggers.pullRequestPaths': { good: 'pwned', part: text => ({ options: { triggers: { pullRequestPaths: [text] } } }), at: listAt('pull_request', 'paths') },
  'PublishTriggers.inputs (names)': { ...behind('pwned'), part: text => ({ options: { triggers: { inputs: { [text]: {} } } } }), at: ({ workflow }, _, text) => text in workflow.on.workflow_dispatch.inputs },
  'WorkflowInput.description': { good: 'pwned', part: (text, n) => input(n, { description: text }), at: (found, n) => inputOf(found, n).description },
  'WorkflowInput.defaultValue': { good: 'pwned', part: (text, n) => input(n, { defaultValue: text }), at: (found, n) => inputOf(found, n).default },
  'WorkflowInput.options': { good: 'pwned', part: (text, n) => input(n, { type: WorkflowInputType.CHOICE, options: ['a', text] }), at: (found, n, text) => inputOf(found, n).options.includes(text) },
};

/** Every option that takes a text, by its name. */
export const TEXT_OPTIONS: Record<string, TextOption> = { ...NAMES, ...WHERE, ...WHAT, ...TAGS, ...JOBS };

/** A workflow, to look for texts in. */
export function foundIn(workflow: any, others: readonly any[]): Found {
  const jobs = workflow.jobs;
  // jobs that publish first: the others have neither secrets nor all builders
  const rank = (id: string) => /^publish-/.test(id) ? 0 : /^build-/.test(id) ? 1 : 2;
  const ordered = Object.entries<any>(jobs).sort(([one], [other]) => rank(one) - rank(other));
  const steps = ordered.flatMap(([, job]) => job.steps);
  return {
    workflow,
    others,
    jobs,
    publish: ordered[0][1],
    steps,
    step: idOrName => stepOf({ steps }, idOrName),
  };
}
