import { stringify } from 'yaml';
import type { Job } from './job';
import { TOKEN } from './run-options';
import type { Step } from './step';
import { runJob, runWorkflow } from './workflow';

/** A workflow as text. */
const workflow = (jobs: Record<string, Job>, more: object = {}) => stringify({ name: 'harness', on: { push: {} }, ...more, jobs });
const steps = (...list: Step[]) => workflow({ job: { steps: list } });

test('a script runs without pipefail, unless it names bash as its shell', async () => {
  const run = 'false | true; echo reached';
  expect(await runJob(steps({ run }), 'job')).toMatchObject({ result: 'success' });
  expect(await runJob(steps({ run, shell: 'bash' }), 'job')).toMatchObject({ result: 'failure' });
  const byDefault = workflow({ job: { steps: [{ run }] } }, { defaults: { run: { shell: 'bash' } } });
  expect(await runJob(byDefault, 'job')).toMatchObject({ result: 'failure' });
  expect(await runJob(workflow({ job: { defaults: { run: { shell: 'bash' } }, steps: [{ run }] } }), 'job')).toMatchObject({ result: 'failure' });
});

test('a step is over when all that its script has started is', async () => {
  const { log } = await runJob(steps({ run: '(/bin/sleep 0.3; touch late) &>/dev/null & exit 1', shell: 'bash' }, { run: 'ls', if: 'always()' }), 'job');
  expect(log).toContain('late\n');
});

test('after a failed step those run that ask for it', async () => {
  const { result, log } = await runJob(steps(
    { run: 'echo one; exit 3' },
    { run: 'echo two' },
    { run: 'echo three', if: 'always()' },
    { run: 'echo four', if: "failure() && github.ref == 'refs/heads/main'" },
    { run: 'echo five', if: '${{ cancelled() }}' },
  ), 'job');
  expect(result).toBe('failure');
  expect(log.match(/one|two|three|four|five/g)).toEqual(['one', 'three', 'four']);
});

test('what a step sets reaches the steps and jobs that follow', async () => {
  const job: Job = {
    outputs: { text: '${{ steps.set.outputs.one }}|${{ steps.set.outputs.two }}' },
    env: { FROM: 'job' },
    steps: [
      { id: 'set', run: 'printf "one=a=b\\ntwo<<END\\nx\\ny\\nEND\\n" >>"$GITHUB_OUTPUT"; echo FROM=step >>"$GITHUB_ENV"' },
      { run: 'mkdir bin; printf "#!/bin/sh\\necho found\\n" >bin/finder; chmod +x bin/finder; echo "$PWD/bin" >>"$GITHUB_PATH"' },
      { run: 'finder; echo "from $FROM, ${{ env.FROM }}, $OWN"', env: { OWN: '${{ env.FROM }}' } },
      { run: 'echo "### $GITHUB_EVENT_NAME $GITHUB_REPOSITORY $GITHUB_ACTOR" >>"$GITHUB_STEP_SUMMARY"' },
    ],
  };
  const after: Job = { needs: 'job', steps: [{ run: 'echo "got $TEXT"', env: { TEXT: '${{ needs.job.outputs.text }}' } }] };
  const { jobs } = await runWorkflow(workflow({ after, job }));
  expect(jobs.job.legs[0]).toMatchObject({ outputs: { text: 'a=b|x\ny' }, summary: '### push Acme/Tools octocat\n' });
  expect(jobs.job.legs[0].log).toContain('found\nfrom step, step, step\n');
  expect(jobs.after.legs[0].log).toContain('got a=b|x\ny\n');
});

test('secrets are hidden in the log, in base64 too, and outputs that hold one are dropped', async () => {
  const secret = 'a secret phrase';
  const yaml = workflow({
    job: {
      outputs: { kept: 'nothing of it', dropped: 'with ${{ secrets.PHRASE }}' },
      steps: [
        { run: 'echo "$PHRASE"; printf "user:$PHRASE" | base64; echo "$TOKEN"', env: { PHRASE: '${{ secrets.PHRASE }}', TOKEN: '${{ github.token }}' } },
        { run: 'echo "::add-mask::found later"; echo "it was found later"' },
        { run: 'printf "user:$PHRASE" | base64 >"$HOME/file"; cp "$HOME/file" "$RUNNER_TEMP"', env: { PHRASE: '${{ secrets.PHRASE }}' } },
      ],
    },
  });
  const run = await runJob(yaml, 'job', { secrets: { PHRASE: secret } });
  expect(run.outputs).toEqual({ kept: 'nothing of it' });
  for (const text of [secret, Buffer.from(`user:${secret}`).toString('base64'), TOKEN, 'found later']) {
    expect(run.log).not.toContain(text);
  }
  expect(run.log).toContain('it was ***');
  expect(run.filesWithSecrets).toEqual(['home/file']);
});

test('a job runs after those that it needs, and not where one of them failed or was skipped', async () => {
  const ok = [{ run: 'true' }];
  const { jobs } = await runWorkflow(workflow({
    'last': { needs: ['always'], steps: ok },
    'always': { needs: ['after-failed'], if: 'always()', steps: [{ run: 'echo "it was $RESULT"', env: { RESULT: "${{ needs['after-failed'].result }}" } }] },
    'cleanup': { needs: 'failed', if: 'failure()', steps: ok },
    'after-failed': { needs: 'failed', steps: ok },
    'after-skipped': { needs: 'skipped', steps: ok },
    'failed': { steps: [{ run: 'false' }] },
    'skipped': { if: "github.event_name == 'schedule'", steps: ok },
  }));
  const results = Object.fromEntries(Object.entries(jobs).map(([id, { result }]) => [id, result]));
  expect(results).toEqual({
    'failed': 'failure',
    'skipped': 'skipped',
    'after-failed': 'skipped',
    'after-skipped': 'skipped',
    'cleanup': 'success',
    'always': 'success',
    'last': 'skipped',
  });
  expect(jobs.always.legs[0].log).toContain('it was skipped');
});

test.each([
  ['axes, with entries that extend and add', { os: ['a', 'b'], size: [1, 2], exclude: [{ os: 'b', size: 2 }], include: [{ os: 'a', more: 'x' }, { os: 'c' }] },
    [{ os: 'a', size: 1, more: 'x' }, { os: 'a', size: 2, more: 'x' }, { os: 'b', size: 1 }, { os: 'c' }]],
  ['a list of legs with expressions', { include: [{ name: '${{ github.repository }}/a', tags: ['${{ github.run_number }}'] }] }, [{ name: 'Acme/Tools/a', tags: ['7'] }]],
  ['an axis that is an expression', { source: "${{ fromJSON('[\"a\",\"b\"]') }}" }, [{ source: 'a' }, { source: 'b' }]],
  ['an expression', "${{ fromJSON('{\"include\":[{\"n\":1}]}') }}", [{ n: 1 }]],
])('a matrix of %s becomes its legs', async (_, matrix, legs) => {
  const job: Job = { strategy: { matrix }, steps: [{ run: 'echo "$LEG"', env: { LEG: '${{ toJSON(matrix) }}' } }] };
  const { jobs } = await runWorkflow(workflow({ job }));
  expect(jobs.job.legs.map(({ log }) => JSON.parse(log.slice(log.indexOf('{'))))).toEqual(legs);
});

test('a leg that fails stops those after it, unless the workflow says otherwise', async () => {
  const job: Job = { strategy: { matrix: { n: [1, 2] } }, steps: [{ run: 'exit ${{ matrix.n == 1 && 1 || 0 }}' }] };
  const stopping = await runWorkflow(workflow({ job }));
  expect(stopping.jobs.job.legs.map(({ result }) => result)).toEqual(['failure']);
  const going = await runWorkflow(workflow({ job: { ...job, strategy: { ...job.strategy, 'fail-fast': false } } }));
  expect(going.jobs.job.legs.map(({ result }) => result)).toEqual(['failure', 'success']);
});

test('what cannot be run as on GitHub is an error, and not a failed or a skipped job', async () => {
  await expect(runWorkflow(steps({ uses: 'acme/unknown@v1' }))).rejects.toThrow('The action "acme/unknown@v1" has no stand-in here.');
  await expect(runWorkflow(steps({ run: 'true' }), { github: { event_name: 'schedule' } })).rejects.toThrow('does not trigger the workflow "harness"');
  await expect(runWorkflow(steps({ run: 'true', shell: 'pwsh' }))).rejects.toThrow('a shell that is not known here');
  await expect(runWorkflow(steps({ run: 'true', if: "secrets.PHRASE != ''" }))).rejects.toThrow(/secrets/);
});
