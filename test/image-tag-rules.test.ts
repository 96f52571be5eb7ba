import { rulesOf } from './csv';
import { CREDENTIALS, builtJobOf, declaring, stepOf } from './declare';
import { ImageDestination, ImageSource, ImageTag, type GithubPackageImageOptions, type PublishTriggers } from '../src';

const triggers: PublishTriggers = { branches: ['main'], inputs: { a: {}, b: {} } };
const gitTags: PublishTriggers = { gitTags: ['v*'], inputs: { a: {}, b: {} } };

/** The only line that docker/metadata-action is given for a tag, by attribute. */
function ruleOf(tag: ImageTag, options: GithubPackageImageOptions = {}): Record<string, string> {
  const [rule, ...more] = rulesOf(stepOf(builtJobOf({ tags: [ImageTag.of('x'), tag], triggers, ...options }), 'metadata').with.tags).slice(1);
  expect(more).toEqual([]);
  return rule;
}

describe('a tag is a line of docker/metadata-action', () => {
  test.each<[string, ImageTag, Record<string, string>]>([
    ['a branch', ImageTag.branch(), { type: 'ref', event: 'branch' }],
    ['a git tag', ImageTag.gitTag(), { type: 'ref', event: 'tag' }],
    ['a semantic version', ImageTag.semver('{{major}}.{{minor}}'), { type: 'semver', pattern: '{{major}}.{{minor}}' }],
    ['a text around it', ImageTag.semver('v{{version}}-slim'), { type: 'semver', pattern: 'v{{version}}-slim' }],
    ['a version that is said', ImageTag.semver('{{version}}', { value: 'v1.2.3' }), { type: 'semver', pattern: '{{version}}', value: 'v1.2.3' }],
    ['a version of a Python package', ImageTag.pep440('{{version}}', { value: '1.2.3rc1' }), { type: 'pep440', pattern: '{{version}}', value: '1.2.3rc1' }],
    ['what a pattern finds', ImageTag.match('\\d+'), { type: 'match', pattern: '\\d+' }],
    ['a group of a pattern', ImageTag.match('v(\\d+)-(.*)', { group: 2 }), { type: 'match', pattern: 'v(\\d+)-(.*)', group: '2' }],
    ['a pattern with commas', ImageTag.match('v\\d{1,3}'), { type: 'match', pattern: 'v\\d{1,3}' }],
    ['a pattern with quotes', ImageTag.match('"v",\\d'), { type: 'match', pattern: '"v",\\d' }],
    ['a pattern of two lines', ImageTag.match('/a\n"b"/m'), { type: 'match', pattern: '/a\n"b"/m' }],
    ['a pattern with flags', ImageTag.match('/V(.*)/i', { group: 1 }), { type: 'match', pattern: '/V(.*)/i', group: '1' }],
    ['a commit', ImageTag.sha(), { type: 'sha' }],
    ['a whole commit', ImageTag.sha({ long: true, prefix: '' }), { type: 'sha', format: 'long', prefix: '' }],
    ['a schedule', ImageTag.schedule(), { type: 'schedule', pattern: 'nightly' }],
    ['the date of a schedule', ImageTag.schedule("{{date 'YYYYMMDD'}}"), { type: 'schedule', pattern: "{{date 'YYYYMMDD'}}" }],
    ['the edge', ImageTag.edge(), { type: 'edge' }],
    ['the edge of a branch', ImageTag.edge({ branch: 'a,b' }), { type: 'edge', branch: 'a,b' }],
    ['a prefix and a suffix', ImageTag.branch({ prefix: 'b-', suffix: '-alpine' }), { type: 'ref', event: 'branch', prefix: 'b-', suffix: '-alpine' }],
    ['a condition', ImageTag.branch({ when: "github.actor != 'bot'" }), { type: 'ref', event: 'branch', enable: "${{ !!(github.actor != 'bot') }}" }],
    ['a condition with alternatives', ImageTag.sha({ when: "vars.A == '1' || vars.B == '1'" }), { type: 'sha', enable: "${{ !!(vars.A == '1' || vars.B == '1') }}" }],
  ])('for %s', (_, tag, rule) => {
    expect(ruleOf(tag)).toEqual(rule);
  });

  test('a fixed one too, so that the log shows them all', () => {
    expect(rulesOf(stepOf(builtJobOf({ tags: [ImageTag.of('3.20', { suffix: '-x' })] }), 'metadata').with.tags)).toEqual([{ type: 'raw', value: '3.20-x' }]);
  });

  test('and the action adds no `latest` of its own', () => {
    expect(stepOf(builtJobOf({ tags: [ImageTag.branch()] }), 'metadata').with.flavor).toBe('latest=false');
  });

  test('that serves every destination, since it names no image', () => {
    const { with: inputs } = stepOf(builtJobOf({ destinations: [ImageDestination.ghcr(), ImageDestination.registry('quay.io/a/b', CREDENTIALS)] }), 'metadata');
    expect(inputs).not.toHaveProperty('images');
  });
});

describe('text that only the run knows', () => {
  const value = '${{ inputs.a }}';
  test.each<[string, ImageTag, Record<string, string>, string[]]>([
    ['a version', ImageTag.semver('{{version}}', { value }), { value: '${{ steps.versions.outputs.text-1 }}', enable: "${{ !!(steps.versions.outputs.text-1 != '') }}" }, [value]],
    ['a Python version', ImageTag.pep440('{{version}}', { value: `v${value}` }), { value: '${{ steps.versions.outputs.text-1 }}' }, [`v${value}`]],
    ['a prefix and a suffix', ImageTag.branch({ prefix: value, suffix: '-${{ inputs.b }}' }), { prefix: '${{ steps.versions.outputs.text-1 }}', suffix: '${{ steps.versions.outputs.text-2 }}' }, [value, '-${{ inputs.b }}']],
    ['the prefix of latest', ImageTag.latest({ prefix: value }), { prefix: '${{ steps.versions.outputs.text-1 }}', enable: '{{is_default_branch}}' }, [value]],
  ])('goes through a step of ours, and never stands in `tags`: %s', (_, tag, rule, texts) => {
    const job = builtJobOf({ tags: [ImageTag.of('x'), tag], triggers });
    expect(rulesOf(stepOf(job, 'metadata').with.tags)[1]).toMatchObject(rule);
    expect(Object.values(stepOf(job, 'versions').env)).toEqual(texts);
    expect(stepOf(job, 'metadata').with.tags).not.toContain('inputs.');
    const ids = job.steps.map((step: any) => step.id);
    expect(ids.indexOf('versions')).toBeLessThan(ids.indexOf('metadata'));
  });

  test('makes a scheduled tag of a text on schedules only', () => {
    const job = builtJobOf({ tags: [ImageTag.schedule('nightly-${{ vars.A }}')], triggers: { schedule: ['17 3 * * *'] } });
    expect(stepOf(job, 'tags').env.TAG_1).toBe("${{ (github.event_name == 'schedule') && format('nightly-{0}', vars.A) || '' }}");
    expect(stepOf(job, 'metadata').with ?? {}).not.toHaveProperty('tags');
  });

  test('lists tags, each with what stands before and behind it', () => {
    const job = builtJobOf({ tags: [ImageTag.list('${{ inputs.a }}', { prefix: 'v', suffix: '-${{ inputs.b }}' })], triggers });
    expect(stepOf(job, 'tags').env).toMatchObject({ LIST_1: '${{ inputs.a }}', PREFIX_1: 'v', SUFFIX_1: '-${{ inputs.b }}' });
  });
});

describe('latest', () => {
  test('moves on the default branch where no git tag triggers the workflow', () => {
    expect(ruleOf(ImageTag.latest())).toEqual({ type: 'raw', value: 'latest', enable: '{{is_default_branch}}' });
    expect(ruleOf(ImageTag.latest({ when: 'inputs.a' }))).toEqual({ type: 'raw', value: 'latest', enable: "${{ (inputs.a) && '{{is_default_branch}}' || 'false' }}" });
  });

  test.each<[string, PublishTriggers]>([['git tags', gitTags], ['releases', { releases: true, inputs: { a: {} } }]])('moves on the newest stable git tag where %s trigger it', (_, on) => {
    const job = builtJobOf({ tags: [ImageTag.latest({ suffix: '-alpine' })], triggers: on });
    expect(rulesOf(stepOf(job, 'metadata').with.tags)).toEqual([{ type: 'raw', value: 'latest', suffix: '-alpine', enable: "${{ steps.newest.outputs.newest == 'true' }}" }]);
    expect(stepOf(job, 'newest').env).toEqual({ TOKEN: '${{ github.token }}' });
  });

  test('lets a job read the git tags that it compares with, and of a mirror nothing else', () => {
    const { permissions } = builtJobOf({ source: ImageSource.fromRegistry('a:1'), tags: [ImageTag.latest()], triggers: gitTags });
    expect(permissions).toEqual({ contents: 'read', packages: 'write' });
  });
});

describe('the tags of a build where none are said', () => {
  const tagsOf = (on?: PublishTriggers) => rulesOf(stepOf(builtJobOf({ triggers: on }), 'metadata').with.tags).map(({ type, pattern, value }) => pattern ?? value ?? type);
  test.each<[string, PublishTriggers | undefined, string[]]>([
    ['latest and the commit', undefined, ['latest', 'sha']],
    ['the versions too where git tags trigger it', gitTags, ['latest', 'sha', '{{version}}', '{{major}}.{{minor}}']],
    ['the versions too where releases trigger it', { releases: true }, ['latest', 'sha', '{{version}}', '{{major}}.{{minor}}']],
  ])('are %s', (_, on, tags) => {
    expect(tagsOf(on)).toEqual(tags);
  });

  test('have the commit on pushes only', () => {
    const [, sha] = rulesOf(stepOf(builtJobOf(), 'metadata').with.tags);
    expect(sha).toEqual({ type: 'sha', enable: "${{ !!(github.event_name == 'push') }}" });
  });
});

test('an expression stays as it is, with quotes in it and what could be its end', () => {
  const tags = [ImageTag.match('a,b', { when: "vars.A == '}}\"'" })];
  expect(stepOf(builtJobOf({ tags, triggers: gitTags }), 'metadata').with.tags).toBe('"type=match,""pattern=a,b"",enable=${{ !!(vars.A == \'}}"\') }}"');
});

describe('a tag that a trigger cannot have is refused', () => {
  const source = ImageSource.fromDockerfile();
  const schedule = ['17 3 * * *'];
  test.each<[string, ImageTag[], PublishTriggers, RegExp]>([
    ['a git tag on branches', [ImageTag.gitTag()], { branches: ['main'] }, /^GithubPackageImage "x": tags "for a git tag": none of the tags could be published by the trigger `branches`\. Add one that could, such as ImageTag\.sha\(\) or ImageTag\.of\("…"\), or leave that trigger out\.$/],
    ['a branch on git tags', [ImageTag.branch(), ImageTag.edge()], { gitTags: ['v*'] }, /: tags "for a branch": .* trigger `gitTags`/],
    ['a version on schedules', [ImageTag.semver('{{version}}')], { schedule }, /: tags "for a git tag": .* trigger `schedule`\. Add one that could, such as ImageTag\.schedule\(\)/],
    ['a scheduled one on releases', [ImageTag.schedule(), ImageTag.branch()], { releases: true }, /: tags "for a schedule, for a branch": .* trigger `releases`/],
    ['a scheduled text on releases', [ImageTag.schedule('${{ vars.A }}')], { releases: true }, /: tags "for a schedule": .* trigger `releases`/],
    ['a match on other systems', [ImageTag.match('a')], { repositoryDispatch: ['a'] }, /trigger `repositoryDispatch`/],
    ['latest of git tags on branches', [ImageTag.latest()], { branches: ['main'], gitTags: ['v*'] }, /: tags "for a git tag": .* trigger `branches`/],
    ['latest of branches on nothing but schedules of git tags', [ImageTag.pep440('{{version}}')], { branches: ['main'], schedule }, /trigger `branches`/],
  ])('%s', (_, tags, on, message) => {
    expect(declaring({ source, tags, triggers: on })).toThrow(message);
  });

  test.each<[string, ImageTag[], PublishTriggers]>([
    ['a branch on schedules', [ImageTag.branch()], { schedule }],
    ['latest of branches on other systems', [ImageTag.latest()], { repositoryDispatch: ['a'] }],
    ['a version that is said on branches', [ImageTag.semver('{{version}}', { value: '1.2.3' })], { branches: ['main'] }],
    ['a commit on all', [ImageTag.sha()], { branches: ['main'], gitTags: ['v*'], schedule, releases: true }],
    ['any on runs by hand', [ImageTag.gitTag()], { manual: true }],
  ])('but not %s', (_, tags, on) => {
    expect(declaring({ source, tags, triggers: on })).not.toThrow();
  });
});

describe('a tag of metadata is refused', () => {
  const pattern = /it is known at synth, and of letters, digits, "_", "\." and "-" around templates such as "\{\{version\}\}"\. Try "\{\{major\}\}\.\{\{minor\}\}"\.$/;
  test.each(['', ' ', '${{ inputs.a }}', 'a b', 'a,value=latest', '{{version', '{version}', 'a\nb', 'a"b'])('for the pattern %j', text => {
    for (const [name, declare] of [['semver', ImageTag.semver], ['pep440', ImageTag.pep440]] as const) {
      expect(() => declare(text)).toThrow(`ImageTag.${name}: pattern ${JSON.stringify(text)}: `);
      expect(() => declare(text)).toThrow(pattern);
    }
    if (!text.includes('${{')) {
      expect(() => ImageTag.schedule(text)).toThrow(`ImageTag.schedule: pattern ${JSON.stringify(text)}: `);
    }
  });

  test.each<[string, () => ImageTag, RegExp]>([
    ['for a version that is empty', () => ImageTag.semver('{{version}}', { value: ' ' }), /^ImageTag\.semver: value " ": a version is not empty\. Leave it out for the git tag\.$/],
    ['for a version of no context', () => ImageTag.pep440('{{version}}', { value: '${{ matrix.a }}' }), /^ImageTag\.pep440: value .* context "matrix"/],
    ['for a prefix that no tag has', () => ImageTag.branch({ prefix: 'a/b' }), /^ImageTag\.branch: prefix "a\/b": a tag may hold letters, digits, "_", "\." and "-"\. Leave the others out\.$/],
    ['for a suffix that is more than one attribute', () => ImageTag.sha({ suffix: 'x,value=latest' }), /^ImageTag\.sha: suffix "x,value=latest": a tag may hold/],
    ['for the prefix of a list', () => ImageTag.list('${{ vars.A }}', { prefix: ' ' }), /^ImageTag\.list: prefix " ": a tag may hold/],
    ['for the suffix of a list', () => ImageTag.list('${{ vars.A }}', { suffix: '${{ matrix.a }}' }), /^ImageTag\.list: suffix .* context "matrix"/],
    ['for a condition in braces', () => ImageTag.gitTag({ when: '${{ true }}' }), /^ImageTag: when .*written bare/],
    ['for a version with a blank at its end', () => ImageTag.semver('{{version}}', { value: '1.2.3 ' }), /^ImageTag\.semver: value "1\.2\.3 ": the blanks at its ends would be lost/],
    ['for a regular expression with a blank before it', () => ImageTag.match(' a'), /^ImageTag\.match: pattern " a": the blanks at its ends would be lost/],
    ['for a branch that git cannot have', () => ImageTag.edge({ branch: 'a b' }), /^ImageTag\.edge: branch "a b": git has no branch or tag of such a name/],
    ['for no regular expression', () => ImageTag.match('('), /^ImageTag\.match: pattern "\(": it is no regular expression of JavaScript\. Try "/],
    ['for flags that there are not', () => ImageTag.match('/a/q'), /^ImageTag\.match: pattern "\/a\/q": it is no regular expression/],
    ['for an empty regular expression', () => ImageTag.match(''), /^ImageTag\.match: pattern "": a pattern is known at synth\. For text of the run use ImageTag\.of\.$/],
    ['for a regular expression of the run', () => ImageTag.match('[${{ vars.A }}]'), /^ImageTag\.match: pattern ".*": a pattern is known at synth/],
    ['for a group that the pattern has not', () => ImageTag.match('v(\\d+)', { group: 2 }), /^ImageTag\.match: group 2: the pattern "v\(\\\\d\+\)" has 1 groups, and 0 is all that matches\. Name one of them\.$/],
    ['for half a group', () => ImageTag.match('v(\\d+)', { group: 0.5 }), /^ImageTag\.match: group 0\.5: /],
    ['for a group below none', () => ImageTag.match('v(\\d+)', { group: -1 }), /^ImageTag\.match: group -1: /],
    ['for an empty branch', () => ImageTag.edge({ branch: '' }), /^ImageTag\.edge: branch "": it is the name of a branch, known at synth\. Leave it out for the default branch\.$/],
    ['for a branch of the run', () => ImageTag.edge({ branch: '${{ github.ref }}' }), /^ImageTag\.edge: branch ".*": it is the name of a branch, known at synth/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
