import type { Declaration, Image, OwnJob, OwnWorkflow, Triggers } from '../declaration';
import { Call, Name, code } from './code';
import { addedImages, isMirror, mirrorOptions, mirrorStatements } from './mirror';
import { check, destinations, isGithubs, name, platform, signing, source, tag, variable } from './values';

/** Names of the library's module that a program can use. */
const LIBRARY = ['AttestWhen', 'BuildCache', 'CacheMode', 'GithubPackageImage', 'ImageBuilder', 'ImageCheck', 'ImageDestination', 'ImageMirror', 'ImageName', 'ImageSigning',
  'ImageSource', 'ImageTag', 'ImageTransfer', 'ImageVerification', 'ImageWorkflow', 'Platform', 'RegistryCredentials', 'ReleaseType', 'TrivySeverity', 'WorkflowInputType'];

/** The declaration as TypeScript: the imports, and what follows the project. */
export function printDeclaration(declaration: Declaration): string {
  const body = statements(declaration);
  const used = LIBRARY.filter(one => new RegExp(`\\b${one}\\b`).test(body)).sort();
  const projen = ['JsonPatch', 'github'].filter(one => new RegExp(`\\b${one}\\.(?:add|GithubWorkflow)\\(`).test(body));
  return [
    ...projen.length ? [`import { ${projen.join(', ')} } from 'projen';`] : [],
    ...body.includes('JobPermission.') ? ["import { JobPermission } from 'projen/lib/github/workflows-model';"] : [],
    importOf(used), '', body, '',
  ].join('\n');
}

function importOf(names: readonly string[]): string {
  const line = `import { ${names.join(', ')} } from 'projen-github-package-image';`;
  return line.length <= 140 ? line : `import {\n${names.map(one => `  ${one},\n`).join('')}} from 'projen-github-package-image';`;
}

function statements(declaration: Declaration): string {
  const { id, triggers, workflowName } = declaration;
  if (!declaration.order && isMirror(declaration)) {
    return mirrorStatements(declaration, triggerOptions(triggers), permitted);
  }
  if (declaration.workflow) {
    return ownWorkflowStatements(declaration, declaration.workflow);
  }
  const home = { triggers: triggerOptions(triggers), workflowName };
  if (isAlone(declaration)) {
    return members(declaration, 'project', '', home).join('\n');
  }
  const scope = scopeOf(declaration, id);
  return [
    `const ${scope} = ${code(construct('ImageWorkflow', 'project', id, home))};`,
    ...members(declaration, scope, `${scope}.workflow`, {}, scope),
  ].join('\n');
}

/** Whether the workflow is that of one image: jobs in it, where there are any, come after it. */
function isAlone({ images, mirrors = [], jobs, order = [] }: Declaration): boolean {
  return images.length + mirrors.length === 1 && (jobs.length === 0 || (order.length > 0 && !('job' in order[0]) && jobs.every(({ after }) => after.length === 1)));
}

/** A variable for the workflow, which no image has. */
function scopeOf({ images, mirrors = [] }: Declaration, id: string): string {
  return variable([...images, ...mirrors].some(image => variable(image.id) === variable(id)) ? `${id}-workflow` : id);
}

/**
 * Images, mirrors and jobs, in their order.
 * @param home the options of each that say where it belongs
 * @param all the variable by which jobs wait for all of them
 */
function members(declaration: Declaration, scope: string, workflow: string, home: object, all?: string): string[] {
  const { images, mirrors = [], jobs, order } = declaration;
  const isLate = ({ after }: OwnJob) => after.length > 0;
  const sequence = order ?? [...jobs.filter(job => !isLate(job)), ...images, ...mirrors, ...jobs.filter(isLate)];
  const idsOf = (some: typeof sequence) => some.flatMap(one => 'job' in one ? [] : [one.id]);
  return sequence.flatMap((one, index) => {
    if ('job' in one) {
      return [jobStatement(one, workflow, waitsFor(one, idsOf(sequence), idsOf(sequence.slice(0, index)), all))];
    }
    const isNamed = isUsed(one.id, declaration) || ('copies' in one && one.copies.length > 0);
    const made = code('copies' in one
      ? construct('ImageMirror', scope, one.id, { ...home, ...mirrorOptions(one) })
      : construct('GithubPackageImage', scope, one.id, { ...home, ...imageOptions(one) }));
    return [`${isNamed ? `const ${variable(one.id)} = ` : ''}${made};`, ...'copies' in one ? addedImages(one) : []];
  });
}

/** Whether other statements name an image. */
function isUsed(id: string, { images, jobs }: Declaration): boolean {
  const bases = images.flatMap(({ source: from }) => from.kind === 'dockerfile' ? Object.values(from.options.baseImages ?? {}) : []);
  return bases.some(base => variable(base) === variable(id)) || jobs.some(({ after }) => after.length === 1 && after[0] === id);
}

/** The variable of what a job waits for: the one image that it is after, or all of them. */
function waitsFor({ after }: OwnJob, ids: readonly string[], declared: readonly string[], all: string | undefined): string | undefined {
  const isThere = after.length > 0 && after.every(id => declared.includes(id));
  return !isThere ? undefined : after.length === 1 ? variable(after[0]) : after.join() === ids.join() ? all : undefined;
}

/** A job of the user's; where it waits for images it is added by the variable of these. */
function jobStatement({ id, job, after }: OwnJob, workflow: string, awaited: string | undefined): string {
  const { needs = [] } = job as { readonly needs?: readonly string[] };
  const all = awaited === undefined && after.length ? { ...job, needs: [...needs, ...after.map(one => `publish-${one.replace(/[^A-Za-z0-9_-]/g, '-')}`)] } : job;
  return `${code(new Call(awaited === undefined ? `${workflow}.addJob` : `${awaited}.addDownstreamJob`, [id, permitted(all)]))};`;
}

/** The images as jobs of a workflow that is not the library's. */
function ownWorkflowStatements(declaration: Declaration, { name: title, on, concurrency, bare }: OwnWorkflow): string {
  const workflow = scopeOf(declaration, title);
  const usual = concurrency?.group === '${{ github.workflow }}' && !concurrency.cancelInProgress;
  const given = concurrency ? { limitConcurrency: true, ...usual ? {} : { concurrencyOptions: concurrency } } : { limitConcurrency: false };
  return [
    `const ${workflow} = ${code(new Call('new github.GithubWorkflow', [new Name('project.github!'), title, given]))};`,
    ...bare ? [`${workflow}.file?.patch(JsonPatch.add('/permissions', {}));`] : [],
    `${code(new Call(`${workflow}.on`, [on]))};`,
    ...members(declaration, 'project', workflow, { workflow: new Name(workflow) }),
  ].join('\n');
}

function construct(kind: string, scope: string, id: string, options: object): Call {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return new Call(`new ${kind}`, [new Name(scope), id, ...given.length ? [Object.fromEntries(given)] : []]);
}

/** Permissions are members of an enumeration. */
function permitted(job: object): object {
  return JSON.parse(JSON.stringify(job), (_, value) => value && typeof value === 'object' && 'permission' in value ? new Name(`JobPermission.${value.permission}`) : value);
}

function imageOptions(image: Image): object {
  const primary = image.destinations.find(isGithubs);
  return {
    name: primary && name(primary.path, image.id),
    source: source(image.source),
    destinations: destinations(image.destinations, primary),
    platforms: image.platforms?.map(platform),
    tags: isSourceTag(image) ? undefined : image.tags?.map(tag),
    condition: image.condition,
    onlyInRepository: image.onlyInRepository,
    publishWhen: image.publishWhen,
    needs: image.needs,
    checkout: image.checkout,
    runsOn: image.runsOn,
    runsOnGroup: image.runsOnGroup,
    environment: image.environment,
    env: image.env,
    timeoutMinutes: image.timeoutMinutes,
    setupSteps: image.setupSteps,
    prepare: image.prepare,
    projenArtifacts: image.projenArtifacts,
    preBuildSteps: image.preBuildSteps,
    checks: image.checks?.map(check),
    attest: image.attest && new Name(`AttestWhen.${image.attest}`),
    sign: signing(image.sign),
    postPublishSteps: image.postPublishSteps,
  };
}

/** A copy has the tag of its source, unless it is told otherwise. */
function isSourceTag({ source: from, tags }: Image): boolean {
  const [only] = tags ?? [];
  return from.kind === 'registry' && tags?.length === 1 && only.factory === 'of' && only.options?.when === undefined && from.reference.endsWith(`:${only.text}`);
}

/** Triggers that are not the default. */
function triggerOptions(triggers: Triggers): object | undefined {
  const { inputs, ...others } = triggers;
  const given = Object.entries({
    ...others,
    manual: triggers.manual === undefined && !publishesOtherwise(triggers) && !inputs ? true : triggers.manual,
    releaseTypes: triggers.releaseTypes?.map(type => new Name(`ReleaseType.${type.toUpperCase()}`)),
    inputs: inputs && Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, {
      ...input, ...input.type ? { type: new Name(`WorkflowInputType.${input.type.toUpperCase()}`) } : {},
    }])),
  }).filter(([, value]) => value !== undefined);
  return given.length ? Object.fromEntries(given) : undefined;
}

/** The triggers that publish, or say where the image is published. */
const PUBLISHING = ['branches', 'gitTags', 'schedule', 'releases', 'projenRelease', 'projenBuild', 'workflowCall', 'repositoryDispatch'] as const;

function publishesOtherwise(triggers: Triggers): boolean {
  return PUBLISHING.some(trigger => triggers[trigger]);
}
