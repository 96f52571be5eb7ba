import { importWorkflow } from './importer';
import { runStep } from '../run-step';

const SIGN_IN = 'echo "${{ secrets.GITHUB_TOKEN }}" | docker login ghcr.io -u x --password-stdin';

/** A workflow that runs these scripts after a checkout and a sign-in. */
function workflow(scripts: readonly string[], on = 'push: { branches: [main] }', runsOn = 'ubuntu-latest'): string {
  return [
    `on: { ${on} }`, 'jobs:', '  image:', `    runs-on: ${runsOn}`, '    steps:', '      - uses: actions/checkout@v4',
    ...[SIGN_IN, ...scripts].flatMap(script => ['      - run: |', ...script.split('\n').map(line => `          ${line}`)]),
  ].join('\n');
}

const PUSH = 'docker build -t ghcr.io/acme/web:1 .\ndocker push ghcr.io/acme/web:1';
const INPUT = 'workflow_dispatch: { inputs: { image: {} } }';

test('a commit that a step looks for is found by a job before all others', () => {
  const { outcome, model }: any = importWorkflow(workflow(['git checkout "$(git tag -l | tail -n 1)"', PUSH]));
  expect(outcome).toBe('whole');
  expect(model.images[0]).toMatchObject({ needs: ['find-web'], checkout: { ref: '${{ needs.find-web.outputs.ref }}' } });
  expect(model.jobs).toMatchObject([{ id: 'find-web', after: [], job: { outputs: { ref: { stepId: 'values', outputName: 'ref' } } } }]);
  const [, step] = model.jobs[0].job.steps;
  expect(runStep(step, {}, { git: 'echo v1; echo v2' })).toMatchObject({ status: 0, outputs: { ref: 'v2' } });
});

test.each([
  ['an input', ['git checkout ${{ inputs.image }}', PUSH], 'whole', '${{ inputs.image }}'],
  ['a text', ['git switch -q stable', PUSH], 'whole', 'stable'],
  ['a file', ['git checkout main -- Dockerfile', PUSH], 'partial', undefined],
  ['another commit after the build', [`${PUSH}\ngit checkout stable`], 'partial', undefined],
])('of %s that is checked out', (_, scripts, outcome, ref) => {
  const { model, ...imported }: any = importWorkflow(workflow(scripts, INPUT));
  expect(imported.outcome).toBe(outcome);
  expect(model.images[0].checkout?.ref).toBe(ref);
});

test.each([
  ['{ group: large }', { group: 'large' }],
  ['{ group: large, labels: [fast, x64] }', { group: 'large', labels: ['fast', 'x64'] }],
])('a group of runners, %s, is that of the image', (runsOn, runsOnGroup) => {
  const { outcome, model, declaration }: any = importWorkflow(workflow([PUSH], undefined, runsOn));
  expect(outcome).toBe('whole');
  expect(model.images[0]).toMatchObject({ runsOnGroup });
  expect(declaration).toMatch(/runsOnGroup: \{ group: 'large'/);
});

test.each([
  ['acme/web:1.2', 'acme/web', '1.2'],
  ['acme/web', 'acme/web', 'latest'],
])('an input that holds name and tag, %s, is taken apart by `prepare`', (image, name, tag) => {
  const { outcome, model }: any = importWorkflow(workflow(['docker build -t ghcr.io/mirror/${{ inputs.image }} .\ndocker push ghcr.io/mirror/${{ inputs.image }}'], INPUT));
  expect(outcome).toBe('whole');
  const [{ destinations, tags, prepare: { steps } }] = model.images;
  const found = Object.assign({}, ...steps.map((step: object) => runStep(step, { VALUE: image }).outputs));
  expect(found).toEqual({ name, tag });
  expect(destinations[0].path).toBe(`mirror/\${{ needs.prepare-${model.images[0].id}.outputs.name }}`);
  expect(tags[0].text).toBe(`\${{ needs.prepare-${model.images[0].id}.outputs.tag }}`);
});

test('an input with whole references gives the tags of the names that are known, and that is said', () => {
  const { model, entries }: any = importWorkflow([
    'on: { push: { branches: [main] }, workflow_dispatch: { inputs: { images: {} } } }', 'jobs:', '  image:', '    runs-on: ubuntu-latest', '    steps:',
    `      - run: ${JSON.stringify(SIGN_IN)}`, '      - uses: docker/build-push-action@v6',
    "        with: { push: true, tags: \"${{ github.event.inputs.images || 'ghcr.io/acme/web:main' }}\" }",
  ].join('\n'));
  const [{ destinations, tags, prepare: { steps: [step] } }] = model.images;
  expect(destinations).toHaveLength(1);
  expect(tags).toMatchObject([{ text: 'main', options: { when: '!github.event.inputs.images' } }, { factory: 'list', options: { when: 'github.event.inputs.images' } }]);
  expect(runStep(step, { VALUE: 'ghcr.io/acme/web:1,ghcr.io/acme/web:1.2\nlatest' }).outputs).toEqual({ tags: '1 1.2 latest' });
  expect(entries).toContainEqual(expect.objectContaining({ verdict: 'changed', text: expect.stringMatching(/held whole references/) }));
});

test('what a value of the run builds upon comes along, and what pushes does not', () => {
  const { model }: any = importWorkflow(workflow([
    'echo "NAME=web" >> $GITHUB_ENV', 'TAG=$(date +%F)-$NAME\ndocker build -t ghcr.io/acme/web:$TAG .\ndocker push ghcr.io/acme/web:$TAG',
  ]));
  const scripts = model.images[0].prepare.steps.map(({ run }: { run: string }) => run);
  expect(scripts).toEqual(['echo "NAME=web" >> $GITHUB_ENV', expect.stringContaining('TAG=$(date +%F)-$NAME')]);
  expect(scripts.join('\n')).not.toMatch(/docker/);
});

/** Images that a loop builds, each with the tag that its folder has. */
const LOOP = 'for dir in ./api ./web; do\n  dir=${dir#./}\n  docker build -t ghcr.io/acme/$dir:$(cat $dir/VERSION) $dir\n  docker push ghcr.io/acme/$dir:$(cat $dir/VERSION)\ndone';

test('a value of the run that differs from round to round is computed for each', () => {
  const { outcome, model }: any = importWorkflow(workflow([LOOP]));
  expect(outcome).toBe('whole');
  const programs = { cat: 'echo "of-${1%%/*}"' };
  expect(model.images.map(({ id, prepare: { steps: [step] } }: any) => [id, runStep(step, {}, programs).outputs])).toEqual([
    ['api', { value: 'of-api' }], ['web', { value: 'of-web' }],
  ]);
});

test('a value of the run that builds upon another one of its round is not taken for that of the last one', () => {
  const script = 'for dir in api web; do\n  TAG=$(cat $dir/VERSION)\n  SHORT=$(base64 <<<"$TAG")\n  docker build -t ghcr.io/acme/$dir:$SHORT $dir\n  docker push ghcr.io/acme/$dir:$SHORT\ndone';
  expect(importWorkflow(workflow([script])).outcome).not.toBe('whole');
});
