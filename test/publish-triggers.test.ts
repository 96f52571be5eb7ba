import { javascript } from 'projen';
import { SOURCE, builtWorkflowOf, declaring, workflowOf } from './declare';
import { newProject, synth } from './synth';
import { GithubPackageImage, ImageSource, ImageTag, ReleaseType, WorkflowInputType, type PublishTriggers, type WorkflowInput } from '../src';

const BUILD = ImageSource.fromDockerfile();
const manual = { workflow_dispatch: {} };

describe('a workflow is triggered', () => {
  test.each<[string, PublishTriggers | undefined, object]>([
    ['by a push to the default branch and by hand, where nothing is said', undefined, { push: { branches: ['main'] }, ...manual }],
    ['as by default where the triggers are empty', {}, { push: { branches: ['main'] }, ...manual }],
    ['not by hand where that is switched off', { manual: false }, { push: { branches: ['main'] } }],
    ['by hand alone', { manual: true }, manual],
    ['by pushes to branches', { branches: ['main', 'releases/**'] }, { push: { branches: ['main', 'releases/**'] }, ...manual }],
    ['by git tags, and then by no branch', { gitTags: ['v*'] }, { push: { tags: ['v*'] }, ...manual }],
    ['by what changes in the default branch', { paths: ['src/**'] }, { push: { branches: ['main'], paths: ['src/**'] }, ...manual }],
    ['by pull requests, which publish nothing, besides the default', { pullRequests: true }, { push: { branches: ['main'] }, pull_request: {}, ...manual }],
    ['by some pull requests', { gitTags: ['v*'], pullRequests: true, pullRequestBranches: ['main'], pullRequestPaths: ['src/**'] }, { push: { tags: ['v*'] }, pull_request: { branches: ['main'], paths: ['src/**'] }, ...manual }],
    ['by merge queues', { mergeGroup: true }, { push: { branches: ['main'] }, merge_group: {}, ...manual }],
    ['by a schedule', { schedule: ['17 3 * * *', '0 0 1 * *'] }, { schedule: [{ cron: '17 3 * * *' }, { cron: '0 0 1 * *' }], ...manual }],
    ['by releases that are no pre-releases', { releases: true, releaseTypes: [ReleaseType.RELEASED, ReleaseType.EDITED] }, { release: { types: ['released', 'edited'] }, ...manual }],
    ['by releases', { releases: true }, { release: { types: ['published'] }, ...manual }],
    ['by other systems', { repositoryDispatch: ['bump'] }, { repository_dispatch: { types: ['bump'] }, ...manual }],
    ['as by default where no releases and no calls are wanted', { releases: false, workflowCall: false }, { push: { branches: ['main'] }, ...manual }],
  ])('%s', (_, triggers, on) => {
    expect(builtWorkflowOf({ triggers, tags: [ImageTag.of('1')] }).on).toEqual(on);
  });

  test('by a call, and then not by hand unless that is said', () => {
    expect(Object.keys(workflowOf({ triggers: { workflowCall: true } }).on)).toEqual(['workflow_call']);
    expect(Object.keys(workflowOf({ triggers: { workflowCall: true, manual: true } }).on).sort()).toEqual(['workflow_call', 'workflow_dispatch']);
  });

  test("by a push to the branch that the project's releases are made from", () => {
    const project = newProject();
    const app = new javascript.NodeProject({ name: 'app', parent: project, outdir: 'app', defaultReleaseBranch: 'trunk', release: true });
    new GithubPackageImage(app, 'x', { source: SOURCE });
    expect(synth(project, 'publish-app-x').on.push).toEqual({ branches: ['trunk'] });
  });
});

describe('an input', () => {
  const inputOf = (input: WorkflowInput) => workflowOf({ triggers: { inputs: { myTag: input } } }).on.workflow_dispatch.inputs;

  test.each<[string, WorkflowInput, object]>([
    ['is a text by default, and keeps its name', {}, { type: 'string' }],
    ['can be required and described', { required: true, description: 'The tag' }, { type: 'string', required: true, description: 'The tag' }],
    ['has a boolean as the default of a boolean', { type: WorkflowInputType.BOOLEAN, defaultValue: 'false' }, { type: 'boolean', default: false }],
    ['has a number as the default of a number', { type: WorkflowInputType.NUMBER, defaultValue: '-1.5' }, { type: 'number', default: -1.5 }],
    ['has a text as the default of a text', { defaultValue: 'true' }, { type: 'string', default: 'true' }],
    ['can be required, with what the form begins with', { required: true, defaultValue: 'a' }, { type: 'string', required: true, default: 'a' }],
    ['can be a choice', { type: WorkflowInputType.CHOICE, options: ['a', 'b'], defaultValue: 'b' }, { type: 'choice', options: ['a', 'b'], default: 'b' }],
  ])('%s', (_, input, rendered) => {
    expect(inputOf(input)).toEqual({ myTag: rendered });
  });

  test('is given by a call too, where a choice is a text', () => {
    const { on } = workflowOf({ triggers: { workflowCall: true, manual: true, inputs: { env: { type: WorkflowInputType.CHOICE, options: ['a', 'b'] } } } });
    expect(on.workflow_dispatch.inputs.env).toEqual({ type: 'choice', options: ['a', 'b'] });
    expect(on.workflow_call.inputs.env).toEqual({ type: 'string' });
  });

  test('that a call must give has no default there, which nobody would see', () => {
    const { on } = workflowOf({ triggers: { workflowCall: true, manual: true, inputs: { a: { required: true, defaultValue: 'b' } } } });
    expect(on.workflow_dispatch.inputs.a).toEqual({ type: 'string', required: true, default: 'b' });
    expect(on.workflow_call.inputs.a).toEqual({ type: 'string', required: true });
  });

  test('alone replaces the default', () => {
    expect(Object.keys(workflowOf({ triggers: { inputs: { a: {} } } }).on)).toEqual(['workflow_dispatch']);
  });
});

describe('a cron', () => {
  test.each([
    '*/5 * * * *', '*/30 * * * *', '0 0 1 1 0', '59 23 31 12 6', '5/15 * * * *', '1-26/5 * * * *', '0,30 8-18 * * MON-FRI', '0 0 * JAN,jul sun', '0 0 1-7 * 1',
  ])('may be %j', cron => {
    expect(declaring({ triggers: { schedule: [cron] } })).not.toThrow();
  });

  test.each(['* * * * *', '*/1 * * * *', '*/4 3 * * *', '0,3 * * * *', '10-12 * * * *', '50/4 * * * *', '*/30,31 3 * * *'])('is refused where it is more often than GitHub starts runs: %j', cron => {
    expect(declaring({ triggers: { schedule: [cron] } })).toThrow(`triggers: schedule ${JSON.stringify(cron)}: GitHub starts runs at most every five minutes. Try "*/5" for the minute.`);
  });

  test.each([
    'every day', '@daily', '0 0 * *', '0 0 * * * *', '60 * * * *', '0 24 * * *', '0 0 0 * *', '0 0 32 * *', '0 0 * 0 *', '0 0 * 13 *', '0 0 * * 8',
    '0 0 * * MON-', '0 0 * * 5-1', '*/0 * * * *', '*/60 * * * *', '-1 * * * *', '1,2, * * * *', '1-2-3 * * * *', '1.5 * * * *', '0 0 L * *', '0 0 ? * *',
    '0 0 * * 5#2', '0  0 * * *', ' 0 0 * * *', '0 0 * * *\n',
  ])('is refused: %j', cron => {
    expect(declaring({ triggers: { schedule: [cron] } })).toThrow(
      `triggers: schedule ${JSON.stringify(cron)}: a schedule is five fields of POSIX cron: minute, hour, day of the month, month, day of the week. Try "17 3 * * *".`,
    );
  });
});

describe('triggers are refused', () => {
  test.each(['branches', 'gitTags', 'paths', 'schedule', 'repositoryDispatch'])('for nothing in `%s`', option => {
    for (const list of [[], [''], ['a', ' '], ['${{ vars.X }}']]) {
      expect(declaring({ triggers: { [option]: list } })).toThrow(
        `triggers: ${option} ${JSON.stringify(JSON.stringify(list))}: it takes at least one text, none of them empty or with an expression: GitHub evaluates none there.`,
      );
    }
  });

  test.each(['branches', 'gitTags', 'paths', 'schedule', 'repositoryDispatch', 'pullRequestBranches', 'pullRequestPaths'])('for the same twice in `%s`', option => {
    expect(declaring({ source: BUILD, triggers: { pullRequests: true, [option]: ['a', 'b', 'a'] } })).toThrow(`triggers: ${option} "a": it is there twice. Leave one of them out.`);
  });

  test.each(['branches', 'gitTags', 'paths', 'pullRequestBranches', 'pullRequestPaths'])('for nothing but exceptions, or for what nothing is called, in `%s`', option => {
    const declare = (list: string[]) => declaring({ source: BUILD, triggers: { pullRequests: true, [option]: list } });
    expect(declare(['!a', '!b'])).toThrow(`triggers: ${option} "[\\"!a\\",\\"!b\\"]": patterns with "!" take away from others, and there are none. Put "**" before them.`);
    for (const [text, remedy] of [['refs/heads/main', 'main'], ['refs/tags/v*', 'v*'], ['/src', 'src'], ['./src', 'src']]) {
      expect(declare([text])).toThrow(`triggers: ${option} "${text}": nothing is called so there. Try "${remedy}".`);
    }
  });

  test.each(['branches', 'gitTags', 'pullRequestBranches'])('for what git has no name for, in `%s`', option => {
    const declare = (text: string) => declaring({ source: BUILD, tags: [ImageTag.of('1')], triggers: { pullRequests: true, [option]: ['a', text] } });
    for (const text of ['a b', 'a:b', 'a~1', 'a^', 'a\\b', 'a[', '[]', 'a..b', 'a.lock', 'a.lock/b', 'a//b', '@{', '@', 'a/', 'a.', '.a', 'a/.b', '!a b']) {
      expect(declare(text)).toThrow(`triggers: ${option} ${JSON.stringify(text)}: git has no branch or tag of such a name: neither blanks nor any of ~ ^ : \\ [ are in one, nor "..", "//" or "@{", and no part begins or ends with ".", or ends with ".lock". What is special in patterns is escaped with "\\".`);
    }
    for (const text of ['**', '*', 'releases/**', 'v[0-9]+.[0-9]+.[0-9]+', 'v[12].?', '!**-alpha', 'feature/*+', 'a\\+b', 'a\\!', 'a\\[b\\]', 'é/@', 'v*.*', '**.**', 'a]']) {
      expect(declare(text)).not.toThrow();
    }
  });

  const { BOOLEAN, CHOICE, NUMBER } = WorkflowInputType;
  test.each([['pullRequests', { pullRequests: true }], ['mergeGroup', { mergeGroup: true }]])('for `%s` of an image that exists elsewhere', (option, triggers) => {
    expect(declaring({ triggers })).toThrow(`GithubPackageImage "x": triggers "${option}": an image of another registry is not built, so that there is nothing to check. Leave the trigger out.`);
  });

  const badType = /^triggers: inputs: a "\w+": a choice, and nothing else, has `options`\. Name them, or change the type\.$/;
  const noBranch = /^triggers: paths "\[\\"src\\"\]": paths filter pushes to branches, and no branch triggers this workflow\. Name `branches`, or leave `paths` out\.$/;
  test.each<[string, PublishTriggers, RegExp]>([
    ['for paths with git tags alone', { gitTags: ['v*'], paths: ['src'] }, noBranch],
    ['for paths with a schedule alone', { schedule: ['0 0 * * *'], paths: ['src'] }, noBranch],
    ['for types of releases without releases', { manual: true, releaseTypes: [ReleaseType.RELEASED] }, /^triggers: releaseTypes "\[\\"released\\"\]": it narrows releases, and none triggers this workflow\. Set `releases`\.$/],
    ['for no type of releases', { releases: true, releaseTypes: [] }, /^triggers: releaseTypes "\[\]": it takes at least one text/],
    ['for a type of releases twice', { releases: true, releaseTypes: [ReleaseType.EDITED, ReleaseType.EDITED] }, /^triggers: releaseTypes "edited": it is there twice\. Leave one of them out\.$/],
    ['for paths with releases alone', { releases: true, paths: ['src'] }, noBranch],
    ['for paths with runs by hand alone', { manual: true, paths: ['src'] }, noBranch],
    ['for branches of pull requests that trigger nothing', { pullRequestBranches: ['main'] }, /^triggers: pullRequestBranches "\[\\"main\\"\]": it filters pull requests, and none triggers this workflow\. Set `pullRequests`\.$/],
    ['for paths of pull requests that trigger nothing', { pullRequestPaths: ['src'] }, /^triggers: pullRequestPaths "\[\\"src\\"\]": it filters pull requests/],
    ['for inputs that nobody can give', { branches: ['main'], manual: false, inputs: { a: {} } }, /^triggers: inputs "a": inputs are given by hand or by a call, and this workflow is run by neither\. Set `manual` or `workflowCall`\.$/],
    ['for an event of a long type', { repositoryDispatch: ['a'.repeat(101)] }, /^triggers: repositoryDispatch "a+": the type of an event has at most 100 characters\. Shorten it\.$/],
    ['for more inputs than GitHub takes', { inputs: Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`i${index}`, {}])) }, /^triggers: inputs 26: GitHub takes at most 25\. Leave some out\.$/],
    ['for two inputs that differ in case only', { inputs: { tag: {}, Tag: {} } }, /^triggers: inputs "Tag": GitHub does not tell capitals from small letters there, and has that name already\. Change it\.$/],
    ['for a default of the run', { inputs: { a: { defaultValue: '${{ github.ref }}' } } }, /^triggers: inputs: a: defaultValue ".*": GitHub evaluates no expression there\. Leave it out, and say what is meant where the input is used\.$/],
    ['for a description of the run', { inputs: { a: { description: '${{ github.ref }}' } } }, /^triggers: inputs: a: description ".*": GitHub evaluates no expression there/],
    ['for an option of the run', { inputs: { a: { type: CHOICE, options: ['${{ github.ref }}'] } } }, /^triggers: inputs: a: options ".*": GitHub evaluates no expression there/],
    ['for a path with a control character', { branches: ['main'], paths: ['a\u001bb'] }, /^triggers: paths "a\\u001bb": it holds the control character/],
    ['for an empty option', { inputs: { a: { type: CHOICE, options: ['a', ''] } } }, /^triggers: inputs: a: options ".*": each is a text of its own, and none is empty\.$/],
    ['for an option twice', { inputs: { a: { type: CHOICE, options: ['a', 'a'] } } }, /^triggers: inputs: a: options ".*": each is a text of its own/],
    ['for an input without a name', { inputs: { '': {} } }, /^triggers: inputs "": the name of an input begins with a letter or "_"/],
    ['for an input with a blank in its name', { inputs: { 'a b': {} } }, /^triggers: inputs "a b": the name of an input begins with a letter or "_"/],
    ['for an input whose name begins with a digit', { inputs: { '1a': {} } }, /^triggers: inputs "1a": the name of an input begins/],
    ['for a choice without options', { inputs: { a: { type: CHOICE } } }, badType],
    ['for a choice between nothing', { inputs: { a: { type: CHOICE, options: [] } } }, badType],
    ['for options of a text', { inputs: { a: { options: ['x'] } } }, badType],
    ['for a default that is not among the options', { inputs: { a: { type: CHOICE, options: ['x'], defaultValue: 'y' } } }, /^triggers: inputs: a: defaultValue "y": it is no value of the type choice\.$/],
    ['for a default that is no boolean', { inputs: { a: { type: BOOLEAN, defaultValue: 'yes' } } }, /^triggers: inputs: a: defaultValue "yes": it is no value of the type boolean\.$/],
    ['for a default that is no number', { inputs: { a: { type: NUMBER, defaultValue: 'ten' } } }, /^triggers: inputs: a: defaultValue "ten": it is no value of the type number\.$/],
  ])('%s', (_, triggers, message) => {
    expect(declaring({ triggers })).toThrow(message);
  });
});
