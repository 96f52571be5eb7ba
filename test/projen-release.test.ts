import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project, build, cdk, github, java, javascript, python, release, typescript } from 'projen';
import { parse, parseDocument } from 'yaml';
import { JOB, SOURCE, stepNamesOf, stepOf } from './declare';
import { isOurs } from './policy';
import { runStep } from './run-step';
import { standIn } from './stand-in';
import { validateLater } from './synth';
import {
  AttestWhen, GithubPackageImage, ImageCheck, ImageDestination, ImageMirror, ImageSigning, ImageSource, ImageTag, ImageWorkflow, Platform,
  type GithubPackageImageOptions,
} from '../src';

const made: string[] = [];
afterAll(() => made.forEach(dir => rmSync(dir, { recursive: true, force: true })));
const common = () => {
  const outdir = mkdtempSync(join(tmpdir(), 'release-'));
  made.push(outdir);
  return { name: 'app', outdir, logging: { level: 0 } as never };
};

/** A workflow as it was written. Of projen's, which have findings of their own, linters see jobs of ours beside stand-ins for others. */
const workflowOf = (project: Project, name: string) => {
  project.synth();
  const path = join(project.outdir, '.github', 'workflows', `${name}.yml`);
  const text = readFileSync(path, 'utf8');
  validateLater(/^(release|build)/.test(name) ? withoutForeignJobs(text) : text);
  return parse(text);
};

/** A workflow with nothing in the jobs of others but what ours look at. */
function withoutForeignJobs(text: string): string {
  const document = parseDocument(text);
  document.set('permissions', document.createNode({}));
  document.set('concurrency', document.createNode({ 'group': 'stand-in', 'cancel-in-progress': false }));
  const foreign = Object.entries<any>(document.toJS().jobs).filter(([id]) => !isOurs(id));
  foreign.forEach(([id, job]) => standIn(document, id, job));
  return document.toString({ lineWidth: 0 });
}
const nodeProject = (options: Partial<javascript.NodeProjectOptions> = {}) => new javascript.NodeProject({ ...common(), defaultReleaseBranch: 'main', release: true, ...options });
const plain = () => new github.GitHubProject(common());
const releasing = (project: Project) => {
  const task = project.addTask('pack');
  // older versions of projen take one task, newer ones several
  return new release.Release(project, { branch: 'main', artifactsDirectory: 'dist', versionFile: 'version.json', task, tasks: [task] });
};
const IN_RELEASE: GithubPackageImageOptions = { triggers: { projenRelease: true } };
// older versions of projen know no dry run
const DRY_RUN = workflowOf(nodeProject(), 'release').on.workflow_dispatch?.inputs?.dry_run !== undefined;
const PUBLISHED = DRY_RUN ? '!inputs.dry_run && ' : '';
const RELEASED = "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha";

/** The release workflow of a project with an image in it. */
const releaseOf = (options: GithubPackageImageOptions = {}, project: Project = nodeProject()) => {
  new GithubPackageImage(project, 'x', { ...IN_RELEASE, ...options });
  return workflowOf(project, 'release');
};

describe("an image in projen's release workflow", () => {
  test.each<[string, () => Project]>([
    ['NodeProject', () => nodeProject()],
    ['TypeScriptProject', () => new typescript.TypeScriptProject({ ...common(), defaultReleaseBranch: 'main', release: true })],
    ['JsiiProject', () => new cdk.JsiiProject({ ...common(), defaultReleaseBranch: 'main', author: 'a', authorAddress: 'https://a.example', repositoryUrl: 'https://github.com/a/app.git' })],
    ['PythonProject with a Release', () => {
      const project = new python.PythonProject({ ...common(), moduleName: 'app', authorName: 'a', authorEmail: 'a@a.example', version: '0' });
      releasing(project);
      return project;
    }],
    ['JavaProject with a Release', () => {
      const project = new java.JavaProject({ ...common(), groupId: 'a', artifactId: 'app', version: '0' });
      releasing(project);
      return project;
    }],
    ['GitHubProject with a Release', () => {
      const project = plain();
      releasing(project);
      return project;
    }],
  ])('of a %s is published with the version that is released', (_, create) => {
    const { jobs } = releaseOf({}, create());
    expect(jobs.release.outputs).toMatchObject({ version: '${{ steps.image_version.outputs.version }}', tag: '${{ steps.image_version.outputs.tag }}' });
    expect(jobs['publish-x']).toMatchObject({ needs: 'release', if: `${PUBLISHED}${RELEASED}` });
    const { tags } = stepOf(jobs['publish-x'], 'metadata').with;
    expect(tags).toContain('type=semver,pattern={{version}},value=${{ steps.versions.outputs.text-1 }}');
    expect(stepOf(jobs['publish-x'], 'versions').env).toEqual({ TEXT_1: '${{ needs.release.outputs.version }}' });
  });

  test('is there before the release at GitHub and its git tag: where it fails, neither is made', () => {
    const { jobs } = releaseOf({ attest: AttestWhen.PUBLIC_REPOSITORY, sign: ImageSigning.keyless() });
    expect(jobs.release_github.needs).toEqual(['release', 'publish-x', 'attest-x', 'sign-x']);
    expect(jobs.release_github.if).toBe(`!failure() && !cancelled() && ${RELEASED}`);
  });

  test('leaves the release alone where it is not meant to be published', () => {
    const { jobs } = releaseOf({ condition: "vars.IMAGES == 'true'" });
    // a skipped job would otherwise keep the release from being made
    expect(jobs.release_github.if).toMatch(/^!failure\(\) && !cancelled\(\) && /);
    expect(jobs['publish-x'].if).toBe(`${PUBLISHED}${RELEASED} && vars.IMAGES == 'true'`);
  });

  test('is built and checked in a dry run, and not published', () => {
    const { jobs } = releaseOf({ checks: [ImageCheck.command('true')] });
    if (!DRY_RUN) {
      expect(jobs).not.toHaveProperty('check-x');
      return;
    }
    expect(jobs['check-x']).toMatchObject({ needs: 'release', if: `inputs.dry_run && ${RELEASED}`, permissions: { contents: 'read' } });
    expect(jobs['publish-x'].if).toMatch(/^!inputs\.dry_run && /);
  });

  test('is published on every release branch, with jobs of the same names', () => {
    const project = nodeProject({ majorVersion: 2, releaseBranches: { '1.x': { majorVersion: 1 }, 'next': { majorVersion: 3, prerelease: 'beta' } } });
    new GithubPackageImage(project, 'x', IN_RELEASE);
    for (const name of ['release', 'release-1.x', 'release-next']) {
      const { jobs } = workflowOf(project, name);
      expect(jobs).toHaveProperty('publish-x');
      expect(jobs.release_github.needs).toContain('publish-x');
    }
  });

  test.each<[string, (project: github.GitHubProject) => void]>([
    ['after', project => {
      releasing(project);
      new GithubPackageImage(project, 'x', IN_RELEASE);
    }],
    ['before', project => {
      new GithubPackageImage(project, 'x', IN_RELEASE);
      releasing(project);
    }],
  ])('may be declared %s the release', (_, declare) => {
    const project = plain();
    declare(project);
    const { jobs } = workflowOf(project, 'release');
    expect(jobs['publish-x'].needs).toBe('release');
    expect(jobs.release_github.needs).toContain('publish-x');
  });

  test('may come from another registry, from several runners, or be one of many', () => {
    const project = nodeProject();
    const workflow = new ImageWorkflow(project, 'images', IN_RELEASE);
    const base = new GithubPackageImage(workflow, 'base', { source: SOURCE });
    new GithubPackageImage(workflow, 'web', { source: ImageSource.fromDockerfile({ baseImages: { base } }), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] });
    new ImageMirror(workflow, 'mirrors', { images: ['alpine:3.20', 'debian:12'] });
    const { jobs } = workflowOf(project, 'release');
    expect(jobs['publish-base'].needs).toBe('release');
    expect(jobs['build-web'].needs).toEqual(['release', 'publish-base']);
    expect(jobs['publish-mirrors'].strategy.matrix.include).toHaveLength(2);
    expect(jobs.release_github.needs).toEqual(['release', 'publish-base', 'publish-web', 'publish-mirrors']);
  });

  test('of a subproject is published by its release, or that of the repository', () => {
    const root = plain();
    new GithubPackageImage(new javascript.NodeProject({ ...common(), name: 'api', parent: root, outdir: 'packages/api', defaultReleaseBranch: 'main', release: true }), 'x', IN_RELEASE);
    expect(workflowOf(root, 'release_api').jobs).toHaveProperty('publish-api-x');

    const repository = nodeProject();
    new GithubPackageImage(new Project({ name: 'web', parent: repository, outdir: 'packages/web' }), 'x', IN_RELEASE);
    new GithubPackageImage(new Project({ name: 'shop', parent: repository, outdir: 'packages/shop' }), 'x', IN_RELEASE);
    const { jobs } = workflowOf(repository, 'release');
    expect(stepOf(jobs['publish-web-x'], 'build').with.context).toBe('packages/web');
    expect(stepOf(jobs['publish-shop-x'], 'build').with.context).toBe('packages/shop');
  });

  test('has the tags that its declaration says, of the git tag that will be made', () => {
    const { jobs } = releaseOf({ source: SOURCE, tags: [ImageTag.gitTag({ prefix: 'r-' }), ImageTag.match('v(.*)', { group: 1 }), ImageTag.pep440('{{version}}'), ImageTag.of('fixed')] });
    const { steps } = jobs['publish-x'];
    expect(stepOf({ steps }, 'versions').env).toEqual({ TEXT_1: '${{ needs.release.outputs.tag }}', TEXT_2: '${{ needs.release.outputs.version }}' });
    expect(stepOf({ steps }, 'metadata').with.tags.split('\n')).toEqual([
      expect.stringMatching(/^type=match,pattern=v\(\.\*\),group=1,value=\$\{\{ steps\.versions\.outputs\.text-1 \}\},/),
      expect.stringMatching(/^type=pep440,pattern=\{\{version\}\},value=\$\{\{ steps\.versions\.outputs\.text-2 \}\},/),
    ]);
    expect(stepOf({ steps }, 'tags').env).toMatchObject({ TAG_1: 'r-${{ needs.release.outputs.tag }}', FIXED: 'fixed' });
  });

  test('does not ask for a version that none of its tags holds', () => {
    expect(stepNamesOf(releaseOf({ tags: [ImageTag.of('stable')] }).jobs.release)).not.toContain('Tell the version to the images');
  });

  test('has jobs after it on every branch, and in the release alone', () => {
    const project = nodeProject({ majorVersion: 2, releaseBranches: { '1.x': { majorVersion: 1 } } });
    const image = new GithubPackageImage(project, 'x', { triggers: { projenRelease: true, pullRequests: true } });
    image.addDownstreamJob('deploy', JOB);
    for (const name of ['release', 'release-1.x']) {
      expect(workflowOf(project, name).jobs.deploy.needs).toBe('publish-x');
    }
    expect(workflowOf(project, 'publish-x').jobs).not.toHaveProperty('deploy');
    expect(() => image.addDownstreamJob('deploy', JOB)).toThrow('addDownstreamJob "deploy": a job of that id waits for the image already. Give yours another.');
  });

  test('is checked in pull requests by a workflow of its own, which publishes nothing', () => {
    const project = nodeProject();
    const image = new GithubPackageImage(project, 'x', { triggers: { projenRelease: true, pullRequests: true } });
    const { on, jobs } = workflowOf(project, 'publish-x');
    expect(Object.keys(on)).toEqual(['pull_request']);
    expect(Object.keys(jobs)).toEqual(['check-x']);
    expect(jobs['check-x']).not.toHaveProperty('if');
    expect(image.workflow.name).toBe('publish-x');
  });

  test('is in the workflow that it says', () => {
    const project = nodeProject();
    expect(new GithubPackageImage(project, 'x', IN_RELEASE).workflow).toBe(project.github!.tryFindWorkflow('release'));
    expect(new ImageMirror(project, 'm', { ...IN_RELEASE, images: ['alpine:3.20'] }).workflow).toBe(project.github!.tryFindWorkflow('release'));
  });

  test('is verified by the release workflows', () => {
    const project = nodeProject({ majorVersion: 2, releaseBranches: { '1.x': { majorVersion: 1 } } });
    const image = new GithubPackageImage(project, 'x', { ...IN_RELEASE, attest: AttestWhen.ALWAYS });
    expect(image.verification({ repository: 'acme/app', reference: 'ghcr.io/acme/app/x' })).toEqual([
      'gh attestation verify "oci://ghcr.io/acme/app/x" --repo "acme/app" --cert-identity-regex "/(\\.github/workflows/release\\.yml|\\.github/workflows/release-1\\.x\\.yml)@"',
    ]);
  });
});

describe('the newest release', () => {
  const { jobs } = releaseOf();
  const newest = (tag: string, tags: string[]) => runStep(stepOf(jobs['publish-x'], 'newest'), { GIT_TAG: tag }, {
    git: `printf '%s\\n' ${tags.map(one => `"0 refs/tags/${one}"`).join(' ')}`,
  }).outputs.newest;

  test.each<[string, string[], string]>([
    ['v1.0.0', [], 'true'],
    ['v1.10.0', ['v1.9.0', 'v1.2.0'], 'true'],
    ['v1.9.1', ['v1.9.0', 'v2.0.0'], 'false'],
    ['v2.0.0-beta.1', ['v1.0.0'], 'false'],
    ['', ['v1.0.0'], 'false'],
    ['api@1.2.0', ['web@3.0.0', 'api@1.1.0'], 'true'],
    ['v1.0.0', ['v1.0.0'], 'true'],
  ])('%s beside %j moves `latest`: %s', (tag, tags, expected) => {
    expect(newest(tag, tags)).toBe(expected);
  });
});

describe("an image in projen's build", () => {
  test('is checked after it, and nothing else', () => {
    const project = nodeProject();
    new GithubPackageImage(project, 'x', { triggers: { projenRelease: true, projenBuild: true }, sign: ImageSigning.keyless() });
    const { jobs } = workflowOf(project, 'build');
    expect(jobs['check-x']).toMatchObject({ needs: 'build', if: '!needs.build.outputs.self_mutation_happened', permissions: { contents: 'read' } });
    expect(Object.keys(jobs).filter(id => id.endsWith('-x'))).toEqual(['check-x']);
  });

  test('takes what has been built, there and in the release, instead of building it again', () => {
    const project = nodeProject();
    new GithubPackageImage(project, 'x', { triggers: { projenRelease: true, projenBuild: true }, projenArtifacts: true, preBuildSteps: [{ name: 'Mine', run: 'ls dist' }] });
    const [checked, published] = [workflowOf(project, 'build').jobs['check-x'], workflowOf(project, 'release').jobs['publish-x']];
    for (const job of [checked, published]) {
      expect(stepOf(job, /^Take over what projen/)).toMatchObject({ with: { name: 'build-artifact', path: 'dist' } });
      const names = stepNamesOf(job);
      expect(names.indexOf('Check out the repository')).toBeLessThan(names.indexOf('Take over what projen has built'));
      expect(names.indexOf('Restore its permissions')).toBeLessThan(names.indexOf('Mine'));
    }
    expect(stepNamesOf(workflowOf(project, 'build').jobs.build)).toContain('Upload artifact');
  });

  test('takes over nothing unless it says so', () => {
    const project = nodeProject();
    new GithubPackageImage(project, 'x', { triggers: { projenRelease: true, projenBuild: true } });
    expect(stepNamesOf(workflowOf(project, 'build').jobs['check-x'])).not.toContain('Take over what projen has built');
    expect(stepNamesOf(workflowOf(project, 'build').jobs.build)).not.toContain('Upload artifact');
  });

  test('stands alone where others are mirrored: of those there is nothing to check', () => {
    const project = nodeProject();
    const workflow = new ImageWorkflow(project, 'images', { triggers: { projenRelease: true, projenBuild: true, pullRequests: true } });
    const base = new GithubPackageImage(workflow, 'base', { source: SOURCE });
    new GithubPackageImage(workflow, 'web', { source: ImageSource.fromDockerfile({ baseImages: { base } }) });
    new ImageMirror(workflow, 'mirrors', { images: ['alpine:3.20'] });
    const ours = (name: string) => Object.keys(workflowOf(project, name).jobs).filter(id => /-(base|web|mirrors)$/.test(id));
    expect(ours('build')).toEqual(['check-web']);
    expect(ours('publish-images')).toEqual(['check-web']);
    expect(ours('release')).toEqual(['publish-base', ...DRY_RUN ? ['check-web'] : [], 'publish-web', 'publish-mirrors']);
  });

  test('may belong to any project that has one', () => {
    const project = plain();
    new GithubPackageImage(project, 'x', { triggers: { branches: ['main'], projenBuild: true } });
    new build.BuildWorkflow(project, { buildTask: project.addTask('make'), artifactsDirectory: 'out' });
    expect(workflowOf(project, 'build').jobs).toHaveProperty('check-x');
    expect(workflowOf(project, 'publish-x').jobs).toHaveProperty('publish-x');
  });
});

describe("a workflow of projen's", () => {
  const refused = (project: Project, options: GithubPackageImageOptions) => () => {
    new GithubPackageImage(project, 'x', options);
    project.synth();
  };

  test.each<[string, () => Project, GithubPackageImageOptions, RegExp]>([
    ['where there is no release', plain, IN_RELEASE,
      /^GithubPackageImage "x": triggers: projenRelease true: projen releases nothing of this project in a workflow\. Set its option `release: true`, declare `new release\.Release\(project, …\)`, or publish on `branches` or `gitTags`\.$/],
    ['where a person releases', () => nodeProject({ releaseTrigger: release.ReleaseTrigger.manual() }), IN_RELEASE,
      /^GithubPackageImage "x": triggers: projenRelease true: the releases of this project are started by hand, outside of any workflow\. Set `releaseTrigger` to another than ReleaseTrigger\.manual\(\), or publish on `gitTags`\.$/],
    ['where there is no build', plain, { triggers: { branches: ['main'], projenBuild: true } },
      /^GithubPackageImage "x": triggers: projenBuild true: projen builds nothing of this project in a workflow\. Set its option `buildWorkflow: true`, declare `new build\.BuildWorkflow\(project, …\)`, or check the image on `pullRequests`\.$/],
    ['for an image that is not built', () => nodeProject(), { source: SOURCE, triggers: { projenRelease: true, projenBuild: true } },
      /^GithubPackageImage "x": triggers "projenBuild": an image of another registry is not built, so that there is nothing to check\. Leave the trigger out\.$/],
    ['for what it has built, elsewhere', () => nodeProject(), { triggers: { branches: ['main'] }, projenArtifacts: true },
      /^GithubPackageImage "x": projenArtifacts true: nothing is built before the image in the workflow "publish-x"\. Use the triggers `projenRelease` and `projenBuild` alone, or leave the option out\.$/],
    ['where a job of that id is there', () => {
      const project = nodeProject();
      project.release!.addJobs({ 'publish-x': JOB });
      return project;
    }, IN_RELEASE, /^The job "publish-x": an image has a job of that id in the workflow "release", and another was added in its place\. Give that one another id\.$/],
    ['under which there is no tag', () => nodeProject(), { ...IN_RELEASE, tags: [ImageTag.schedule()] },
      /^GithubPackageImage "x": tags "for a schedule": none of the tags could be published by the trigger `branches`\./],
  ])('is refused %s', (_, create, options, message) => {
    expect(refused(create(), options)).toThrow(message);
  });

  test('is refused for a mirror of many images where nothing is released', () => {
    const project = plain();
    const mirror = new ImageMirror(project, 'm', { ...IN_RELEASE, images: ['alpine:3.20'], destinations: [ImageDestination.ghcr()] });
    expect(() => mirror.workflow).toThrow(/projen releases nothing of this project/);
    expect(() => project.synth()).toThrow(/^ImageMirror "m": triggers: projenRelease true: projen releases nothing/);
  });
});
