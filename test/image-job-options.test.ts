import { github, type GroupRunnerOptions } from 'projen';
import { CREDENTIALS, SOURCE, stepOf } from './declare';
import { newProject, synth, synthText } from './synth';
import { GithubPackageImage, ImageDestination, ImageMirror, ImageTag, type ImageJobOptions } from '../src';

const setup = { id: 'harden', name: 'Harden the runner', run: 'true' };
const prepare = { steps: [{ id: 'v', name: 'Find the version', run: 'echo "v=1" >>"$GITHUB_OUTPUT"' }], outputs: { version: { stepId: 'v', outputName: 'v' } } };

describe.each<[string, (project: github.GitHubProject, options: ImageJobOptions) => unknown]>([
  ['an image', (project, options) => new GithubPackageImage(project, 'x', { source: SOURCE, ...options })],
  ['a mirror', (project, options) => new ImageMirror(project, 'x', { images: ['hello-world:latest'], ...options })],
])('%s', (_, declare) => {
  const jobsOf = (options: ImageJobOptions) => {
    const project = newProject();
    declare(project, options);
    return synth(project, 'publish-x').jobs;
  };
  const jobOf = (options: ImageJobOptions) => jobsOf(options)['publish-x'];

  test("runs on GitHub's runner, for half an hour, always, by default", () => {
    expect(jobOf({})).toMatchObject({ 'runs-on': 'ubuntu-24.04', 'timeout-minutes': 30 });
    for (const key of ['if', 'environment', 'env', 'needs']) {
      expect(jobOf({})).not.toHaveProperty(key);
    }
  });

  test('runs where, how long and with what it is told', () => {
    const job = jobOf({ runsOn: ['self-hosted', 'linux'], timeoutMinutes: 5, environment: 'production', env: { PROXY: '${{ secrets.PROXY }}' } });
    expect(job).toMatchObject({ 'runs-on': ['self-hosted', 'linux'], 'timeout-minutes': 5, 'environment': 'production', 'env': { PROXY: '${{ secrets.PROXY }}' } });
  });

  test.each<GroupRunnerOptions>([
    { group: 'large' },
    { group: 'organization/large', labels: ['linux', 'arm64'] },
  ])('runs in the group %j, in each of its jobs', runsOnGroup => {
    const jobs = jobsOf({ prepare, runsOnGroup });
    expect(Object.keys(jobs)).toEqual(expect.arrayContaining(['prepare-x', 'publish-x']));
    expect(Object.values<any>(jobs).map(job => job['runs-on'])).toEqual(Object.keys(jobs).map(() => runsOnGroup));
  });

  test.each<[ImageJobOptions, string]>([
    [{ onlyInRepository: 'acme' }, "github.repository_owner == 'acme'"],
    [{ onlyInRepository: 'acme/web' }, "github.repository == 'acme/web'"],
    [{ condition: "github.actor != 'bot'" }, "github.actor != 'bot'"],
    [{ publishWhen: "github.actor != 'bot'" }, "github.actor != 'bot'"],
    [{ onlyInRepository: 'acme', publishWhen: "vars.A == '1'", condition: "vars.B == '1' || vars.C == '1'" }, "github.repository_owner == 'acme' && vars.A == '1' && (vars.B == '1' || vars.C == '1')"],
  ])('publishes only where its conditions hold: %j', (options, condition) => {
    expect(jobOf(options).if).toBe(condition);
  });

  test('begins with the set-up steps, and ends with those after publication', () => {
    const { steps } = jobOf({ setupSteps: [setup], postPublishSteps: [{ name: 'Tell', run: 'echo "$IMAGE $TAGS"', env: { MORE: 'a' } }] });
    expect(steps[0].name).toBe('Harden the runner');
    const { name, env } = steps.at(-1);
    expect(name).toBe('Tell');
    expect(env).toMatchObject({ IMAGE: '${{ steps.publish.outputs.name }}@${{ steps.publish.outputs.digest }}', TAGS: '${{ steps.publish.outputs.tags }}', MORE: 'a' });
    expect(env.DOCKER_CONFIG).toBe(stepOf({ steps }, /^Sign in/).env.DOCKER_CONFIG);
  });

  test('prepares in a job of its own, with the repository checked out, before it publishes', () => {
    const jobs = jobsOf({ prepare, setupSteps: [setup], condition: "github.actor != 'bot'", tags: [ImageTag.of('${{ needs.prepare-x.outputs.version }}')] });
    expect(jobs['publish-x'].needs).toBe('prepare-x');
    const job = jobs['prepare-x'];
    expect(job).toMatchObject({ permissions: { contents: 'read' }, outputs: { version: '${{ steps.v.outputs.v }}' }, if: "github.actor != 'bot'" });
    expect(job.steps.map((step: any) => step.name)).toEqual(['Harden the runner', 'Check out the repository', 'Find the version']);
    expect(job.steps[1].with).toEqual({ 'persist-credentials': false });
  });

  test('says what a permission is for, and which version an action is pinned to', () => {
    const project = newProject();
    declare(project, { prepare });
    const text = synthText(project, 'publish-x');
    expect(text).toMatch(/^ {6}packages: write # push to ghcr\.io$/m);
    expect(text).toMatch(/^ {6}contents: read # check out the repository$/m);
    expect(text).toMatch(/uses: actions\/checkout@[0-9a-f]{40} # v\d+\.\d+\.\d+$/m);
  });

  const steps = [{ id: 'v', run: 'true' }];
  test.each<[string, ImageJobOptions, RegExp]>([
    ['a condition in braces', { condition: '${{ true }}' }, /^condition "\$\{\{ true \}\}": a condition is an expression written bare, as in a job's `if`\. Leave out "\$\{\{" and "\}\}"/],
    ['an empty condition', { condition: '' }, /^condition "": a condition is an expression written bare/],
    ['an empty condition of publication', { publishWhen: ' ' }, /^publishWhen " ": a condition is an expression written bare/],
    ['secrets in a condition', { condition: "secrets.X != ''" }, /^condition "secrets\.X != ''": GitHub does not offer the context "secrets" there\. Let a step of `prepare` turn it into an output, or keep it in a variable/],
    ['the environment in a condition', { publishWhen: "env.X != ''" }, /^publishWhen .* context "env" there/],
    ['a step in a condition', { condition: "steps.a.outputs.b == ''" }, /^condition .* context "steps" there\. Let a step of `prepare` turn it into an output\.$/],
    ['the matrix in a condition', { condition: "matrix.a == ''" }, /^condition .* context "matrix" there\. It offers github, needs, vars, inputs\.$/],
    ['no repository', { onlyInRepository: '' }, /^onlyInRepository "": it is "owner\/repo", or "owner" for all repositories of one owner\.$/],
    ['a repository of three parts', { onlyInRepository: 'a/b/c' }, /^onlyInRepository "a\/b\/c": it is "owner\/repo"/],
    ['a repository that only the run knows', { onlyInRepository: '${{ vars.R }}' }, /^onlyInRepository .*: it is "owner\/repo"/],
    ['no time', { timeoutMinutes: 0 }, /^timeoutMinutes 0: it is a whole number of minutes above 0\.$/],
    ['less than no time', { timeoutMinutes: -5 }, /^timeoutMinutes -5: it is a whole number/],
    ['half a minute', { timeoutMinutes: 0.5 }, /^timeoutMinutes 0\.5: it is a whole number/],
    ['eternity', { timeoutMinutes: Infinity }, /^timeoutMinutes Infinity: it is a whole number/],
    ['no label of a runner', { runsOn: [] }, /^runsOn "\[\]": a job runs on at least one label, and none is empty\. Leave the option out for GitHub's own runners\.$/],
    ['a secret as a label', { runsOn: ['${{ secrets.R }}'] }, /^runsOn .* context "secrets" there/],
    ['a label without an end', { runsOn: ['${{ vars.R'] }, /^runsOn .*: an expression that begins with "\$\{\{" must end with "\}\}"/],
    ['an empty label', { runsOn: ['a', ' '] }, /^runsOn "\[\\"a\\",\\" \\"\]": a job runs on at least one label, and none is empty\./],
    ['a group and labels beside it', { runsOn: ['a'], runsOnGroup: { group: 'b' } }, /^runsOnGroup "b": a job runs on a group or on labels\. Give the labels as `labels` of the group, and leave `runsOn` out\.$/],
    ['a group without a name', { runsOnGroup: { group: ' ' } }, /^runsOnGroup .*: a group has a name, and no label is empty\. Leave the option out for GitHub's own runners\.$/],
    ['a group with an empty label', { runsOnGroup: { group: 'a', labels: [''] } }, /^runsOnGroup .*: a group has a name, and no label is empty/],
    ['a group of nobody', { runsOnGroup: { group: 'acme/large' } }, /^runsOnGroup "acme\/large": a group is a name without "\/", or one of an organization or an enterprise: "organization\/large", "enterprise\/large"\.$/],
    ['a secret as a group', { runsOnGroup: { group: '${{ secrets.R }}' } }, /^runsOnGroup .* context "secrets" there/],
    ['no name of an environment', { environment: ' ' }, /^environment " ": an environment has a name\. Leave the option out for none\.$/],
    ['a variable without a name', { env: { '': 'a' } }, /^env "": the name of a variable is made of letters, digits and "_", and begins with no digit\.$/],
    ['a variable that is two', { env: { 'A: b\nC': 'a' } }, /^env "A: b\\nC": the name of a variable is made of/],
    ['a preparation of nothing', { prepare: { steps: [] } }, /^prepare: steps "\[\]": a job has at least one step\. Name it, or leave `prepare` out\.$/],
    ['an output with a blank in its name', { prepare: { steps, outputs: { 'a b': { stepId: 'v', outputName: 'c' } } } }, /^prepare: outputs "a b": the name of an output is made of letters, digits, "_" and "-", and begins with a letter or "_"\.$/],
    ['a job that it needs twice', { needs: ['test', 'test'] }, /^needs "test": it is there twice\. Leave one of them out\.$/],
    ['a status in a condition', { condition: 'always()' }, /^condition "always\(\)": with always\(\) the job could run although one that it needs has failed\. Compare `needs\.<id>\.result`, or leave it out\.$/],
    ['a secret as the environment', { environment: '${{ secrets.E }}' }, /^environment .* context "secrets" there/],
    ['the runner in a variable', { env: { A: '${{ runner.temp }}' } }, /^env: A "\$\{\{ runner\.temp \}\}": GitHub does not offer the context "runner" there\. It offers github, needs, vars, inputs, secrets\.$/],
    ['an output that no expression can name', { prepare: { steps, outputs: { a: { stepId: 'v', outputName: 'a }} b' } } } }, /^prepare: outputs: a "a \}\} b": the name of an output is made of letters, digits, "_" and "-", and begins with a letter or "_"\.$/],
    ['an output of no step', { prepare: { steps, outputs: { a: { stepId: 'w', outputName: 'c' } } } }, /^prepare: outputs: a "w": no step of `prepare` has that id\. It has: v\.$/],
    ['an output of steps without ids', { prepare: { steps: [{ run: 'true' }], outputs: { a: { stepId: 'w', outputName: 'c' } } } }, /It has: none with an id\.$/],
    ['no destination', { destinations: [] }, /: destinations "\[\]": an image is published somewhere/],
    ['a primary that is switched off', { destinations: [ImageDestination.ghcr({ when: 'inputs.a' })] }, /the first destination is the primary/],
    ['a server without runners', { destinations: [ImageDestination.enterpriseServer('github.acme.com')] }, /Name runners of yours with `runsOn`/],
    ['one tag twice', { tags: [ImageTag.of('a'), ImageTag.of('a')] }, /"ghcr\.io\/\$\{\{ github\.repository \}\}\/[\w-]+:a": it publishes that already\. Give one of them another name or another tag\.$/],
    ['one destination twice', { destinations: [ImageDestination.registry('quay.io/a/b', CREDENTIALS), ImageDestination.registry('quay.io/a/b', CREDENTIALS)] }, /"quay\.io\/a\/b:latest": it publishes that already/],
    ['a trigger under which there is no tag', { tags: [ImageTag.schedule()], triggers: { branches: ['main'] } }, /: tags ".*": none of the tags could be published by the trigger `branches`\. Add one that could, such as ImageTag\.sha\(\).*, or leave that trigger out\.$/],
  ])('is refused for %s', (__, options, message) => {
    expect(() => declare(newProject(), options)).toThrow(message);
  });

  test('is refused for a job that it needs and that never comes, when the project is synthesized', () => {
    const project = newProject();
    declare(project, { needs: ['nobody'] });
    expect(() => project.synth()).toThrow(/: needs "nobody": the workflow "publish-x" has no such job\. It has: publish-x\.$/);
  });

  test('is refused for a job that it looks at behind what could end the expression, when the project is synthesized', () => {
    const project = newProject();
    declare(project, { env: { A: "${{ format('}}{0}', needs.nobody.result) }}" } });
    expect(() => project.synth()).toThrow(/looks at "needs\.nobody": it waits for no job\. Add the job to `needs`\.$/);
  });
});
