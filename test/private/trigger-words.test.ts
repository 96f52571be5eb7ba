import { otherTriggers, publishingTriggers } from '../../src/private/trigger-words';

const workflow = (on: any) => ({ name: 'x', file: 'x.yml', jobs: {}, on });
const words = (on: any) => publishingTriggers(workflow(on));

test.each<[any, string[]]>([
  [null, ['push to any branch', 'git tag (any)']],
  [{ branches: ['main', 'v*'] }, ['push to `main`, `v*`']],
  [{ tags: ['v*'] }, ['git tag `v*`']],
  [{ 'branches': ['main'], 'tags-ignore': ['x'] }, ['push to `main`', 'git tag (any), but not `x`']],
  [{ 'branches-ignore': ['dev'] }, ['push to any branch, but not `dev`']],
  [{ 'tags-ignore': ['x'] }, ['git tag (any), but not `x`']],
  [{ branches: ['main'], paths: ['api/**'] }, ['push to `main` that changes `api/**`']],
  [{ 'branches': ['main'], 'paths-ignore': ['docs/**'] }, ['push to `main` that changes more than `docs/**`']],
])('a push is told with its filters: %j', (push, told) => {
  expect(words({ push })).toEqual(told);
});

test.each([
  ['17 3 * * *', 'every day at 03:17 UTC'],
  ['0 12 * * 1', 'every Monday at 12:00 UTC'],
  ['5 * * * *', 'every hour at minute 5'],
  ['*/5 * * * *', '`*/5 * * * *` (cron, UTC)'],
  ['0 0 1 * *', '`0 0 1 * *` (cron, UTC)'],
  ['0 * * * 1', '`0 * * * 1` (cron, UTC)'],
])('a simple schedule is told in words, and another as it is: %s', (cron, told) => {
  expect(words({ schedule: [{ cron }] })).toEqual([told]);
});

test('what publishes is told apart from what does not', () => {
  const on = {
    release: { types: ['published'] },
    repository_dispatch: { types: ['upstream'] },
    workflow_call: {},
    workflow_dispatch: null,
    pull_request: { branches: ['main'], paths: ['api/**'] },
    merge_group: {},
    workflow_run: { workflows: ['test', 'lint'] },
    issues: {},
  };
  expect(words(on)).toEqual(['releases', "the event `upstream` of GitHub's API", 'calls by other workflows', 'by hand']);
  expect(otherTriggers(workflow(on))).toEqual([
    'pull requests into `main` that changes `api/**`', 'merge queues', 'runs of `test`, `lint`', '`issues`',
  ]);
});
