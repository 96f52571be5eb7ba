import { builtJobOf, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { runStep } from './run-step';
import { ImageCheck, ImageSource, Platform, TrivySeverity, type GithubPackageImageOptions } from '../src';

const LAYOUT = '${{ runner.temp }}/image';
const checkedBy = (check: ImageCheck, options: GithubPackageImageOptions = {}) => builtJobOf({ checks: [check], ...options });

describe('a check', () => {
  test('runs on the candidate, after the build and before anything is published', () => {
    const names = stepNamesOf(checkedBy(ImageCheck.command('node', '--version')));
    expect(names.slice(names.indexOf('Build the image'))).toEqual(['Build the image', 'Load the candidate into Docker', 'Check node --version', 'Publish x to ghcr.io', 'Show what was published']);
  });

  test('runs in pull requests too', () => {
    const { 'check-x': job } = builtWorkflowOf({ checks: [ImageCheck.script('true')], triggers: { branches: ['main'], pullRequests: true } }).jobs;
    expect(stepNamesOf(job)).toContain('Check the image');
  });

  test('is one of several, for which the candidate is loaded once', () => {
    const names = stepNamesOf(builtJobOf({ checks: [ImageCheck.command(), ImageCheck.script('true'), ImageCheck.command('a')] }));
    expect(names.filter(name => /^(Load|Check (?!out))/.test(name))).toEqual(['Load the candidate into Docker', 'Check that the image runs', 'Check the image', 'Check a']);
  });

  test.each([
    [['node', '--version']], [[]], [['']], [["it's", 'a "b"', '$HOME', '`id`', '$(id)', 'a b', '*', '~', '{a,b}', '-x', ';', '\\', 'é', 'a\nb']],
  ])('is a command of exactly these words: %j', words => {
    const step = stepOf(checkedBy(ImageCheck.command(...words)), /^Check (?!out)/);
    const { log } = runStep(step, {}, { docker: 'printf "<%s>" "$@"' });
    expect(log).toBe(['run', '--rm', 'candidate:latest', ...words].map(word => `<${word}>`).join(''));
  });

  test('is a script as it is, with the candidate in a variable', () => {
    const step = stepOf(checkedBy(ImageCheck.script('set -u\ndocker run "$IMAGE" && echo "${A}"')), /^Check the image$/);
    expect(step).toMatchObject({ shell: 'bash', env: { IMAGE: 'candidate:latest' }, run: 'set -u\ndocker run "$IMAGE" && echo "${A}"' });
  });

  test('is loaded for the platform that it runs on', () => {
    const load = stepOf(checkedBy(ImageCheck.command(), { platforms: [Platform.LINUX_ARM_V7, Platform.LINUX_AMD64] }), /^Load/);
    const asked = (platform: object) => runStep(load, { LAYOUT: '/l', ...platform }, { skopeo: 'echo "$@"', docker: 'true' }).log;
    expect(load.env.PLATFORM).toBe('linux/amd64');
    expect(asked({})).toMatch(/^--override-os linux --override-arch amd64 copy oci:\/l /);
    expect(asked({ PLATFORM: 'linux/arm/v7' })).toMatch(/^--override-os linux --override-arch arm --override-variant v7 copy oci:\/l /);
  });

  test('is of any image that is built, archives and images of an engine included', () => {
    for (const source of [ImageSource.fromArchive('a.tar'), ImageSource.fromDaemon('a')]) {
      expect(stepNamesOf(checkedBy(ImageCheck.command(), { source }))).toEqual(expect.arrayContaining(['Load the candidate into Docker', 'Check that the image runs']));
    }
  });
});

describe('a scan', () => {
  const jobs = (check: ImageCheck, options: GithubPackageImageOptions = {}) => builtWorkflowOf({ checks: [check], ...options }).jobs;

  test('runs in a job of its own, without any permission or sign-in, before the publish job', () => {
    const { 'scan-x': scan, 'publish-x': publish, 'build-x': build } = jobs(ImageCheck.trivy());
    expect(scan).toMatchObject({ name: 'Scan x', needs: 'build-x', permissions: {} });
    expect(stepNamesOf(scan)).toEqual(['Take the image over', 'Scan the image for vulnerabilities']);
    expect(JSON.stringify(scan)).not.toMatch(/secrets\.|github\.token/);
    expect(publish.needs).toEqual(['build-x', 'scan-x']);
    expect(build.permissions).toEqual({ contents: 'read', packages: 'read' });
    expect(stepOf(publish, /^Take/).with).toEqual(stepOf(scan, /^Take/).with);
    expect(stepOf(build, /^Hand/).with).toMatchObject({ ...stepOf(scan, /^Take/).with, 'if-no-files-found': 'error', 'retention-days': 1 });
  });

  test.each<[string, ImageCheck, object]>([
    ['of what is bad and can be mended, by default', ImageCheck.trivy(), { 'severity': 'HIGH,CRITICAL', 'ignore-unfixed': true }],
    ['of what the user says', ImageCheck.trivy({ severities: [TrivySeverity.LOW, TrivySeverity.UNKNOWN], ignoreUnfixed: false }), { 'severity': 'LOW,UNKNOWN', 'ignore-unfixed': false }],
  ])('is %s', (_, check, inputs) => {
    expect(stepOf(jobs(check)['scan-x'], /^Scan/).with).toEqual({ 'input': LAYOUT, 'exit-code': 1, ...inputs });
  });

  test('checks the repository out where it reads files of it', () => {
    const { 'scan-x': scan } = jobs(ImageCheck.trivy({ ignoreFiles: ['./.trivyignore', 'a/b'] }));
    expect(scan.permissions).toEqual({ contents: 'read' });
    expect(stepOf(scan, /^Check out/).with).toEqual({ 'persist-credentials': false });
    expect(stepOf(scan, /^Scan/).with.trivyignores).toBe('.trivyignore,a/b');
  });

  test('is on every runner that builds', () => {
    const { 'scan-x': scan } = jobs(ImageCheck.trivy(), { platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] });
    expect(scan.strategy.matrix.include.map((leg: any) => leg.leg)).toEqual(['linux-amd64', 'linux-arm64']);
    expect(stepOf(scan, /^Take/).with.name).toBe('image-x-${{ matrix.leg }}');
  });

  test('is a step of the check job in pull requests, which holds nothing', () => {
    const { 'check-x': job } = jobs(ImageCheck.trivy(), { triggers: { branches: ['main'], pullRequests: true } });
    expect(stepNamesOf(job).at(-1)).toBe('Scan the image for vulnerabilities');
    expect(job.permissions).toEqual({ contents: 'read' });
  });
});

describe('a check is refused', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['for a word of the run', () => ImageCheck.command('a', '${{ github.ref }}'), /^ImageCheck\.command "\$\{\{ github\.ref \}\}": a word is known at synth\. Use ImageCheck\.script, and give the value with the option `env`\.$/],
    ['for a script of the run', () => ImageCheck.script('echo ${{ github.ref }}'), /^ImageCheck\.script "echo \$\{\{ github\.ref \}\}": it takes the text of a script, without "\$\{\{": an expression in a script would be run as part of it\. Give the value with the option `env`\.$/],
    ['for a word with a control character', () => ImageCheck.command('a\0'), /^ImageCheck\.command "a\\u0000": it holds the control character/],
    ['for a script with the ends of lines of Windows', () => ImageCheck.script('a\r\nb'), /^ImageCheck\.script "a\\r\\nb": it holds the control character "\\r", which does not arrive as it is\. End lines with "\\n" alone\.$/],
    ['for a script of nothing', () => ImageCheck.script(' \n'), /^ImageCheck\.script " \\n": it takes the text of a script/],
    ['for a scan that nothing fails', () => ImageCheck.trivy({ severities: [] }), /^ImageCheck\.trivy: severities "\[\]": a check that nothing fails is none\. Name a severity, or leave the option out\.$/],
    ['of a mirror', declaring({ checks: [ImageCheck.command()] }), /^GithubPackageImage "x": checks "checks": an image of another registry is published as it is, and never built\. Leave the option out, or build `FROM` that image\.$/],
    ['for files outside of the repository', declaring({ source: ImageSource.fromDockerfile(), checks: [ImageCheck.trivy({ ignoreFiles: ['../a'] })] }), /^GithubPackageImage "x" "\.\.\/a": that path leaves the repository/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
