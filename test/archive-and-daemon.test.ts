import { Project } from 'projen';
import { CREDENTIALS, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { runStep } from './run-step';
import { newProject, synth } from './synth';
import { GithubPackageImage, ImageDestination, ImageName, ImageSource, ImageTag, ImageTransfer, Platform, RegistryCredentials } from '../src';

const preBuildSteps = [{ id: 'made', name: 'Make the image', run: 'echo "name=a" >>"$GITHUB_OUTPUT"' }];

describe('an archive', () => {
  const jobOf = (path: string, options = {}) => builtWorkflowOf({ source: ImageSource.fromArchive(path), preBuildSteps, ...options }).jobs['publish-x'];

  test('is read after the steps that make it, and published like any other image', () => {
    const job = jobOf('dist/image.tar', { tags: [ImageTag.of('1')] });
    expect(stepNamesOf(job)).toEqual(['Check out the repository', 'Make the image', 'Sign in to ghcr.io', 'Read the archive', 'Publish x to ghcr.io', 'Show what was published']);
    expect(stepOf(job, /^Read/).env).toEqual({ ARCHIVE: 'dist/image.tar', LAYOUT: '${{ runner.temp }}/image' });
    expect(stepOf(job, 'publish').env.TAGS).toBe('1');
  });

  test('has tags by default, and no step for labels that nobody could set', () => {
    const job = jobOf('a');
    expect(stepOf(job, 'metadata').with).toEqual({ tags: expect.stringContaining('latest'), flavor: 'latest=false' });
    expect(stepOf(job, 'metadata').name).toBe('Compute tags and labels');
  });

  test('of a subproject is in its folder', () => {
    const project = newProject();
    new GithubPackageImage(new Project({ name: 'sub', parent: project, outdir: 'packages/sub' }), 'x', { source: ImageSource.fromArchive('./dist/') });
    expect(stepOf(synth(project, 'publish-sub-x').jobs['publish-sub-x'], /^Read/).env.ARCHIVE).toBe('packages/sub/dist');
  });

  test('may be named by a step that makes it', () => {
    expect(stepOf(jobOf('dist/${{ steps.made.outputs.name }}'), /^Read/).env.ARCHIVE).toBe('dist/${{ steps.made.outputs.name }}');
  });

  describe('is read for what it is:', () => {
    const skopeo = { skopeo: 'echo "$@"' };
    const read = (make: string, archive = 'my image') => {
      const step = stepOf(jobOf(archive), /^Read/);
      return runStep({ ...step, run: `${make}\n${step.run}` }, { LAYOUT: '/layout' }, skopeo);
    };
    test.each([
      ['a folder', 'mkdir "my image"', 'oci'],
      ['an OCI archive', 'touch oci-layout; tar -cf "my image" oci-layout', 'oci-archive'],
      ['an OCI archive made from a folder', 'touch oci-layout; tar -cf "my image" ./oci-layout', 'oci-archive'],
      ['what docker saves', 'touch manifest.json; tar -cf "my image" manifest.json', 'docker-archive'],
    ])('%s', (_, make, transport) => {
      const { status, log } = read(make);
      expect([status, log.trim()]).toEqual([0, `copy --all ${transport}:my image oci:/layout`]);
    });

    test('nothing, and then the run says who should have made it', () => {
      const { status, log } = read('true');
      expect(status).toBe(1);
      expect(log).toContain('::error::There is no archive my image: let preBuildSteps put it there');
    });
  });

  test('is built on every runner that it has platforms for', () => {
    const { 'build-x': build } = builtWorkflowOf({ source: ImageSource.fromArchive('a'), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] }).jobs;
    expect(stepNamesOf(build)).toEqual(expect.arrayContaining(['Read the archive', 'Push x (${{ matrix.platforms }}) to ghcr.io by digest']));
  });
});

describe('an image of the Docker engine', () => {
  test.each([['web', 'web:latest'], ['web:1', 'web:1'], ['acme/web:${{ github.sha }}', 'acme/web:${{ github.sha }}'], ['localhost:5000/web', 'localhost:5000/web:latest']])('is %s', (reference, full) => {
    const { jobs } = builtWorkflowOf({ source: ImageSource.fromDaemon(reference), preBuildSteps });
    expect(stepOf(jobs['publish-x'], /^Read the image from Docker$/).env.REFERENCE).toBe(full);
  });

  test('is read as it is called, whatever its name', () => {
    const step = stepOf(builtWorkflowOf({ source: ImageSource.fromDaemon('${{ vars.A }}') }).jobs['publish-x'], /^Read/);
    expect(runStep(step, { REFERENCE: 'a b$(id)', LAYOUT: '/l' }, { docker: 'printf "<%s>" "$@"', skopeo: 'true' }).log).toContain('<a b$(id)>');
  });
});

describe('a source is refused', () => {
  const path = 'it is a path within the project, relative to it. Let `preBuildSteps` put the archive there.';
  test.each(['', ' ', '/tmp/image'])('as an archive at %j', text => {
    expect(() => ImageSource.fromArchive(text)).toThrow(`ImageSource.fromArchive ${JSON.stringify(text)}: ${path}`);
  });

  const legacy = 'docker.pkg.github.com/acme/web/x:1';
  const noDigests = /docker\.pkg\.github\.com knows no digests, so that nothing can be copied from there\. Name the image by its tag, and leave `transfer` out\.$/;
  test.each<[string, () => unknown, RegExp]>([
    ['as an archive of no context', () => ImageSource.fromArchive('${{ matrix.a }}'), /^ImageSource\.fromArchive .* context "matrix"/],
    ['as an archive with a colon in its path', () => ImageSource.fromArchive('a:b.tar'), /^ImageSource\.fromArchive "a:b\.tar": tar and skopeo read what follows a ":" as something else\. Give the archive a name without it\.$/],
    ['as an archive outside of the repository', declaring({ source: ImageSource.fromArchive('../a') }), /^GithubPackageImage "x" "\.\.\/a": that path leaves the repository/],
    ['as an archive of a step that cannot be seen', declaring({ source: ImageSource.fromArchive('${{ steps.a.outputs.b }}') }), /no step "a" can be seen there/],
    ['in the engine, by digest', () => ImageSource.fromDaemon(`a@sha256:${'a'.repeat(64)}`), /^ImageSource\.fromDaemon "a@sha256:a+": the engine knows images by their tag\. Leave the digest out\.$/],
    ['in the engine, in capitals', () => ImageSource.fromDaemon('Web'), /^ImageSource\.fromDaemon "Web": an image name is lower case.*Try "web"\.$/],
    ['in the engine, of no context', () => ImageSource.fromDaemon('${{ matrix.a }}'), /^ImageSource\.fromDaemon .* context "matrix"/],
    ['in the engine, of a step that cannot be seen', declaring({ source: ImageSource.fromDaemon('${{ steps.a.outputs.b }}') }), /no step "a" can be seen there/],
    ['of the former registry, by digest', () => ImageSource.fromRegistry(`docker.pkg.github.com/a/b/c@sha256:${'a'.repeat(64)}`), noDigests],
    ['of the former registry, as a copy', () => ImageSource.fromRegistry(legacy, { transfer: ImageTransfer.COPY }), noDigests],
    ['of the former registry, of two parts', () => ImageSource.fromRegistry('docker.pkg.github.com/a/b:1'), /^ImageSource\.fromRegistry "a\/b": docker\.pkg\.github\.com has "owner\/repo\/image, exactly"\. Name owner and image\.$/],
    ['of ghcr.io, of one part', () => ImageSource.fromRegistry('ghcr.io/a:1'), /^ImageSource\.fromRegistry "a": ghcr\.io has "owner\/image, may nest"\. Name owner and image\.$/],
    ['of the former registry, with a personal access token', () => ImageSource.fromRegistry(legacy, { credentials: CREDENTIALS }), /^ImageSource\.fromRegistry: credentials for "docker\.pkg\.github\.com": it takes the token of the job only\. Use RegistryCredentials\.githubToken\(\)\.$/],
    ['with credentials for another registry that the run completes', () => ImageSource.fromRegistry('quay.io/a:${{ vars.V }}', { credentials: RegistryCredentials.githubToken() }), /must not be sent to another/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});

describe('an image of the former registry', () => {
  const source = ImageSource.fromRegistry('docker.pkg.github.com/acme/web/x:1', { credentials: RegistryCredentials.githubToken() });
  test('is pulled and pushed, since it cannot be copied', () => {
    const { run } = stepOf(builtWorkflowOf({ source }).jobs['publish-x'], 'publish');
    expect(run).toContain('docker push');
    expect(run).not.toContain('skopeo copy');
  });
});

describe('an image that is built, for a registry without digests', () => {
  const destinations = [ImageDestination.dockerPkg()];
  test('is pushed by Docker', () => {
    const { run } = stepOf(builtWorkflowOf({ destinations }).jobs['publish-x'], 'publish');
    expect(run).toContain('docker push');
    expect(run).not.toContain('"docker://$image');
  });

  test('goes to the others by digest, and there once they have it', () => {
    const job = builtWorkflowOf({ destinations: [ImageDestination.ghcr(), ...destinations] }).jobs['publish-x'];
    const { run } = stepOf(job, 'publish');
    expect(run.indexOf('"docker://$image@$digest"')).toBeLessThan(run.indexOf('docker push'));
    expect(run).toContain('docker push');
  });

  test('is refused for several platforms', () => {
    const platforms = [Platform.LINUX_AMD64, Platform.LINUX_ARM64];
    const message = /^GithubPackageImage "x": platforms "linux\/amd64, linux\/arm64": docker\.pkg\.github\.com knows one platform for each tag\. Name one, or publish to ImageDestination\.ghcr\(\)\.$/;
    for (const where of [destinations, [ImageDestination.ghcr(), ImageDestination.dockerPkg({ name: ImageName.inRepository('y') })]]) {
      expect(declaring({ source: ImageSource.fromDockerfile(), platforms, destinations: where })).toThrow(message);
    }
  });
});
