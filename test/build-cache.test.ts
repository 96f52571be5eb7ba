import { entriesOf } from './csv';
import { CREDENTIALS, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { runStep } from './run-step';
import { BuildCache, CacheMode, GithubPackageImage, ImageDestination, ImageName, ImageSource, Platform, RegistryCredentials, type GithubPackageImageOptions } from '../src';
import { newProject, synth } from './synth';

const pullRequests = { branches: ['main'], pullRequests: true };
function jobsOf(cache: BuildCache | undefined, options: GithubPackageImageOptions = {}): any {
  return builtWorkflowOf({ source: ImageSource.fromDockerfile({ cache }), ...options }).jobs;
}
const cachesOf = (job: any) => {
  const { with: inputs } = stepOf(job, 'build');
  return { from: inputs['cache-from'], to: inputs['cache-to'] };
};
const cachesOfPublish = (cache: BuildCache | undefined, options?: GithubPackageImageOptions) => cachesOf(jobsOf(cache, options)['publish-x']);

const name = ImageName.of('acme/web');
const ref = 'type=registry,ref=ghcr.io/acme/web:buildcache-x-image';
const how = 'image-manifest=true,oci-mediatypes=true,ignore-error=true';

describe('a cache', () => {
  test.each<[string, BuildCache | undefined, string | undefined, string | undefined]>([
    ['is none by default', undefined, undefined, undefined],
    ['can be none', BuildCache.none(), undefined, undefined],
    ['can be beside the image', BuildCache.registry(), ref, `${ref},mode=max,${how}`],
    ['can be small', BuildCache.registry({ mode: CacheMode.MIN }), ref, `${ref},mode=min,${how}`],
    ['can be that of GitHub Actions', BuildCache.githubActions(), 'type=gha,scope=x-image', 'type=gha,scope=x-image,mode=max,ignore-error=true'],
    ['can be small there too', BuildCache.githubActions({ mode: CacheMode.MIN }), 'type=gha,scope=x-image', 'type=gha,scope=x-image,mode=min,ignore-error=true'],
    ['can be in the image', BuildCache.inline(), 'type=registry,ref=ghcr.io/acme/web:latest', 'type=inline'],
    ['can be in the image of another tag', BuildCache.inline({ tag: 'edge' }), 'type=registry,ref=ghcr.io/acme/web:edge', 'type=inline'],
    ['can be any other', BuildCache.of({ from: ['type=s3,name=a', 'type=local,src=b'], to: ['type=s3,name=a'] }), 'type=s3,name=a\ntype=local,src=b', 'type=s3,name=a,ignore-error=true'],
    ['can be read only', BuildCache.of({ from: ['type=s3,name=a'] }), 'type=s3,name=a', undefined],
    ['can fail the build where the user says so', BuildCache.of({ to: ['type=s3,ignore-error=false'] }), undefined, 'type=s3,ignore-error=false'],
    ['can have what nobody else chooses in it', BuildCache.of({ from: ['type=gha,scope=${{ github.repository }}-${{ vars.A }}'] }), 'type=gha,scope=${{ github.repository }}-${{ vars.A }}', undefined],
  ])('%s', (_, cache, from, to) => {
    expect(cachesOfPublish(cache, { name })).toEqual({ from, to });
  });

  test('of a name that only the run knows is in lower case, as registries ask for it', () => {
    const job = jobsOf(BuildCache.registry())['publish-x'];
    expect(cachesOf(job).from).toBe('type=registry,ref=${{ steps.cache.outputs.image }}:buildcache-x-image');
    expect(stepOf(job, 'cache').env).toEqual({ IMAGE: 'ghcr.io/${{ github.repository }}/x' });
    expect(runStep(stepOf(job, 'cache'), { IMAGE: 'ghcr.io/Acme/Web/x' }).outputs).toEqual({ image: 'ghcr.io/acme/web/x' });
  });

  test('needs no such step where the name is known, or no registry holds it', () => {
    expect(stepNamesOf(jobsOf(BuildCache.registry(), { name })['publish-x'])).not.toContain('Name the cache');
    expect(stepNamesOf(jobsOf(BuildCache.githubActions())['publish-x'])).not.toContain('Name the cache');
  });

  test('is one for each platform and image', () => {
    const { 'build-x': job } = jobsOf(BuildCache.registry(), { name, platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] });
    expect(cachesOf(job).from).toBe('type=registry,ref=ghcr.io/acme/web:buildcache-x-${{ matrix.leg }}');
    const project = newProject();
    new GithubPackageImage(project, 'web.v2', { source: ImageSource.fromDockerfile({ cache: BuildCache.githubActions() }) });
    expect(cachesOf(synth(project, 'publish-web.v2').jobs['publish-web-v2']).from).toBe('type=gha,scope=web.v2-image');
  });

  test('is in the primary registry', () => {
    const destinations = [ImageDestination.registry('quay.io/acme/web', CREDENTIALS), ImageDestination.ghcr()];
    expect(cachesOfPublish(BuildCache.registry(), { destinations }).from).toBe('type=registry,ref=quay.io/acme/web:buildcache-x-image');
  });

  test.each([['registry', BuildCache.registry()], ['Actions', BuildCache.githubActions()], ['inline', BuildCache.inline()], ['other', BuildCache.of({ from: ['type=s3'], to: ['type=s3'] })]])('is read, and never written, in pull requests: %s', (_, cache) => {
    const { 'check-x': check, 'publish-x': publish } = jobsOf(cache, { name, triggers: pullRequests });
    expect(cachesOf(check)).toEqual({ from: cachesOf(publish).from, to: undefined });
    expect(cachesOf(publish).to).toBeDefined();
    expect(check.permissions).toEqual({ contents: 'read' });
  });

  const fetched = RegistryCredentials.fromSteps({ steps: [{ id: 'ecr', run: 'fetch' }], username: 'AWS', password: '${{ steps.ecr.outputs.password }}' });
  test.each<[string, GithubPackageImageOptions]>([
    ['a secret', { name: ImageName.of('acme/${{ secrets.NAME }}') }],
    ['the sign-in', { name, destinations: [ImageDestination.registry('${{ steps.ecr.outputs.registry }}', fetched)] }],
  ])('is not read by pull requests where only %s tells what the image is called', (_, options) => {
    for (const cache of [BuildCache.registry(), BuildCache.inline()]) {
      const { 'check-x': check, 'publish-x': publish } = jobsOf(cache, { ...options, triggers: pullRequests });
      expect(cachesOf(publish).from).toMatch(/^type=registry,ref=\$\{\{ steps\.cache\.outputs\.image \}\}:/);
      expect(cachesOf(check)).toEqual({ from: undefined, to: undefined });
      expect(JSON.stringify(check)).not.toMatch(/secrets\.|steps\.(ecr|cache)\b/);
    }
  });

  test('is read by pull requests where a step of their own tells what the image is called', () => {
    const setupSteps = [{ id: 'own', run: 'echo "name=web" >>"$GITHUB_OUTPUT"' }];
    const { 'check-x': check } = jobsOf(BuildCache.registry(), { name: ImageName.of('acme/${{ steps.own.outputs.name }}'), setupSteps, triggers: pullRequests });
    expect(cachesOf(check).from).toBe('type=registry,ref=${{ steps.cache.outputs.image }}:buildcache-x-image');
  });

  test("keeps the quotes of BuildKit's own words", () => {
    const text = 'type=local,"src=a,b"';
    const { from, to } = cachesOfPublish(BuildCache.of({ from: [text], to: [text] }));
    expect([entriesOf(from), entriesOf(to)]).toEqual([[text], [`${text},ignore-error=true`]]);
  });

  test('is not read by scheduled runs, which are there to pick up what is new', () => {
    expect(cachesOfPublish(BuildCache.githubActions(), { triggers: { branches: ['main'], schedule: ['17 3 * * *'] } }).from)
      .toBe("${{ (github.event_name != 'schedule') && 'type=gha,scope=x-image' || '' }}");
  });

  test('lets a job write into the registry that would only read there', () => {
    const platforms = [Platform.LINUX_AMD64, Platform.LINUX_ARM64];
    expect(jobsOf(BuildCache.registry(), { platforms })['build-x'].permissions).toEqual({ contents: 'read', packages: 'write' });
  });
});

describe('a cache is refused', () => {
  const line = /^BuildCache\.of ".*": a cache is one line of `name=value`, parted by commas, with a `type`\. Try "type=registry,ref=ghcr\.io\/acme\/cache"\.$/s;
  const chosen = /^BuildCache\.of ".*": text that others choose, such as a branch or an input, would be read as part of the cache's options\. Use github\.repository, github\.sha, vars or secrets only\.$/;
  test.each(['', 'ghcr.io/acme/cache', 'ref=a', 'xtype=a', 'type=a\ntype=b'])('that is no line with a type: %j', text => {
    expect(() => BuildCache.of({ from: [text] })).toThrow(line);
    expect(() => BuildCache.of({ to: [text] })).toThrow(line);
  });

  test.each(['${{ github.ref_name }}', '${{ inputs.a }}', '${{ github.head_ref }}', '${{ vars.A }}-${{ inputs.a }}', '${{ steps.a.outputs.b }}', '$${{ vars.A }}', '${{ vars.A', "${{ format('{0}', github.ref) }}"])('with text that others choose: %s', text => {
    expect(() => BuildCache.of({ from: [`type=gha,scope=${text}`] })).toThrow(chosen);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['with a blank at its end', () => BuildCache.of({ from: ['type=gha '] }), /^BuildCache\.of "type=gha ": the blanks at its ends would be lost/],
    ['with a control character', () => BuildCache.of({ to: ['type=gha\r'] }), /^BuildCache\.of "type=gha\\r": it holds the control character "\\r"/],
    ['that is none', () => BuildCache.of({}), /^BuildCache\.of "\{\}": it names no cache\. Use BuildCache\.none\(\)\.$/],
    ['of nothing', () => BuildCache.of({ from: [], to: [] }), /it names no cache/],
    ['in the image of what is no tag', () => BuildCache.inline({ tag: 'a b' }), /^BuildCache\.inline: tag "a b": a tag may hold letters/],
    ['in the image of a tag of the run', () => BuildCache.inline({ tag: '${{ github.ref_name }}' }), /^BuildCache\.inline: tag/],
    ['in a registry that takes images only', declaring({ source: ImageSource.fromDockerfile({ cache: BuildCache.registry() }), destinations: [ImageDestination.dockerPkg()] }), /^GithubPackageImage "x": cache "BuildCache\.registry": docker\.pkg\.github\.com takes images only\. Use BuildCache\.githubActions\(\)\.$/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
