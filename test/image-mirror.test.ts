import type { github } from 'projen';
import { CREDENTIALS, DIGEST, JOB, foreignWorkflow, mirrorWorkflowOf, stepOf } from './declare';
import { newProject, synth } from './synth';
import { ImageDestination, ImageMirror, ImageName, ImageTag, RegistryCredentials, type ImageMirrorOptions } from '../src';

const jobOf = (options: ImageMirrorOptions) => mirrorWorkflowOf(options).jobs['publish-mirrors'];
const legsOf = (options: ImageMirrorOptions) => jobOf(options).strategy.matrix.include;
const images = ['alpine:3.20', 'quay.io/prometheus/busybox:latest'];

/** Names and outputs a list of images. */
const prepare = {
  steps: [{ id: 'list', name: 'List the images', run: 'echo \'images=["alpine:3.20"]\' >>"$GITHUB_OUTPUT"' }],
  outputs: { images: { stepId: 'list', outputName: 'images' } },
};
const imagesExpression = 'needs.prepare-mirrors.outputs.images';

describe('a mirror', () => {
  test('publishes each image under its path without the host, and under its tag', () => {
    expect(legsOf({ images, triggers: { schedule: ['17 3 * * *'] } })).toEqual([
      { source: 'alpine:3.20', name: '${{ github.repository }}/alpine', tags: '3.20' },
      { source: 'quay.io/prometheus/busybox:latest', name: '${{ github.repository }}/prometheus/busybox', tags: 'latest' },
    ]);
  });

  test('is one job, and an image that fails stops no other', () => {
    const { jobs } = mirrorWorkflowOf({ images });
    expect(Object.keys(jobs)).toEqual(['publish-mirrors']);
    expect(jobs['publish-mirrors'].strategy['fail-fast']).toBe(false);
    expect(stepOf(jobs['publish-mirrors'], 'publish').env).toMatchObject({ IMAGE: 'ghcr.io/${{ matrix.name }}', SOURCE: '${{ matrix.source }}', TAGS: '${{ matrix.tags }}' });
  });

  test('takes the digest of an image that has both tag and digest', () => {
    expect(legsOf({ images: [`alpine:3.20@${DIGEST}`] })).toEqual([{ source: `alpine@${DIGEST}`, name: '${{ github.repository }}/alpine', tags: '3.20' }]);
  });

  test('can call an image otherwise', () => {
    const project = newProject();
    const mirror = new ImageMirror(project, 'mirrors', { images: ['alpine:3.20'] });
    mirror.addImage('debian:12', { name: ImageName.inOwner('base'), tags: [ImageTag.of('stable'), ImageTag.of('bookworm')] });
    expect(synth(project, 'publish-mirrors').jobs['publish-mirrors'].strategy.matrix.include).toEqual([
      { source: 'alpine:3.20', name: '${{ github.repository }}/alpine', tags: '3.20' },
      { source: 'debian:12', name: '${{ github.repository_owner }}/base', tags: 'stable bookworm' },
    ]);
  });

  test('can have tags that only the run knows, each image its own, and no script holds them', () => {
    const project = newProject();
    const mirror = new ImageMirror(project, 'mirrors', { images: ['alpine:3.20'] });
    mirror.addImage('debian:12', { tags: [ImageTag.of('${{ github.sha }}')] });
    const job = synth(project, 'publish-mirrors').jobs['publish-mirrors'];
    const [alpine, debian] = job.strategy.matrix.include;
    expect(JSON.stringify(debian)).toContain('${{ github.sha }}');
    expect(JSON.stringify(alpine)).not.toContain('${{ github.sha }}');
    for (const step of job.steps) {
      expect(step.run).not.toContain('${{');
    }
  });

  test('publishes to every destination, under the name there where one is given', () => {
    const job = jobOf({ images, destinations: [ImageDestination.ghcr(), ImageDestination.registry('quay.io', CREDENTIALS), ImageDestination.registry('quay.io/acme/all', CREDENTIALS)] });
    expect(stepOf(job, 'publish').env).toMatchObject({ IMAGE: 'ghcr.io/${{ matrix.name }}', IMAGE_2: 'quay.io/${{ matrix.name }}', IMAGE_3: 'quay.io/acme/all' });
  });

  test('signs in to a source for the images that come from there only', () => {
    const job = jobOf({ images, credentials: { 'quay.io': CREDENTIALS } });
    expect(stepOf(job, /^Sign in to quay\.io$/).if).toBe("matrix.registry == 'quay.io'");
    expect(job.permissions).toEqual({ packages: 'write' });
  });

  test('signs in to Docker Hub by any of its names, for images that name no host', () => {
    const job = jobOf({ images, credentials: { 'index.docker.io': CREDENTIALS } });
    expect(stepOf(job, /^Sign in to/).if).toBe("matrix.registry == 'docker.io'");
    expect(job.strategy.matrix.include.map((leg: any) => leg.registry)).toEqual(['docker.io', 'quay.io']);
  });

  test('signs in apart from the destination where a source is at the same registry', () => {
    const job = jobOf({ images: ['ghcr.io/other/a:1', 'alpine:3.20'], credentials: { 'ghcr.io': CREDENTIALS } });
    expect(stepOf(job, /^Sign in to ghcr\.io as the source$/)).toMatchObject({ if: "matrix.registry == 'ghcr.io'", env: { DOCKER_CONFIG: '${{ runner.temp }}/.docker-source' } });
    expect(stepOf(job, 'publish').env.SOURCE_DOCKER_CONFIG).toBe("${{ runner.temp }}/${{ (matrix.registry == 'ghcr.io') && '.docker-source' || '.docker' }}");
  });

  test('computes tags of its own once for all images that have none', () => {
    const job = jobOf({ images, tags: [ImageTag.schedule(), ImageTag.of('${{ vars.TAG }}')], triggers: { schedule: ['17 3 * * *'] } });
    expect(job.strategy.matrix.include[0]).toEqual({ source: 'alpine:3.20', name: '${{ github.repository }}/alpine' });
    expect(stepOf(job, 'metadata').with.tags).toBe('type=schedule,pattern=nightly');
    expect(stepOf(job, 'tags').env).toEqual({ TAG_1: '${{ vars.TAG }}', LIST_1: '${{ steps.metadata.outputs.tag-names }}' });
  });

  test('gives each image the rules, texts and lists that are its own', () => {
    const project = newProject();
    const mirror = new ImageMirror(project, 'mirrors', { images: ['alpine:3.20'], triggers: { schedule: ['17 3 * * *'] } });
    mirror.addImage('debian:12', { tags: [ImageTag.schedule(), ImageTag.of('${{ vars.A }}'), ImageTag.list('${{ vars.L }}')] });
    const job = synth(project, 'publish-mirrors').jobs['publish-mirrors'];
    expect(job.strategy.matrix.include).toEqual([
      { source: 'alpine:3.20', name: '${{ github.repository }}/alpine', tags: '3.20', rules: 'type=raw,value=none,enable=false' },
      { source: 'debian:12', name: '${{ github.repository }}/debian', texts: ['${{ vars.A }}'], lists: ['${{ vars.L }}'], rules: 'type=schedule,pattern=nightly' },
    ]);
    expect(stepOf(job, 'metadata').with.tags).toBe('${{ matrix.rules }}');
    expect(stepOf(job, 'tags').env).toEqual({ FIXED: '${{ matrix.tags }}', TAG_1: '${{ matrix.texts[0] }}', LIST_1: '${{ steps.metadata.outputs.tag-names }}', LIST_2: '${{ matrix.lists[0] }}' });
  });

  test('has a job after all its images', () => {
    const project = newProject();
    const mirror = new ImageMirror(project, 'mirrors', { images });
    mirror.addDownstreamJob('deploy', JOB);
    mirror.addImage('debian:12');
    expect(synth(project, 'publish-mirrors').jobs.deploy.needs).toBe(mirror.publishJobId);
  });

  test('joins a workflow of the user, and publishes there on events that may', () => {
    const project = newProject();
    new ImageMirror(project, 'mirrors', { images, workflow: foreignWorkflow(project, { schedule: [{ cron: '17 3 * * *' }], pullRequest: {} }), needs: ['test'] });
    const job = synth(project, 'mine').jobs['publish-mirrors'];
    expect(job.needs).toBe('test');
    expect(job.if).toContain('github.event_name');
  });

  test('gives a calling workflow no outputs: a matrix has none', () => {
    expect(mirrorWorkflowOf({ images, triggers: { workflowCall: true } }).on.workflow_call).not.toHaveProperty('outputs');
  });

  test('may have 256 images', () => {
    expect(legsOf({ images: Array.from({ length: 256 }, (_, index) => `acme/i${index}:1`) })).toHaveLength(256);
  });
});

describe('a mirror of a list that an earlier job computes', () => {
  test('has a leg for each of them, named and tagged as they are', () => {
    const job = jobOf({ imagesExpression, prepare });
    expect(job.strategy.matrix).toEqual({ source: '${{ fromJSON(needs.prepare-mirrors.outputs.images) }}' });
    expect(stepOf(job, 'publish').env.IMAGE).toMatch(/^ghcr\.io\/\$\{\{ github\.repository \}\}\/\$\{\{ steps\.\w+\.outputs\.name \}\}$/);
  });

  test('does not run for an empty list, whose matrix GitHub refuses', () => {
    const notEmpty = 'fromJSON(needs.prepare-mirrors.outputs.images)[0] != null';
    const { jobs } = mirrorWorkflowOf({ imagesExpression, prepare });
    expect(jobs['publish-mirrors'].if).toBe(notEmpty);
    expect(jobs['prepare-mirrors']).not.toHaveProperty('if');
    expect(jobOf({ imagesExpression, prepare, publishWhen: 'vars.A || vars.B' }).if).toBe(`${notEmpty} && (vars.A || vars.B)`);
  });

  test.each<[string, ImageMirrorOptions, string | undefined]>([
    ['name and tag', {}, '$name:$tag'],
    ['name, where all have the same tags', { tags: [ImageTag.of('stable')] }, '$name'],
    ['tag, where one destination has a name for all', { destinations: [ImageDestination.ghcr(), ImageDestination.ghcr({ name: ImageName.of('acme/all') })] }, '$tag'],
  ])('looks whether another has its %s', (_, options, key) => {
    const { run, env } = stepOf(jobOf({ imagesExpression, prepare, ...options }), 'image');
    expect(env.IMAGES).toBe('${{ needs.prepare-mirrors.outputs.images }}');
    expect(run).toContain(`echo "${key}"; done`);
  });

  test('lets a step tell the tags under one name, and looks at none then', () => {
    const setupSteps = [{ id: 'own', run: 'echo "tag=1" >>"$GITHUB_OUTPUT"' }];
    const destinations = [ImageDestination.ghcr({ name: ImageName.of('acme/all') })];
    const { run, env } = stepOf(jobOf({ imagesExpression: 'vars.IMAGES', destinations, setupSteps, tags: [ImageTag.of('${{ steps.own.outputs.tag }}')] }), 'image');
    expect(env).toEqual({ SOURCE: '${{ matrix.source }}' });
    expect(run).not.toContain('jq');
  });

  test('can have tags of its own', () => {
    const job = jobOf({ imagesExpression, prepare, tags: [ImageTag.of('stable')] });
    expect(stepOf(job, 'publish').env.TAGS).toBe('stable');
  });
});

describe('a mirror is refused', () => {
  const mirror = (options: ImageMirrorOptions) => () => new ImageMirror(newProject(), 'mirrors', options);
  const twice = /^ImageMirror "mirrors" "ghcr\.io\/\$\{\{ github\.repository \}\}\/[\w/]+:\w+": it publishes that already\. Give one of them another name or another tag\.$/;
  test.each<[string, () => unknown, RegExp]>([
    ['for the 257th image', mirror({ images: Array.from({ length: 257 }, (_, index) => `acme/i${index}:1`) }), /^ImageMirror "mirrors": images "acme\/i256:1": GitHub runs at most 256 jobs of a matrix\. Declare a second mirror\.$/],
    ['for an image twice', mirror({ images: ['a:1', 'a:1'] }), twice],
    ['for an image twice, written otherwise', mirror({ images: ['a:latest', 'docker.io/a'] }), twice],
    ['for two images of the same path', mirror({ images: ['quay.io/a/b:1', 'registry.example.com/a/b:1'] }), twice],
    ['for an image that another has the name of', () => mirror({ images: ['a:1'] })().addImage('b:1', { name: ImageName.inRepository('a') }), twice],
    ['for two images under one name and tag', mirror({ images: ['a:1', 'b:1'], destinations: [ImageDestination.ghcr({ name: ImageName.of('acme/all') })] }), /"ghcr\.io\/acme\/all:1": it publishes that already/],
    ['for an empty reference', mirror({ images: [''] }), /^ImageMirror "mirrors": images "": an image name is lower case/],
    ['for a reference that breaks the grammar', mirror({ images: ['Alpine:3'] }), /^ImageMirror "mirrors": images "Alpine:3": an image name is lower case.*Try "alpine:3"\.$/],
    ['for a digest that is none', mirror({ images: ['a@sha256:1'] }), /^ImageMirror "mirrors": images "a@sha256:1": a digest is "sha256:" and 64/],
    ['for an image by digest alone', mirror({ images: [`a@${DIGEST}`] }), /its tag is not known at synth\. Say which tags to publish with the option `tags`/],
    ['for the token of the job at another registry', mirror({ images: ['quay.io/a/b:1'], credentials: { 'quay.io': RegistryCredentials.githubToken() } }), /^ImageMirror "mirrors": credentials "quay\.io": the token of the job is for GitHub's registries, and must not be sent to another\. Use RegistryCredentials\.of\.$/],
    ['for a path of two parts at docker.pkg.github.com', mirror({ images: ['a/b:1'], destinations: [ImageDestination.dockerPkg()] }), /docker\.pkg\.github\.com takes "owner\/repo\/image", exactly/],
    ['for images and an expression for them', mirror({ images: ['a:1'], imagesExpression: 'inputs.images' }), /^ImageMirror "mirrors": imagesExpression "inputs\.images": it is an expression written bare, without "\$\{\{" and "\}\}", and stands instead of `images`\.$/],
    ['for an expression in braces', mirror({ imagesExpression: '${{ inputs.images }}' }), /^ImageMirror "mirrors": imagesExpression "\$\{\{ inputs\.images \}\}": it is an expression written bare/],
    ['for an id of two lines, whatever else is wrong', () => new ImageMirror(newProject(), 'a\nb', { images: ['a:1'], destinations: [] }), /^ImageMirror: id "a\\nb": the jobs are called so, in one line and without expressions\. Give it a name that is known at synth\.$/],
    ['for an expression that reads the list itself', mirror({ imagesExpression: 'fromJSON(vars.IMAGES)' }), /^ImageMirror "mirrors": imagesExpression "fromJSON\(vars\.IMAGES\)": it is the text of a JSON list, which the job reads itself\. Leave "fromJSON" out\.$/],
    ['for an expression that ends before its end', mirror({ imagesExpression: 'vars.A }} x' }), /^ImageMirror "mirrors": imagesExpression "vars\.A \}\} x": it is no expression of GitHub/],
    ['for a list whose images would all get one name and tag', mirror({ imagesExpression: 'vars.IMAGES', tags: [ImageTag.of('stable')], destinations: [ImageDestination.ghcr({ name: ImageName.of('acme/all') })] }), /^ImageMirror "mirrors": tags "stable": each image of the list would get that tag under the one name "ghcr\.io\/acme\/all", and take it from the one before\. Leave out `tags`, or the name of the destination\.$/],
    ['for an image besides an expression', () => mirror({ imagesExpression: 'inputs.images' })().addImage('a:1'), /^ImageMirror "mirrors": addImage "a:1": the images of this mirror come from `imagesExpression`\. Declare a second mirror\.$/],
    ['for an image without a tag under a trigger', mirror({ images: ['a:1'], tags: [ImageTag.schedule()] }), /^ImageMirror "mirrors": tags ".*": none of the tags could be published by the trigger `branches`/],
    ['for pull requests', mirror({ images: ['a:1'], triggers: { branches: ['main'], pullRequests: true } }), /^ImageMirror "mirrors": triggers "pullRequests": a mirror builds nothing, so that there is nothing to check\. Leave the trigger out\.$/],
    ['for a merge queue', mirror({ images: ['a:1'], triggers: { branches: ['main'], mergeGroup: true } }), /^ImageMirror "mirrors": triggers "mergeGroup": a mirror builds nothing/],
    ['for a reference of the run', mirror({ images: ['a:${{ vars.V }}'] }), /^ImageMirror "mirrors": images "a:\$\{\{ vars\.V \}\}": the images are known at synth\. For a list that only the run knows use `imagesExpression`\.$/],
    ['for an expression of no context', mirror({ imagesExpression: 'steps.a.outputs.b' }), /^ImageMirror "mirrors": imagesExpression .* context "steps"/],
    ['for credentials of what is no registry', mirror({ images: ['a:1'], credentials: { 'https://quay.io': CREDENTIALS } }), /^ImageMirror "mirrors": credentials "https:\/\/quay\.io": a registry is a host name/],
    ['for the former registry, from which nothing can be copied', mirror({ images: ['a:1'], credentials: { 'docker.pkg.github.com': RegistryCredentials.githubToken() } }), /^ImageMirror "mirrors": credentials "docker\.pkg\.github\.com": nothing can be copied from docker\.pkg\.github\.com\. Declare its images as GithubPackageImage\.$/],
    ['for a name of an image that a matrix cannot hold', () => mirror({})().addImage('a:1', { name: ImageName.of('${{ secrets.A }}') }), /^ImageMirror "mirrors": name .* context "secrets"/],
    ['for a tag of an image that a matrix cannot hold', () => mirror({})().addImage('a:1', { tags: [ImageTag.of('${{ steps.a.outputs.b }}')] }), /^ImageMirror "mirrors": tags .*: no step "a" can be seen there/],
    ['for a tag of a secret that a matrix cannot hold', () => mirror({})().addImage('a:1', { tags: [ImageTag.of('${{ secrets.A }}')] }), /^ImageMirror "mirrors": tags .* context "secrets"/],
    ['for a version of an image that a matrix cannot hold', () => mirror({ triggers: { gitTags: ['v*'] } })().addImage('a:1', { tags: [ImageTag.semver('{{version}}', { value: '${{ vars.V }}' })] }), /^ImageMirror "mirrors": tags "semver": each image of a mirror has its tags in a matrix, where no step has run yet that could tell\. Declare that image as a GithubPackageImage of its own\.$/],
    ['for latest of git tags for one image', () => mirror({ triggers: { gitTags: ['v*'] } })().addImage('a:1', { tags: [ImageTag.latest()] }), /^ImageMirror "mirrors": tags "latest": each image of a mirror/],
    ['for a list with a prefix for one image', () => mirror({})().addImage('a:1', { tags: [ImageTag.list('${{ vars.L }}', { prefix: 'v' })] }), /^ImageMirror "mirrors": tags "\$\{\{ vars\.L \}\}": each image of a mirror/],
    ['for a tag of a step that cannot be seen', mirror({ images: ['a:1'], tags: [ImageTag.of('${{ steps.a.outputs.b }}')] }), /^ImageMirror "mirrors": tags "\$\{\{ steps\.a\.outputs\.b \}\}": no step "a" can be seen there\. Give a step of `setupSteps` that id, or use an output of `prepare`\.$/],
    ['for a destination of a step that cannot be seen', mirror({ images: ['a:1'], destinations: [ImageDestination.registry('quay.io/${{ steps.a.outputs.b }}', CREDENTIALS)] }), /^ImageMirror "mirrors": destinations "\$\{\{ steps\.a\.outputs\.b \}\}": no step "a" can be seen there\. Give a step of `setupSteps` that id, or use an output of `prepare`\.$/],
    ['for a job after it whose id is taken', () => mirror({ images: ['a:1'] })().addDownstreamJob('publish-mirrors', JOB), /^addDownstreamJob "publish-mirrors": the workflow "publish-mirrors" has a job of that id\. Give yours another\.$/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });

  test('without an image, when the project is synthesized', () => {
    for (const options of [{}, { images: [] }]) {
      const project = newProject();
      new ImageMirror(project, 'mirrors', options);
      expect(() => project.synth()).toThrow(/^ImageMirror "mirrors" "\[\]": it mirrors no image, and GitHub refuses an empty matrix\. Name some with `images` or `addImage`\.$/);
    }
  });

  test('for credentials that no image needs, when the project is synthesized', () => {
    const project = newProject();
    new ImageMirror(project, 'mirrors', { images, credentials: { 'registry.example.com': CREDENTIALS } });
    expect(() => project.synth()).toThrow(/^ImageMirror "mirrors": credentials "registry\.example\.com": no image of the mirror comes from there\. Leave them out\.$/);
  });

  describe('for a trigger under which an image has no tag, when the project is synthesized', () => {
    const tags = [ImageTag.schedule()];
    const schedule = [{ cron: '17 3 * * *' }];
    test.each<[string, (project: github.GitHubProject) => unknown]>([
      ['in a workflow of the user\'s', project => new ImageMirror(project, 'mirrors', { images, tags, workflow: foreignWorkflow(project, { schedule, push: {} }) })],
      ['where that is set later', project => new ImageMirror(project, 'mirrors', { images, tags, triggers: { schedule: ['17 3 * * *'], manual: false } }).workflow.on({ push: { branches: ['main'] } })],
      ['of a list that only the run knows', project => new ImageMirror(project, 'mirrors', { imagesExpression, prepare, tags, triggers: { branches: ['main'] } })],
    ])('%s', (_, declare) => {
      const project = newProject();
      declare(project);
      expect(() => project.synth()).toThrow(/^ImageMirror "mirrors": tags "for a schedule": none of the tags could be published by the trigger `branches`/);
    });
  });

  test('and the image that was refused is not mirrored', () => {
    const project = newProject();
    const declared = new ImageMirror(project, 'mirrors', { images: ['alpine:3.20'] });
    expect(() => declared.addImage('Debian:12')).toThrow();
    expect(synth(project, 'publish-mirrors').jobs['publish-mirrors'].strategy.matrix.include.map((leg: any) => leg.source)).toEqual(['alpine:3.20']);
  });
});
