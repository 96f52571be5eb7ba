import fc from 'fast-check';
import { cron } from './arbitraries';
import { call, type Declaration, type Statement, type Struct, type Then } from './declaration-nodes';
import { condition, records, some, steps, texts, valuesOf, type Generators } from './declaration-values';
import { isCron } from './grammar';

/** Schedules whose runs are far apart, as every tool counts them. */
const schedule = cron.map(text => text.replace(/^\S+/, '17')).filter(isCron);

/** How an image comes to its workflow. */
type Host = 'own' | 'shared' | 'foreign';

const jobOptions = (generators: Generators, id: string, built: boolean) => {
  const { destination } = valuesOf(generators);
  const outputs = fc.constant({ version: { stepId: 'prepare-a', outputName: 'version' } });
  return {
    destinations: fc.tuple(destination({}), fc.array(destination({ when: condition }), { maxLength: 2 })).map(all => all.flat()),
    publishWhen: condition,
    condition,
    onlyInRepository: texts('acme/web', 'acme'),
    runsOn: some(texts('self-hosted', 'ubuntu-24.04-arm')),
    runsOnGroup: generators.struct('GroupRunnerOptions', { labels: some(texts('linux', 'arm64')) }, { group: texts('large') }),
    environment: fc.oneof(texts('production'), texts('${{ vars.ENVIRONMENT }}')),
    env: records(texts('A', 'B_1'), fc.oneof(texts('1', 'a b'), texts('${{ vars.TEXT }}', ...built ? [] : ['${{ secrets.TOKEN }}']))),
    timeoutMinutes: fc.integer({ min: 1, max: 360 }),
    setupSteps: steps(`setup-${id}`),
    postPublishSteps: steps(`post-${id}`),
    prepare: generators.struct('PrepareOptions', { outputs }, { steps: fc.constant([call('step', 'prepare-a'), call('step', 'prepare-b')]) }),
  };
};

/** A group of runners only where no label and no platform names a runner. */
function onOneRunner(options: Struct): Struct {
  const { runsOnGroup, ...fields } = options.fields;
  return fields.runsOn || fields.platforms ? { ...options, fields } : options;
}

/** Options that need one another, together. */
const triggersOf = (generators: Generators, checks: boolean, joins: boolean) => {
  const input = generators.struct('WorkflowInput', { description: texts('What it is for'), required: fc.boolean() });
  const typed = fc.oneof(
    input,
    texts('string', 'boolean', 'number').chain(type => input.map(made => ({ ...made, fields: { ...made.fields, type, ...type === 'string' ? {} : { defaultValue: type === 'number' ? '1.5' : 'true' } } }))),
    input.map(made => ({ ...made, fields: { ...made.fields, type: 'choice', options: ['a', 'b'], defaultValue: 'b' } })),
  );
  const branches = some(texts('main', 'releases/**', '*.x'));
  const paths = some(texts('src/**', 'Dockerfile'));
  const flag = fc.constant(true);
  const together = (optional: Record<string, fc.Arbitrary<unknown>>, required: Record<string, fc.Arbitrary<unknown>>) => generators.rarely(generators.struct('PublishTriggers', optional, required), undefined);
  return fc.tuple(
    together({ paths }, { branches }),
    together({ releaseTypes: some(texts('published', 'released', 'prereleased', 'created', 'edited')) }, { releases: flag }),
    generators.struct('PublishTriggers', {
      gitTags: some(texts('v*', 'release-*')),
      schedule: some(schedule),
      repositoryDispatch: some(texts('rebuild', 'base-image')),
      inputs: records(texts('version', 'dryRun', 'a-b'), typed),
      ...Object.fromEntries(['manual', 'workflowCall'].map(option => [option, flag])),
      ...checks ? { mergeGroup: flag } : {},
    }),
    ...checks ? [together({ pullRequestBranches: branches, pullRequestPaths: paths }, { pullRequests: flag })] : [],
    ...joins ? [fc.constantFrom('projenRelease', 'projenBuild', 'manual').map(join => ({ $struct: 'PublishTriggers', fields: { [join]: true } }))] : [],
  ).map((all): Struct => ({ $struct: 'PublishTriggers', fields: Object.assign({}, ...all.map(one => one?.fields)) }));
};

/** Whether an image is built, and what it is to others. */
interface ImageKind { id: string; built: boolean; host: Host; joins: boolean; bases: string[] }

function imageOptions(generators: Generators, { id, built, host, joins, bases }: ImageKind): fc.Arbitrary<Struct> {
  const values = valuesOf(generators);
  const checkout = generators.struct('CheckoutOptions', {
    ref: texts('main', '${{ github.head_ref }}'), repository: texts('acme/other'), fetchDepth: fc.integer({ min: 0, max: 9 }), submodules: fc.boolean(), lfs: fc.boolean(),
  });
  return generators.struct('GithubPackageImageOptions', {
    ...jobOptions(generators, id, built),
    name: values.name,
    tags: fc.oneof(some(values.tag(undefined), 4), some(values.tag(undefined), 2).map(tags => [call('ImageTag.of', `${id}-1`), ...tags])),
    attest: fc.constantFrom('ALWAYS', 'PUBLIC_REPOSITORY'),
    sign: values.sign,
    ...built ? {
      platforms: some(values.platform, 4),
      checks: some(values.check),
      checkout,
      preBuildSteps: steps(`build-${id}`),
      localTasks: fc.boolean(),
      ...joins ? { projenArtifacts: fc.boolean() } : {},
    } : { platforms: values.plainPlatform.map(platform => [platform]) },
    ...host === 'own' ? { workflowName: texts(`Images of ${id}`), ...joins ? {} : { triggers: triggersOf(generators, built, false) } } : {},
    ...host === 'foreign' ? { needs: fc.constant(['test']) } : {},
  }, {
    source: built ? values.built(bases) : values.registry,
    ...joins ? { triggers: triggersOf(generators, built, true) } : {},
    ...host === 'foreign' ? { workflow: fc.constant({ $ref: 'mine' }) } : {},
  }).map(onOneRunner).chain(options => withOutputs(generators, id, options));
}

/** Tags that look at an output of the job that prepares, where it has one. */
function withOutputs(generators: Generators, id: string, options: Struct): fc.Arbitrary<Struct> {
  const prepare = options.fields.prepare as Struct | undefined;
  return !prepare?.fields.outputs ? fc.constant(options)
    : generators.rarely(some(valuesOf(generators).tag(`prepare-${id}`)), undefined).map(tags => tags ? { ...options, fields: { ...options.fields, tags } } : options);
}

const downstream = (generators: Generators, id: string) =>
  generators.rarely(fc.constant<Then>({ method: 'addDownstreamJob', args: [`after-${id}`, call('job')] }), undefined);
const compact = <T>(...all: Array<T | undefined>) => all.filter((one): one is T => one !== undefined);

function image(generators: Generators, scope: string, kind: ImageKind): fc.Arbitrary<Statement> {
  const verification = generators.rarely(generators.struct('VerificationOptions', { repository: texts('acme/web'), reference: texts('ghcr.io/acme/web:1') }).map((options): Then => ({ method: 'verification', args: [options] })), undefined);
  return fc.tuple(imageOptions(generators, kind), downstream(generators, kind.id), verification)
    .map(([options, ...then]) => ({ key: kind.id, make: 'GithubPackageImage', scope, id: kind.id, options, then: compact(...then) }));
}

function mirrorOptions(generators: Generators, id: string, host: Host): fc.Arbitrary<Struct> {
  const values = valuesOf(generators);
  const lists = { images: some(texts('alpine:3.20', 'quay.io/prometheus/busybox:latest', 'debian:12'), 3), credentials: fc.record({ 'quay.io': values.foreign }, { noNullPrototype: true }) };
  return fc.tuple(
    generators.struct('ImageMirrorOptions', {
      ...jobOptions(generators, id, false),
      tags: some(values.tag(undefined)),
      verify: values.verify,
      referrers: fc.boolean(),
      ...host === 'own' ? { triggers: triggersOf(generators, false, false), workflowName: texts(`Mirrors of ${id}`) } : {},
      ...host === 'foreign' ? { needs: fc.constant(['test']) } : {},
    }, host === 'foreign' ? { workflow: fc.constant({ $ref: 'mine' }) } : {}),
    fc.oneof({ weight: 3, arbitrary: generators.struct('', { credentials: lists.credentials }, { images: lists.images }) }, { weight: 1, arbitrary: generators.struct('', {}, { imagesExpression: texts('vars.IMAGES', "format('[{0}]', vars.IMAGES)") }) }),
  ).map(([options, which]) => onOneRunner({ ...options, fields: { ...options.fields, ...which.fields } }));
}

function mirror(generators: Generators, scope: string, id: string, host: Host): fc.Arbitrary<Statement> {
  const values = valuesOf(generators);
  const more = generators.struct('MirroredImageOptions', { name: values.name, tags: some(values.tag(undefined)) });
  const added = generators.rarely(fc.tuple(texts('redis:7', 'quay.io/a/b:2'), more).map((args): Then => ({ method: 'addImage', args })), undefined);
  return fc.tuple(mirrorOptions(generators, id, host), added, downstream(generators, id)).map(([options, ...then]) => ({
    key: id, make: 'ImageMirror', scope, id, options, then: compact(...then).filter(({ method }) => method !== 'addImage' || options.fields.imagesExpression === undefined),
  }));
}

const statement = (make: string, scope: string, id: string, options?: unknown): Statement => ({ key: id, make, scope, id, options, then: [] });

/** A workflow of several images and mirrors, the later ones built from the earlier. */
function shared(generators: Generators, scope: string): fc.Arbitrary<Statement[]> {
  const member = (id: string, bases: string[]) => fc.oneof(
    { weight: 4, arbitrary: fc.boolean().chain(registry => image(generators, 'images', { id, built: bases.length > 0 || !registry, host: 'shared', joins: false, bases })) },
    { weight: 1, arbitrary: mirror(generators, 'images', id, 'shared') },
  );
  return fc.tuple(
    generators.struct('ImageWorkflowOptions', { triggers: triggersOf(generators, true, false), workflowName: texts('All images') }),
    image(generators, 'images', { id: 'base', built: true, host: 'shared', joins: false, bases: [] }),
    member('web', ['base']),
    generators.rarely(member('api', []), undefined),
    downstream(generators, 'images'),
  ).map(([options, base, web, api, after]) => [{ ...statement('ImageWorkflow', scope, 'images', options), then: compact(after) }, ...compact(base, web, api)]);
}

/** Whole declarations. Where projects release, or have a workflow already, images join those. */
export function declarations(generators: Generators): fc.Arbitrary<Declaration> {
  const single = (scope: string, host: Host, joins = false) => fc.boolean().chain(built => image(generators, scope, { id: 'web', built, host, joins: joins && built, bases: [] })).map(one => [one]);
  const catalog = generators.rarely(generators.struct('ImageCatalogOptions', { path: texts('IMAGES.md', 'docs/all.md') }).map(options => statement('ImageCatalog', 'project', '', options)), undefined);
  const declared = (project: string, statements: fc.Arbitrary<Statement[]>) =>
    fc.tuple(statements, catalog).map(([made, page]): Declaration => ({ project, statements: compact(...made, page) }));
  const pull = fc.constant({ mergify: false, pullRequestLint: true });
  const repository = { devDeps: some(texts('cowsay', 'projen@1')), githubOptions: pull };
  const kind = { id: 'scratch', built: true, host: 'own' as const, joins: false, bases: [] };
  return fc.oneof(
    { weight: 8, arbitrary: declared('plain', single('project', 'own')) },
    { weight: 4, arbitrary: declared('plain', shared(generators, 'project')) },
    { weight: 4, arbitrary: declared('plain', mirror(generators, 'project', 'mirrors', 'own').map(one => [one])) },
    { weight: 3, arbitrary: declared('foreign', fc.oneof(single('project', 'foreign'), mirror(generators, 'project', 'mirrors', 'foreign').map(one => [one]))) },
    { weight: 1, arbitrary: declared('bare', single('project', 'own')) },
    { weight: 2, arbitrary: declared('releasing', single('project', 'own', true)) },
    { weight: 3, arbitrary: declared('plain', fc.oneof(single('subproject', 'own'), shared(generators, 'subproject'), mirror(generators, 'subproject', 'mirrors', 'own').map(one => [one]))) },
    { weight: 1, arbitrary: declared('none', generators.struct('ImageProjectOptions', { checkCommand: some(texts('node', '--version')), imageOptions: imageOptions(generators, kind), ...repository }).map(options => [statement('ImageProject', '', 'project', options)])) },
    { weight: 1, arbitrary: declared('none', generators.struct('ImageMirrorProjectOptions', { schedule: some(schedule), ...repository }, { images: some(texts('busybox:1')), mirrorOptions: mirrorOptions(generators, 'scratch', 'own') }).map(options => [statement('ImageMirrorProject', '', 'project', options)])) },
  );
}
