import type { Declaration, Image, OwnWorkflow, Triggers } from '../declaration';
import { Call, Name, code } from './code';
import { isMirror, mirrorStatements } from './mirror';
import { check, credentials, destination, name, platform, source, tag, variable } from './values';

/** Names of the library's module that a program can use. */
const LIBRARY = ['AttestWhen', 'BuildCache', 'CacheMode', 'GithubPackageImage', 'ImageBuilder', 'ImageCheck', 'ImageDestination', 'ImageMirror', 'ImageName', 'ImageSigning',
  'ImageSource', 'ImageTag', 'ImageVerification', 'ImageWorkflow', 'Platform', 'RegistryCredentials', 'ReleaseType', 'TrivySeverity', 'WorkflowInputType'];

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
  const { id, triggers, images, jobs } = declaration;
  if (isMirror(declaration)) {
    return mirrorStatements(declaration, triggerOptions(triggers), permitted);
  }
  if (declaration.workflow) {
    return ownWorkflowStatements(declaration, declaration.workflow);
  }
  if (images.length === 1 && jobs.length === 0) {
    return `${code(construct('GithubPackageImage', 'project', images[0].id, imageOptions(images[0], triggers)))};`;
  }
  const scope = images.some(image => variable(image.id) === variable(id)) ? variable(`${id}-workflow`) : variable(id);
  const lines = [`const ${scope} = ${code(construct('ImageWorkflow', 'project', id, { triggers: triggerOptions(triggers) }))};`];
  return [...lines, ...members(declaration, scope, `${scope}.workflow`, image => construct('GithubPackageImage', scope, image.id, imageOptions(image)))].join('\n');
}

/** Jobs and images of a workflow. */
function members({ images, jobs }: Declaration, scope: string, workflow: string, construction: (image: Image) => Call): string[] {
  const lines: string[] = [];
  const before = jobs.filter(({ after }) => after.length === 0);
  const later = jobs.filter(({ after }) => after.length > 0);
  before.forEach(({ id: job, job: model }) => lines.push(`${code(new Call(`${workflow}.addJob`, [job, permitted(model)]))};`));
  images.forEach(image => {
    const own = later.some(({ after }) => after.length === 1 && after[0] === image.id)
      || images.some(({ source: from }) => from.kind === 'dockerfile' && Object.values(from.options.baseImages ?? {}).includes(image.id));
    const made = code(construction(image));
    lines.push(`${own ? `const ${variable(image.id)} = ` : ''}${made};`);
  });
  later.forEach(({ id: job, job: model, after }) => lines.push(
    `${code(new Call(`${after.length === 1 ? variable(after[0]) : scope}.addDownstreamJob`, [job, permitted(model)]))};`));
  return lines;
}

/** The images as jobs of a workflow that is not the library's. */
function ownWorkflowStatements(declaration: Declaration, { name: title, on, concurrency, bare }: OwnWorkflow): string {
  const workflow = variable(title);
  const usual = concurrency?.group === '${{ github.workflow }}' && !concurrency.cancelInProgress;
  const given = concurrency ? { limitConcurrency: true, ...usual ? {} : { concurrencyOptions: concurrency } } : { limitConcurrency: false };
  return [
    `const ${workflow} = ${code(new Call('new github.GithubWorkflow', [new Name('project.github!'), title, given]))};`,
    ...bare ? [`${workflow}.file?.patch(JsonPatch.add('/permissions', {}));`] : [],
    `${code(new Call(`${workflow}.on`, [on]))};`,
    ...members(declaration, workflow, workflow, image => construct('GithubPackageImage', 'project', image.id, { workflow: new Name(workflow), ...imageOptions(image) })),
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

function imageOptions(image: Image, triggers?: Triggers): object {
  const primary = image.destinations.find(({ host }) => host === 'ghcr.io' || host === 'docker.pkg.github.com');
  const [only] = image.destinations;
  const isDefault = image.destinations.length === 1 && only.host === 'ghcr.io' && credentials(only.credentials) === undefined && only.when === undefined;
  return {
    name: primary && name(primary.path, image.id),
    source: source(image.source),
    destinations: isDefault ? undefined : image.destinations.map(one => destination(one, one.path === primary?.path)),
    platforms: image.platforms?.map(platform),
    tags: isSourceTag(image) ? undefined : image.tags?.map(tag),
    triggers: triggers && triggerOptions(triggers),
    condition: image.condition,
    onlyInRepository: image.onlyInRepository,
    publishWhen: image.publishWhen,
    needs: image.needs,
    checkout: image.checkout,
    runsOn: image.runsOn,
    environment: image.environment,
    env: image.env,
    timeoutMinutes: image.timeoutMinutes,
    setupSteps: image.setupSteps,
    prepare: image.prepare,
    preBuildSteps: image.preBuildSteps,
    checks: image.checks?.map(check),
    attest: image.attest && new Name(`AttestWhen.${image.attest}`),
    sign: image.sign && new Call('ImageSigning.keyless', []),
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

function publishesOtherwise({ branches, gitTags, schedule, releases, workflowCall, repositoryDispatch }: Triggers): boolean {
  return Boolean(branches || gitTags || schedule || releases || workflowCall || repositoryDispatch);
}
