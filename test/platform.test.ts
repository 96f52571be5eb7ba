import { SOURCE, builtJobOf, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { ImageCheck, ImageSource, Platform, type GithubPackageImageOptions } from '../src';

const { LINUX_386, LINUX_AMD64, LINUX_ARM64, LINUX_ARM_V6, LINUX_ARM_V7, LINUX_PPC64LE, LINUX_RISCV64, LINUX_S390X } = Platform;

/** The legs of the matrix that builds for those platforms. */
const legsOf = (platforms: Platform[], options: GithubPackageImageOptions = {}): any[] => builtJobOf({ platforms, ...options }, 'build').strategy.matrix.include
  .map(({ leg, platforms: built, runner, emulated }: any) => ({ leg, platforms: built, runner, ...emulated === undefined ? {} : { emulated } }));

describe('platforms', () => {
  test('on one runner are built together, by the job that publishes', () => {
    const { jobs } = builtWorkflowOf({ platforms: [LINUX_AMD64, LINUX_386] });
    expect(Object.keys(jobs)).toEqual(['publish-x']);
    expect(jobs['publish-x']['runs-on']).toBe('ubuntu-24.04');
    expect(stepOf(jobs['publish-x'], 'build').with.platforms).toBe('linux/amd64,linux/386');
    expect(stepNamesOf(jobs['publish-x'])).not.toContain('Set up emulation');
  });

  test('on several runners are built each on its own, natively where GitHub has such a runner', () => {
    expect(legsOf([LINUX_AMD64, LINUX_ARM64])).toEqual([
      { leg: 'linux-amd64', platforms: 'linux/amd64', runner: 'ubuntu-24.04' },
      { leg: 'linux-arm64', platforms: 'linux/arm64', runner: 'ubuntu-24.04-arm' },
    ]);
    expect(builtJobOf({ platforms: [LINUX_AMD64, LINUX_ARM64] }, 'build')['runs-on']).toBe('${{ matrix.runner }}');
  });

  test('without a runner are emulated on that of amd64', () => {
    expect(legsOf([LINUX_ARM64, LINUX_ARM_V7, LINUX_AMD64, LINUX_PPC64LE])).toEqual([
      { leg: 'linux-arm64', platforms: 'linux/arm64', runner: 'ubuntu-24.04-arm' },
      { leg: 'linux-arm-v7_linux-amd64_linux-ppc64le', platforms: 'linux/arm/v7,linux/amd64,linux/ppc64le', runner: 'ubuntu-24.04', emulated: 'linux/arm/v7,linux/ppc64le' },
    ]);
  });

  test('can be emulated by choice', () => {
    const job = builtJobOf({ platforms: [LINUX_AMD64, LINUX_ARM64.emulated()] });
    expect(stepOf(job, /^Set up emulation$/).with.platforms).toBe('linux/arm64');
    expect(stepOf(job, 'build').with.platforms).toBe('linux/amd64,linux/arm64');
  });

  test('are built on the runner that they name', () => {
    expect(legsOf([LINUX_AMD64, LINUX_ARM64.onRunner('self-hosted', 'arm64'), LINUX_RISCV64.onRunner('${{ vars.RISCV }}')])).toEqual([
      { leg: 'linux-amd64', platforms: 'linux/amd64', runner: 'ubuntu-24.04' },
      { leg: 'linux-arm64', platforms: 'linux/arm64', runner: ['self-hosted', 'arm64'] },
      { leg: 'linux-riscv64', platforms: 'linux/riscv64', runner: '${{ vars.RISCV }}' },
    ]);
  });

  test('are built on the runner of the image where it has one, and emulated there unless it is theirs', () => {
    const emulatedOn = (label: string) => stepOf(builtJobOf({ platforms: [LINUX_AMD64, LINUX_ARM64], runsOn: ['self-hosted', label] }), /^Set up emulation$/).with.platforms;
    expect(emulatedOn('x64')).toBe('linux/arm64');
    expect(emulatedOn('ARM64')).toBe('linux/amd64');
    expect(emulatedOn('ubuntu-24.04-arm')).toBe('linux/amd64');
  });

  test('on a runner of their own stay there, whatever the image runs on', () => {
    expect(legsOf([LINUX_AMD64, LINUX_ARM64.onRunner('arm')], { runsOn: ['self-hosted'] }).map(leg => leg.runner)).toEqual(['self-hosted', 'arm']);
  });

  test('are emulated by an image that is pinned, and only where a leg asks for it', () => {
    const job = builtJobOf({ platforms: [LINUX_AMD64, LINUX_ARM64, LINUX_S390X] }, 'build');
    const step = stepOf(job, /^Set up emulation$/);
    expect(step).toMatchObject({ if: 'matrix.emulated', with: { platforms: '${{ matrix.emulated }}' } });
    expect(step.with.image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  test('give a job twice the time where any is emulated', () => {
    expect(builtJobOf({ platforms: [LINUX_AMD64] })['timeout-minutes']).toBe(60);
    expect(builtJobOf({ platforms: [LINUX_ARM_V6] })['timeout-minutes']).toBe(120);
    expect(builtJobOf({ platforms: [LINUX_AMD64, LINUX_ARM64.emulated()], timeoutMinutes: 7 })['timeout-minutes']).toBe(7);
  });

  test('are told to the steps before a build', () => {
    const preBuildSteps = [{ name: 'Compile', run: 'make "$PLATFORMS"' }];
    const told = (platforms?: Platform[], kind = 'publish') => stepOf(builtJobOf({ platforms, preBuildSteps }, kind), /^Compile$/).env.PLATFORMS;
    expect(told([LINUX_AMD64, LINUX_386])).toBe('linux/amd64,linux/386');
    expect(told([LINUX_AMD64, LINUX_ARM64], 'build')).toBe('${{ matrix.platforms }}');
    expect(told()).toBe("linux/${{ runner.arch == 'ARM64' && 'arm64' || 'amd64' }}");
  });

  test('of an image in another registry are one: that one is copied', () => {
    const { run } = stepOf(builtJobOf({ source: SOURCE, platforms: [LINUX_ARM_V7] }), 'publish');
    expect(run).toContain('.os == "linux" and .architecture == "arm" and .variant == "v7"');
  });
});

describe('checks run where the image is native', () => {
  const checks = [ImageCheck.command('true')];
  test('on all such platforms of a runner', () => {
    const steps = builtJobOf({ platforms: [LINUX_AMD64, LINUX_386, LINUX_ARM_V7], checks }).steps.filter((step: any) => /^Load/.test(step.name));
    expect(steps.map((step: any) => step.env.PLATFORM)).toEqual(['linux/amd64', 'linux/386']);
  });

  test('on the first where none is native', () => {
    const step = stepOf(builtJobOf({ platforms: [LINUX_ARM_V6, LINUX_ARM_V7], checks }), /^Load/);
    expect(step.env.PLATFORM).toBe('linux/arm/v6');
  });

  test('on each leg of a matrix, and twice on a leg that has two', () => {
    const job = builtJobOf({ platforms: [LINUX_AMD64, LINUX_386, LINUX_ARM64], checks }, 'build');
    expect(job.strategy.matrix.include.map((leg: any) => [leg.check, leg['check-2']])).toEqual([['linux/amd64', 'linux/386'], ['linux/arm64', undefined]]);
    expect(job.steps.filter((step: any) => /^Check true$/.test(step.name)).map((step: any) => step.if)).toEqual([undefined, 'matrix.check-2']);
  });
});

describe('a platform is refused', () => {
  test.each(['', 'amd64', 'Linux/amd64', 'linux/amd64/v1/x', 'linux/', '/amd64', 'linux/amd64,linux/arm64', ' linux/amd64', 'linux/amd64\n', 'linux/$(id)', '1a/b', '${{ vars.P }}'])('that has not the form: %j', text => {
    expect(() => Platform.of(text)).toThrow(`Platform ${JSON.stringify(text)}: a platform is "os/architecture" or "os/architecture/variant" in lower case. Try "linux/arm/v7".`);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['on a runner of its own beside a group', declaring({ source: ImageSource.fromDockerfile(), platforms: [LINUX_AMD64, LINUX_ARM64.onRunner('arm')], runsOnGroup: { group: 'large' } }), /^GithubPackageImage "x": platforms "linux\/arm64": the jobs of one matrix are told apart by labels, and `runsOnGroup` names a group for all\. Leave `onRunner` or `runsOnGroup` out\.$/],
    ['on a runner without labels', () => LINUX_ARM64.onRunner(), /^Platform\.onRunner "\[\]": a runner has at least one label, and none is empty\. Name them: onRunner\("self-hosted", "arm64"\)\.$/],
    ['on a runner with an empty label', () => LINUX_ARM64.onRunner('a', ' '), /^Platform\.onRunner "\[\\"a\\",\\" \\"\]": a runner has at least one label/],
    ['on a runner of a secret', () => LINUX_ARM64.onRunner('${{ secrets.R }}'), /^Platform\.onRunner .* context "secrets"/],
    ['where there is none', declaring({ source: ImageSource.fromDockerfile(), platforms: [] }), /^GithubPackageImage "x": platforms "\[\]": an image is built for at least one platform\. Leave the option out for that of the runner\.$/],
    ['where it is there twice', declaring({ source: ImageSource.fromDockerfile(), platforms: [LINUX_AMD64, LINUX_AMD64.onRunner('a')] }), /^GithubPackageImage "x": platforms "linux\/amd64": it is there twice\. Leave one of them out\.$/],
    ['where it is there twice, once with its own variant', declaring({ source: ImageSource.fromDockerfile(), platforms: [LINUX_ARM64, Platform.of('linux/arm64/v8')] }), /"linux\/arm64": it is there twice/],
    ['where it is there twice, once without its variant', declaring({ source: ImageSource.fromDockerfile(), platforms: [LINUX_ARM_V7, Platform.of('linux/arm')] }), /"linux\/arm\/v7": it is there twice/],
    ['where it is there twice, once with the oldest variant', declaring({ source: ImageSource.fromDockerfile(), platforms: [LINUX_AMD64, Platform.of('linux/amd64/v1')] }), /"linux\/amd64": it is there twice/],
    ['where two runners would have the same name', declaring({ source: ImageSource.fromDockerfile(), platforms: [Platform.of('linux/a_b').onRunner('a'), Platform.of('linux/a/b').onRunner('b')] }), /^GithubPackageImage "x": platforms "linux\/a\/b": another runner has platforms that outputs call "linux-a-b" too\. Let one runner build both, or leave one of them out\.$/],
    ['as one of several of a mirror', declaring({ platforms: [LINUX_AMD64, LINUX_ARM64] }), /^GithubPackageImage "x": platforms "linux\/amd64, linux\/arm64": a mirror copies all platforms, or one\. Name one, or leave the option out\.$/],
    ['as one of several of a mirror on one runner', declaring({ platforms: [LINUX_AMD64, LINUX_386] }), /a mirror copies all platforms, or one/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });

  test('but not another variant of the same architecture', () => {
    expect(declaring({ source: ImageSource.fromDockerfile(), platforms: [LINUX_AMD64, Platform.of('linux/amd64/v3'), LINUX_ARM_V6, LINUX_ARM_V7] })).not.toThrow();
  });
});
