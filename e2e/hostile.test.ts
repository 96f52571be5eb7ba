import { ImageName, ImageTag } from 'projen-github-package-image';
import { putImage } from './images';
import { fromUpstream, publish, startedWith, takes } from './publish';
import { ours, upstream } from './registries';

/** What someone may name a branch or type into a form, and the tag that may come of it. */
const TEXTS: Array<[text: string, tag: string]> = [
  ['a$(touch "$HOME/pwned")', 'a-touch-HOME-pwned-'],
  ['b`touch "$HOME/pwned"`', 'b-touch-HOME-pwned-'],
  ['c"; touch "$HOME/pwned"; "', 'c-touch-HOME-pwned-'],
  ["d'; touch \"$HOME/pwned\"; '", 'd-touch-HOME-pwned-'],
  ['e && touch $HOME/pwned || true # > pwned', 'e-touch-HOME-pwned-true-pwned'],
  ['f\nlatest', 'f-latest'],
  ['g\r\nlatest\r\n', 'g-latest'],
  ['h,value=latest', 'h-value-latest'],
  ['i latest', 'i-latest'],
  ['${{ secrets.PASSWORD }}j', 'secrets.PASSWORD-j'],
  ['k::error::{{date}}%0Alatest', 'k-error-date-0Alatest'],
  ['-leading-dash', 'leading-dash'],
  ['--authfile=/etc/passwd', 'authfile-etc-passwd'],
  ['../../etc/passwd', 'etc-passwd'],
  ['l*?[a-z]~', 'l-a-z-'],
  ['feature/ünïcode-☃', 'feature-n-code--'],
  ['m:tag@sha256:0', 'm-tag-sha256-0'],
  [`n${'x'.repeat(300)}`, `n${'x'.repeat(127)}`],
];

test('text that is known at run time only becomes a valid tag, and does nothing else', async () => {
  await putImage(upstream(), 'source/hostile');
  const tags = TEXTS.map((_, index) => ImageTag.of(`\${{ inputs.text-${index} }}`));
  const inputs = Object.fromEntries(TEXTS.map(([text], index) => [`text-${index}`, text]));
  const run = await publish('x', {
    source: fromUpstream('source/hostile:1'), name: ImageName.of('hostile/tags'), tags, triggers: takes(inputs),
  }, startedWith(inputs));
  expect(run).toMatchObject({ result: 'success' });
  expect(run.outputs.tags.split(' ')).toEqual(TEXTS.map(([, tag]) => tag));
  expect(await ours().tags('hostile/tags')).toEqual(TEXTS.map(([, tag]) => tag).sort());
  expect(run.files.filter(path => path.includes('pwned'))).toEqual([]);
});

test('a list of tags is parted by spaces and lines, and nothing in it is a pattern of files', async () => {
  await putImage(upstream(), 'source/hostile-list');
  const inputs = { list: 'one  $(touch\t"$HOME/pwned")\n*\n-two\n\n' };
  const run = await publish('x', {
    source: fromUpstream('source/hostile-list:1'),
    name: ImageName.of('hostile/list'),
    tags: [ImageTag.list('${{ inputs.list }}')],
    setupSteps: [{ run: 'touch a-file-here' }],
    triggers: takes(inputs),
  }, startedWith(inputs));
  expect(run).toMatchObject({ result: 'success' });
  expect(run.outputs.tags.split(' ')).toEqual(['one', 'touch', 'HOME-pwned-', 'two']);
  expect(run.files.filter(path => path.includes('pwned'))).toEqual([]);
});

test('what stands before and behind the tags of a list stands there for each of them', async () => {
  await putImage(upstream(), 'source/affixes');
  const run = await publish('x', {
    source: fromUpstream('source/affixes:1'), name: ImageName.of('hostile/affixes'), tags: [ImageTag.list('${{ vars.LIST }}', { prefix: 'v', suffix: '-alpine' })],
  }, { vars: { LIST: '1 1.2\n1.2.3' } });
  expect(run).toMatchObject({ result: 'success', outputs: { tags: 'v1-alpine v1.2-alpine v1.2.3-alpine' } });
});

test('empty text gives no tag, with a prefix and a suffix neither', async () => {
  await putImage(upstream(), 'source/empty');
  const inputs = { none: '', blank: ' \n ' };
  const run = await publish('x', {
    source: fromUpstream('source/empty:1'),
    name: ImageName.of('hostile/empty'),
    tags: [ImageTag.of('${{ inputs.none }}', { prefix: 'v', suffix: '-alpine' }), ImageTag.of('${{ inputs.blank }}'), ImageTag.of('kept')],
    triggers: takes(inputs),
  }, startedWith(inputs));
  expect(run).toMatchObject({ result: 'success', outputs: { tags: 'kept' } });
  expect(await ours().tags('hostile/empty')).toEqual(['kept']);
});

test('a run that is left without a tag fails before it signs in, and names its event and ref', async () => {
  await putImage(upstream(), 'source/no-tag');
  const run = await publish('x', {
    source: fromUpstream('source/no-tag:1'), name: ImageName.of('hostile/no-tag'), tags: [ImageTag.of('${{ inputs.none }}')], triggers: takes({ none: '' }),
  }, { inputs: { none: '' }, github: { event_name: 'workflow_dispatch', ref: 'refs/heads/topic' } });
  expect(run).toMatchObject({ result: 'failure' });
  expect(run.log).toMatch(/::error::No tag is left for the event workflow_dispatch on refs\/heads\/topic/);
  expect(run.log).not.toContain('Login Succeeded');
});

test.each(['a$(touch "$HOME/pwned")', 'a b', '../up', '-x', 'a..b'])('the text "%s" in the name of an image is refused, and runs nothing', async text => {
  await putImage(upstream(), 'source/hostile-name');
  const run = await publish('x', {
    source: fromUpstream('source/hostile-name:1'), name: ImageName.of('hostile/${{ inputs.name }}'), triggers: takes({ name: text }),
  }, startedWith({ name: text }));
  expect(run).toMatchObject({ result: 'failure', waits: [] });
  expect(run.log).toContain('is no valid image name: name the image with ImageName.of');
  expect(run.files.filter(path => path.includes('pwned'))).toEqual([]);
});
