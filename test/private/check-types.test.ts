import {
  BuildCache, GithubPackageImage, ImageCatalog, ImageCheck, ImageDestination, ImageMirror, ImageName, ImageProject, ImageSource, ImageTag,
  ImageWorkflow, Platform, RegistryCredentials,
} from '../../src';
import { ENUMS, PARAMETERS, STRUCTS } from '../../src/private/signatures';
import { CREDENTIALS } from '../declare';
import { publicApi } from '../properties/declaration-api';
import { inFolder, newProject } from '../synth';

/** What no compiler has looked at. */
const any = (value: unknown) => value as any;

test('the signatures are those that the public files declare', () => {
  const { enums, structs, parameters } = publicApi();
  // of projen's own structs there are those of which we look at the options
  const own = Object.entries(STRUCTS).filter(([name]) => !name.startsWith('github.') && name !== 'GroupRunnerOptions');
  expect(ENUMS).toEqual(enums);
  expect(Object.fromEntries(own)).toEqual(structs);
  expect(PARAMETERS).toEqual(parameters);
});

describe('who writes plain JavaScript is told', () => {
  test.each<[string, () => unknown, string]>([
    ['what must be given', () => ImageTag.of(any(undefined)), 'ImageTag.of: text undefined: it takes a text, and must be given. Give it one.'],
    ['which option must be given', () => RegistryCredentials.of(any({})), 'RegistryCredentials.of: passwordSecret undefined: it takes a text, and must be given. Give it one.'],
    ['that options must be given', () => RegistryCredentials.of(any(undefined)), 'RegistryCredentials.of undefined: it takes an object with options, and must be given. Give it one.'],
    ['that credentials must be given', () => ImageDestination.dockerHub('acme/web', any(undefined)), 'ImageDestination.dockerHub: credentials undefined: it takes what the factories of RegistryCredentials make, and must be given. Give it one.'],
    ['that null is no text', () => ImageSource.fromDockerfile({ context: any(null) }), 'ImageSource.fromDockerfile: context null: it takes a text. Give it one, or leave it out.'],
    ['that a number is no text', () => ImageSource.fromDockerfile({ buildArgs: { NODE_VERSION: any(22) } }), 'ImageSource.fromDockerfile: buildArgs: NODE_VERSION 22: it takes a text, and must be given. Give it one.'],
    ['that a text is no number', () => ImageTag.match('(a)', { group: any('1') }), 'ImageTag.match: group "1": it takes a number. Give it one, or leave it out.'],
    ['that a text is no boolean', () => ImageTag.sha({ long: any('yes') }), 'ImageTag.sha: long "yes": it takes true or false. Give it one, or leave it out.'],
    ['that a text is no list', () => new ImageMirror(newProject(), 'm', { images: any('alpine') }), 'ImageMirror: images "alpine": it takes a list. Give it one, or leave it out.'],
    ['that a list is no object', () => ImageSource.fromDockerfile({ secrets: any(['TOKEN']) }), 'ImageSource.fromDockerfile: secrets ["TOKEN"]: it takes an object with a value for each name. Give it one, or leave it out.'],
    ['what an enum has', () => BuildCache.registry({ mode: any('maximum') }), 'BuildCache.registry: mode "maximum": it takes one of CacheMode, "max", "min". Give it one, or leave it out.'],
    ['which of all words is no text', () => ImageCheck.command('a', any(1)), 'ImageCheck.command: command 1: it takes a text, and must be given. Give it one.'],
    ['which label is no text', () => Platform.LINUX_AMD64.onRunner(any({ a: 1 })), 'Platform.onRunner: labels {"a":1}: it takes a text, and must be given. Give it one.'],
    ['that a name is no text', () => new ImageWorkflow(newProject(), any(1)), 'ImageWorkflow: id 1: it takes a text, and must be given. Give it one.'],
    ['of an input of a trigger', () => new ImageWorkflow(newProject(), 'w', { triggers: { inputs: { a: { type: any('text') } } } }), 'ImageWorkflow: triggers: inputs: a: type "text": it takes one of WorkflowInputType, "string", "boolean", "number", "choice". Give it one, or leave it out.'],
    ['of a tag that is a text', () => new GithubPackageImage(newProject(), 'x', { tags: any(['latest']) }), 'GithubPackageImage: tags "latest": it takes what the factories of ImageTag make, and must be given. Give it one.'],
    ['of a name that is a source', () => new GithubPackageImage(newProject(), 'x', { name: any(ImageSource.fromDaemon('a')) }), 'GithubPackageImage: name ImageSource: it takes what the factories of ImageName make. Give it one, or leave it out.'],
    ['of a workflow that is a name', () => new GithubPackageImage(newProject(), 'x', { workflow: any('build') }), 'GithubPackageImage: workflow "build": it takes a GithubWorkflow of projen. Give it one, or leave it out.'],
    ['of a catalog', () => new ImageCatalog(newProject(), { path: any(7) }), 'ImageCatalog: path 7: it takes a text. Give it one, or leave it out.'],
    ['of a project', () => new ImageProject({ ...inFolder(), devDeps: any('cowsay') }), 'ImageProject: devDeps "cowsay": it takes a list. Give it one, or leave it out.'],
  ])('%s', (_, make, message) => {
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect((thrown as Error | undefined)?.message).toBe(message);
  });

  test('nothing of what is left out, or of a kind of its own', () => {
    class Internal extends GithubPackageImage {}
    const workflow = new ImageWorkflow(newProject(), 'w', { triggers: undefined });
    const base = new Internal(workflow, 'base', { name: undefined });
    expect(() => ImageSource.fromDockerfile({ baseImages: { base }, credentials: { 'quay.io': CREDENTIALS }, context: undefined })).not.toThrow();
    expect(() => ImageName.of('a/b')).not.toThrow();
  });
});
