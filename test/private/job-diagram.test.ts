import { jobDiagram } from '../../src/private/job-diagram';
import type { WrittenJob, WrittenWorkflow } from '../../src/private/written-workflow';

const diagram = (jobs: Record<string, WrittenJob>, rest: Partial<WrittenWorkflow> = {}, publishing: string[] = []) =>
  jobDiagram({ name: 'x', file: 'x.yml', on: {}, jobs, ...rest }, publishing);
const labelOf = (job: WrittenJob, rest: Partial<WrittenWorkflow> = {}) => /\["(.*)"\]/.exec(diagram({ x: job }, rest)[1])![1].split('<br/>');

test('jobs are nodes, and what they need are edges', () => {
  expect(diagram({ 'a': { name: 'A', permissions: {} }, 'b-c': { needs: 'a', permissions: {} }, 'd': { needs: ['a', 'b-c', 'gone'], permissions: {} } })).toEqual([
    'flowchart LR',
    '  job_a["A<br/>no permissions"]',
    '  job_b_c["b-c<br/>no permissions"]',
    '  job_d["d<br/>no permissions"]',
    '  job_a --> job_b_c',
    '  job_a --> job_d',
    '  job_b_c --> job_d',
  ]);
});

test('jobs of like ids are nodes of their own', () => {
  expect(diagram({ 'a-b': {}, 'a_b': {}, 'a_b_': { needs: 'a_b' } })).toEqual([
    'flowchart LR',
    expect.stringMatching(/^ {2}job_a_b\["/), expect.stringMatching(/^ {2}job_a_b_\["/), expect.stringMatching(/^ {2}job_a_b__\["/),
    '  job_a_b_ --> job_a_b__',
  ]);
});

test('jobs that publish have a thick frame, and those that run only where nothing is published a dashed one', () => {
  const checks = "!contains(fromJSON('[\"push\",\"schedule\",\"release\",\"workflow_dispatch\",\"repository_dispatch\"]'), github.event_name)";
  const lines = diagram({ check: { if: checks, permissions: {} }, publish: {} }, { on: { push: null, pull_request: null, merge_group: null } }, ['publish']);
  expect(lines.slice(-4)).toEqual([
    '  classDef publishes stroke-width:3px', '  class job_publish publishes', '  classDef checks stroke-dasharray:6 4', '  class job_check checks',
  ]);
  expect(lines[1]).toBe('  job_check["check<br/>on pull request, merge group<br/>no permissions"]');
});

test('a job says what it may do: by its own permissions, those of the workflow, or the default', () => {
  expect(labelOf({ permissions: { contents: 'read', packages: 'write', actions: 'none' } }, { permissions: 'read-all' })).toEqual(['x', 'contents: read', 'packages: write']);
  expect(labelOf({}, { permissions: { contents: 'read' } })).toEqual(['x', 'contents: read']);
  expect(labelOf({}, { permissions: 'write-all' })).toEqual(['x', 'permissions: write-all']);
  expect(labelOf({})).toEqual(['x', 'default permissions']);
});

test('a job shows the workflow that it calls, and the legs of its matrix, but not hundreds', () => {
  expect(labelOf({ uses: './.github/workflows/y.yml' })).toEqual(['x', 'calls ./.github/workflows/y.yml', 'default permissions']);
  const include = Array.from({ length: 100 }, (_, index) => ({ n: index }));
  expect(labelOf({ strategy: { matrix: { include } } })).toEqual(['x', '0', '1', '2', '3', '4', '5', '6', '7', 'and 92 more', 'default permissions']);
});

test('a label holds nothing that Mermaid would read', () => {
  const [label] = labelOf({ name: 'style:"<b>`*_$$#;%%{init}|\\n&fa:fa-x\n  end\u202e' });
  expect(label).toMatch(/^([\p{L}\p{N} .,/()@+=-]|: |#\d+;)*$/u);
  expect(label).toMatch(/^style#58;#34;#60;b#62;#96;.*#36;#8203;#36;.*#92;#8203;n#38;fa#58;#8203;fa-x +end$/);
});
