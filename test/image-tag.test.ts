import { declaring, publicationOf, publishJobOf } from './declare';
import { ImageTag, type GithubPackageImageOptions } from '../src';

/** Every text that the steps before the publication are given. */
function textsOf(options: Partial<GithubPackageImageOptions>): string[] {
  const { steps } = publishJobOf(options);
  const end = steps.findIndex((step: any) => step.id === 'publish');
  return steps.slice(0, end).flatMap((step: any) => Object.values(step.env ?? {}));
}

const triggers = { inputs: { version: {}, tags: {}, nightly: {} } };

describe('a fixed tag', () => {
  test.each<[string, ImageTag[] | undefined, string]>([
    ['is that of the source by default', undefined, 'latest'],
    ['is published as it is', [ImageTag.of('3.20')], '3.20'],
    ['is one of several', [ImageTag.of('3.20'), ImageTag.of('3')], '3.20 3'],
    ['has a prefix and a suffix', [ImageTag.of('3.20', { prefix: 'v', suffix: '-alpine' })], 'v3.20-alpine'],
  ])('%s', (_, tags, published) => {
    expect(publicationOf({ tags }).TAGS).toBe(published);
  });

  test.each(['a', '_', 'A.b-c_d', '0', 'a'.repeat(128)])('may be %j', tag => {
    expect(() => ImageTag.of(tag)).not.toThrow();
  });
});

describe('a tag that only the run knows', () => {
  test('is made a valid one by a step of ours before it is published', () => {
    expect(textsOf({ tags: [ImageTag.of('v${{ inputs.version }}')], triggers })).toContain('v${{ inputs.version }}');
    expect(publicationOf({ tags: [ImageTag.of('v${{ inputs.version }}')], triggers }).TAGS).toMatch(/^\$\{\{ steps\.\w+\.outputs\.[\w-]+ \}\}$/);
  });

  test('is not all prefix and suffix where its expression yields nothing', () => {
    const tag = ImageTag.of('${{ inputs.version }}', { prefix: 'v', suffix: '-alpine' });
    const [text] = textsOf({ tags: [tag], triggers }).filter(one => one.includes('inputs.version'));
    expect(text).toMatch(/^\$\{\{.*inputs\.version\)? != ''.*&& format\('v\{0\}-alpine', inputs\.version\) \|\| '' \}\}$/);
  });

  test('is there only where its condition holds', () => {
    const tag = ImageTag.of('nightly', { when: 'inputs.nightly || inputs.version' });
    expect(textsOf({ tags: [tag, ImageTag.of('1')], triggers })).toContain("${{ (inputs.nightly || inputs.version) && 'nightly' || '' }}");
  });

  test('may be one of several that an expression lists', () => {
    expect(textsOf({ tags: [ImageTag.list('${{ inputs.tags }}')], triggers })).toContain('${{ inputs.tags }}');
    expect(textsOf({ tags: [ImageTag.list('${{ inputs.tags }}', { when: 'inputs.nightly' }), ImageTag.of('1')], triggers }))
      .toContain("${{ (inputs.nightly) && inputs.tags || '' }}");
  });

  test('stands in no script', () => {
    const tags = [ImageTag.of('${{ inputs.version }}'), ImageTag.list('${{ inputs.tags }}')];
    for (const step of publishJobOf({ tags, triggers }).steps) {
      expect(step.run).not.toContain('${{');
    }
  });
});

describe('a tag is refused', () => {
  test.each([
    ['my tag', 'my-tag'], ['.a', 'a'], ['-a', 'a'], ['a:b', 'a-b'], ['a/b', 'a-b'], ['latest,1', 'latest-1'], [' a', 'a'], ['a'.repeat(129), 'a'.repeat(128)],
  ])('that breaks the grammar: %j, with a remedy', (tag, remedy) => {
    expect(() => ImageTag.of(tag)).toThrow(
      `ImageTag "${tag}": a tag may hold letters, digits, "_", "." and "-", at most 128 of them, and begins with neither "." nor "-". Try "${remedy}".`,
    );
  });

  test('that is empty', () => {
    expect(() => ImageTag.of('')).toThrow(/^ImageTag "": a tag is not empty\. Leave it out, or say with `when` where it is meant\.$/);
    expect(() => ImageTag.of('', { suffix: '-alpine' })).toThrow(/^ImageTag "": a tag is not empty/);
  });

  test.each([' ', '\n', 'é', '}}'])('of which nothing would be left: %j', tag => {
    expect(() => ImageTag.of(tag)).toThrow(`ImageTag ${JSON.stringify(tag)}: a tag may hold letters`);
  });

  test.each([
    ['with a prefix that none can have', () => ImageTag.of('a', { prefix: '-' }), /^ImageTag "-a": a tag may hold letters/],
    ['whose suffix makes it too long', () => ImageTag.of('a'.repeat(120), { suffix: '-123456789' }), /at most 128 of them/],
    ['for an expression without an end', () => ImageTag.of('${{ inputs.version'), /^ImageTag "\$\{\{ inputs.version": an expression that begins with "\$\{\{" must end with "\}\}"/],
    ['for a context that is not there', () => ImageTag.of('${{ matrix.tag }}'), /^ImageTag "\$\{\{ matrix.tag \}\}": GitHub does not offer the context "matrix" there/],
    ['for a step that cannot be seen', declaring({ tags: [ImageTag.of('${{ steps.a.outputs.b }}')] }), /no step "a" can be seen there\. Give a step of `setupSteps` that id, or use an output of `prepare`/],
    ['for the step that publishes it', declaring({ tags: [ImageTag.of('${{ steps.publish.outputs.tags }}')] }), /no step "publish" can be seen there/],
    ['for a condition in braces', () => ImageTag.of('a', { when: '${{ inputs.a }}' }), /^ImageTag: when "\$\{\{ inputs.a \}\}": a condition is an expression written bare.*Leave out/],
    ['for an empty condition', () => ImageTag.of('a', { when: ' ' }), /^ImageTag: when " ": a condition is an expression written bare/],
    ['for secrets in a condition', () => ImageTag.of('a', { when: "secrets.A != ''" }), /^ImageTag: when .*: GitHub does not offer the context "secrets" there. Let a step of `prepare`/],
    ['as a list without an expression', () => ImageTag.list('needs.x.outputs.tags'), /^ImageTag\.list "needs.x.outputs.tags": it takes a text with a GitHub expression\. Write .*for fixed tags use ImageTag\.of/],
    ['as an empty list', () => ImageTag.list(''), /^ImageTag\.list "": it takes a text with a GitHub expression/],
    ['as a list of a context that is not there', () => ImageTag.list('${{ matrix.tags }}'), /^ImageTag\.list .* context "matrix"/],
    ['as a list with a condition in braces', () => ImageTag.list('${{ inputs.tags }}', { when: '${{ inputs.a }}' }), /written bare/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
