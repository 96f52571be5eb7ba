import { entriesOf, rulesOf } from './csv';
import { builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { runStep } from './run-step';
import { newProject } from './synth';
import { GithubPackageImage, ImageCheck, ImageSource, ImageTag, Platform, type CheckoutOptions, type GithubPackageImageOptions } from '../src';

const jobsOf = (checkout: CheckoutOptions, options: GithubPackageImageOptions = {}) => builtWorkflowOf({ checkout, ...options }).jobs;
const several = { platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] };
const tags = [ImageTag.sha(), ImageTag.sha({ long: true, prefix: 'c-', suffix: '-x' })];

describe('a checkout', () => {
  test.each<[string, CheckoutOptions, object]>([
    ['is that of the commit that triggered the run, by default', {}, {}],
    ['can be of another ref', { ref: 'dev' }, { ref: 'dev' }],
    ['can be of a ref that only the run knows', { ref: '${{ inputs.ref }}' }, { ref: '${{ inputs.ref }}' }],
    ['can be of another repository', { repository: 'acme/web' }, { repository: 'acme/web' }],
    ['can have all commits', { fetchDepth: 0 }, { 'fetch-depth': 0 }],
    ['can have submodules', { submodules: true }, { submodules: 'recursive' }],
    ['can have files of Git LFS', { lfs: true }, { lfs: true }],
    ['has none of these where they are false', { submodules: false, lfs: false }, {}],
  ])('%s, and keeps no credentials', (_, checkout, inputs) => {
    const { 'publish-x': job } = jobsOf(checkout, { triggers: { inputs: { ref: {} } } });
    expect(stepOf(job, /^Check out/).with).toEqual({ ...inputs, 'persist-credentials': false });
    expect(job.permissions).toEqual({ contents: 'read', packages: 'write' });
  });
});

describe('the commit of another ref', () => {
  test('is noted by the job that builds, where that is one', () => {
    const { 'publish-x': job, ...others } = jobsOf({ ref: 'dev' }, { tags });
    expect(others).toEqual({});
    expect(stepNamesOf(job).slice(0, 2)).toEqual(['Check out the repository', 'Note the commit']);
    const ran = runStep(stepOf(job, 'commit'), {}, { git: `echo ${'0123456789'.repeat(4)}` });
    expect(ran.outputs).toEqual({ 'commit': '0123456789'.repeat(4), 'commit-short': '0123456' });
  });

  test('is the one of the tags and of the label', () => {
    const { with: inputs } = stepOf(jobsOf({ ref: 'dev' }, { tags })['publish-x'], 'metadata');
    expect(rulesOf(inputs.tags)).toEqual([
      { type: 'raw', value: '${{ steps.commit.outputs.commit-short }}', prefix: 'sha-', priority: '100' },
      { type: 'raw', value: '${{ steps.commit.outputs.commit }}', prefix: 'c-', suffix: '-x', priority: '100' },
    ]);
    expect(entriesOf(inputs.labels)).toEqual(['org.opencontainers.image.revision=${{ steps.commit.outputs.commit }}']);
  });

  test('is found out once, by a job before all others, where several jobs look at it', () => {
    const jobs = jobsOf({ ref: 'dev', submodules: true }, { ...several, tags, triggers: { branches: ['main'], pullRequests: true }, checks: [ImageCheck.trivy({ ignoreFiles: ['a'] })] });
    expect(jobs['prepare-x']).toMatchObject({
      name: 'Prepare x',
      permissions: { contents: 'read' },
      outputs: { 'commit': '${{ steps.commit.outputs.commit }}', 'commit-short': '${{ steps.commit.outputs.commit-short }}' },
    });
    expect(stepOf(jobs['prepare-x'], /^Check out/).with).toEqual({ 'ref': 'dev', 'submodules': 'recursive', 'persist-credentials': false });
    for (const kind of ['check', 'build', 'scan']) {
      const job = jobs[`${kind}-x`];
      expect([job.needs].flat()).toContain('prepare-x');
      expect(stepOf(job, /^Check out/).with).toEqual({ 'ref': '${{ needs.prepare-x.outputs.commit }}', 'submodules': 'recursive', 'persist-credentials': false });
      expect(stepNamesOf(job)).not.toContain('Note the commit');
    }
    expect(stepOf(jobs['build-x'], 'metadata').with.tags).toContain('${{ needs.prepare-x.outputs.commit-short }}');
    expect(stepOf(jobs['publish-x'], 'metadata').with.annotations).toBe('org.opencontainers.image.revision=${{ needs.prepare-x.outputs.commit }}');
    expect(jobs['publish-x'].needs).toContain('prepare-x');
  });

  test('is found out by the job that prepares, where there is one', () => {
    const prepare = { steps: [{ id: 'a', name: 'A', run: 'echo "v=1" >>"$GITHUB_OUTPUT"' }], outputs: { v: { stepId: 'a', outputName: 'v' } } };
    const jobs = jobsOf({ repository: 'acme/web' }, { prepare });
    expect(Object.keys(jobs['prepare-x'].outputs)).toEqual(['v', 'commit', 'commit-short']);
    expect(stepNamesOf(jobs['prepare-x'])).toEqual(['Check out the repository', 'Note the commit', 'A']);
    expect(stepOf(jobs['publish-x'], /^Check out/).with).toMatchObject({ repository: 'acme/web', ref: '${{ needs.prepare-x.outputs.commit }}' });
  });

  test('needs no such job where it is the one that triggered the run', () => {
    expect(jobsOf({ fetchDepth: 0 }, several)).not.toHaveProperty('prepare-x');
  });
});

describe('a checkout is refused', () => {
  const source = ImageSource.fromDockerfile();
  test.each<[string, CheckoutOptions, RegExp]>([
    ['of no ref', { ref: ' ' }, /^checkout: ref " ": it is a branch, a git tag or a commit\. Leave it out for the commit that triggered the run\.$/],
    ['of what git has no name for', { ref: 'main~1' }, /^checkout: ref "main~1": git has no branch or tag of such a name: .* Give it as git shows it\.$/],
    ['of a pattern', { ref: 'v*' }, /^checkout: ref "v\*": git has no branch or tag of such a name/],
    ['of a ref of no context', { ref: '${{ matrix.a }}' }, /^checkout: ref .* context "matrix"/],
    ['of an empty repository', { repository: '' }, /^checkout: repository "": it is "owner\/repo"\. Leave it out for the workflow's own\.$/],
    ['of an address', { repository: 'https://github.com/acme/web' }, /^checkout: repository "https:.*": it is "owner\/repo"/],
    ['of an owner', { repository: 'acme' }, /^checkout: repository "acme": it is "owner\/repo"/],
    ['of a repository of no context', { repository: '${{ matrix.a }}' }, /^checkout: repository .* context "matrix"/],
    ['of less than no commit', { fetchDepth: -1 }, /^checkout: fetchDepth -1: it is a number of commits, 0 for all\.$/],
    ['of half a commit', { fetchDepth: 0.5 }, /^checkout: fetchDepth 0\.5: it is a number/],
    ['of no number', { fetchDepth: NaN }, /^checkout: fetchDepth NaN: it is a number/],
  ])('%s', (_, checkout, message) => {
    expect(declaring({ source, checkout })).toThrow(message);
  });

  test('of what the steps behind it compute', () => {
    const project = newProject();
    const prepare = { steps: [{ id: 'newest', run: 'echo "ref=v1" >>"$GITHUB_OUTPUT"' }], outputs: { ref: { stepId: 'newest', outputName: 'ref' } } };
    new GithubPackageImage(project, 'x', { source, prepare, checkout: { ref: '${{ needs.prepare-x.outputs.ref }}' } });
    expect(() => project.synth()).toThrow(
      /"prepare-x" .* looks at "needs\.prepare-x": that is itself\. It runs `setupSteps`, checks out, and runs the steps of `prepare`, in that order: use the output of a step before, `steps\.<id>\.outputs`\.$/,
    );
  });

  test('of a mirror', () => {
    expect(declaring({ checkout: {} })).toThrow(/^GithubPackageImage "x": checkout "checkout": an image of another registry is published as it is, and never built/);
  });
});
