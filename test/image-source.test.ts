import { CREDENTIALS, DIGEST, declaring, publicationOf, publishJobOf, stepOf } from './declare';
import { ImageDestination, ImageName, ImageSource, ImageTag, ImageTransfer, RegistryCredentials } from '../src';

describe('an image of another registry', () => {
  test.each([
    ['alpine', 'alpine:latest', 'latest'],
    ['alpine:3.20', 'alpine:3.20', '3.20'],
    ['quay.io/prometheus/busybox:v1', 'quay.io/prometheus/busybox:v1', 'v1'],
    ['localhost:5000/a:1', 'localhost:5000/a:1', '1'],
    ['localhost/a:1', 'localhost/a:1', '1'],
    ['[::1]:5000/a:1', '[::1]:5000/a:1', '1'],
    ['127.0.0.1/a/b/c', '127.0.0.1/a/b/c:latest', 'latest'],
    // skopeo takes a tag or a digest, not both
    [`alpine:3.20@${DIGEST}`, `alpine@${DIGEST}`, '3.20'],
  ])('%s is published as it is, under its own tag', (reference, source, tag) => {
    expect(publicationOf({ source: ImageSource.fromRegistry(reference) })).toMatchObject({ SOURCE: source, TAGS: tag });
  });

  test('can be named by a digest, or by the run, with tags that are said', () => {
    const tags = [ImageTag.of('stable')];
    expect(publicationOf({ source: ImageSource.fromRegistry(`alpine@${DIGEST}`), tags })).toMatchObject({ SOURCE: `alpine@${DIGEST}`, TAGS: 'stable' });
    const triggers = { inputs: { version: {} } };
    expect(publicationOf({ source: ImageSource.fromRegistry('alpine:${{ inputs.version }}'), tags, triggers }).SOURCE).toBe('alpine:${{ inputs.version }}');
  });

  test('is signed in to, and may be pulled, and no more, with the token of the job', () => {
    const job = publishJobOf({
      source: ImageSource.fromRegistry('ghcr.io/other/x:1', { credentials: RegistryCredentials.githubToken() }),
      destinations: [ImageDestination.registry('quay.io/acme/x', CREDENTIALS)],
    });
    expect(stepOf(job, /^Sign in to ghcr\.io$/).env.PASSWORD).toBe('${{ github.token }}');
    expect(job.permissions).toEqual({ packages: 'read' });
  });

  test('is signed in to once where source and destination share registry and credentials', () => {
    const job = publishJobOf({ source: ImageSource.fromRegistry('ghcr.io/other/x:1', { credentials: RegistryCredentials.githubToken() }) });
    expect(job.steps.filter((step: any) => /^Sign in/.test(step.name))).toHaveLength(1);
    expect(job.permissions).toEqual({ packages: 'write' });
  });

  test('is signed in to apart from the destination where they share the registry, and not the credentials', () => {
    const job = publishJobOf({ source: ImageSource.fromRegistry('ghcr.io/other/x:1', { credentials: CREDENTIALS }) });
    const signIns = job.steps.filter((step: any) => /^Sign in/.test(step.name));
    expect(new Set(signIns.map((step: any) => step.env.DOCKER_CONFIG)).size).toBe(2);
    const { env, run } = stepOf(job, 'publish');
    expect(env.SOURCE_DOCKER_CONFIG).toBe(stepOf(job, /as the source/).env.DOCKER_CONFIG);
    expect(run).toContain('--src-authfile "$SOURCE_DOCKER_CONFIG/config.json"');
  });
});

describe('a source whose registry only the run completes', () => {
  test('is signed in to where its host is known', () => {
    const job = publishJobOf({ source: ImageSource.fromRegistry('quay.io/acme/a:${{ vars.V }}', { credentials: CREDENTIALS }), tags: [ImageTag.of('1')] });
    expect(stepOf(job, /^Sign in to quay\.io$/).env.PASSWORD).toBe('${{ secrets.REGISTRY_TOKEN }}');
    expect(stepOf(job, 'publish').env.SOURCE).toBe('quay.io/acme/a:${{ vars.V }}');
  });
});

describe('the transfer', () => {
  const scriptOf = (options: object) => stepOf(publishJobOf(options), 'publish').run;

  test('is a copy between registries, with every platform and the same digest', () => {
    const script = scriptOf({});
    expect(script).toContain('skopeo copy --all --preserve-digests');
    expect(script).not.toContain('docker pull');
  });

  test('of one tag at one destination brings the content to the tag, which moves last', () => {
    const script = scriptOf({});
    expect(script).toContain('skopeo copy --all --preserve-digests "docker://$repository@$digest" "docker://$image:$tag"');
    expect(script).not.toContain('"docker://$image@$digest"');
  });

  test.each<[string, object]>([
    ['several tags', { tags: [ImageTag.of('1'), ImageTag.of('2')] }],
    ['tags that only the run knows', { tags: [ImageTag.list('${{ inputs.tags }}')], triggers: { inputs: { tags: {} } } }],
    ['several destinations', { destinations: [ImageDestination.ghcr(), ImageDestination.dockerHub('acme/x', CREDENTIALS)] }],
    ['signatures that come along', { source: ImageSource.fromRegistry('a/b:1', { referrers: true }) }],
  ])('of %s brings the content first, by digest, and moves the tags then', (_, options) => {
    const script = scriptOf(options);
    const content = script.indexOf('skopeo copy --all --preserve-digests "docker://$repository@$digest" "docker://$image@$digest"');
    expect(content).toBeGreaterThan(0);
    expect(script.indexOf('skopeo copy --multi-arch index-only')).toBeGreaterThan(content);
    expect(script).not.toMatch(/copy --all .* "docker:\/\/\$image:\$tag"/);
  });

  test('is pull, tag and push where the destination knows neither platforms nor digests', () => {
    const script = scriptOf({ destinations: [ImageDestination.dockerPkg()] });
    expect(script).toMatch(/docker pull|pull --platform/);
    expect(script).toContain('docker tag');
    expect(script).toContain('docker push');
    expect(script).not.toContain('skopeo');
  });

  test('is pull, tag and push where the user says so', () => {
    const script = scriptOf({ source: ImageSource.fromRegistry('a/b:1', { transfer: ImageTransfer.PULL_AND_PUSH }) });
    expect(script).toContain('docker push');
    expect(script).not.toContain('skopeo copy');
  });
});

describe('a source is refused', () => {
  const noDigest = 'a digest is "sha256:" and 64 hexadecimal digits in lower case. Copy it from `docker buildx imagetools inspect`.';
  test.each([
    'a@', '@', 'a:1@', 'a@sha256:1', `a@sha256:${'A'.repeat(64)}`, `a@sha256:${'a'.repeat(63)}`, `a@sha512:${'a'.repeat(128)}`, `a@${DIGEST}@${DIGEST}`,
  ])('for a digest that is none: %s', reference => {
    expect(() => ImageSource.fromRegistry(reference)).toThrow(`ImageSource.fromRegistry "${reference}": ${noDigest}`);
  });

  test.each([
    ['', /an image name is lower case/],
    [' alpine', /an image name is lower case/],
    ['alpine\n', /an image name is lower case/],
    ['Alpine:3', /"Alpine:3": an image name is lower case.*Try "alpine:3"\.$/],
    ['quay.io/', /an image name is lower case/],
    ['quay.io/Acme/x', /"quay\.io\/Acme\/x": an image name is lower case.*Try "quay\.io\/acme\/x"\.$/],
    ['a:1:2', /"a:1:2": an image name is lower case.*Give it such a name\.$/],
    ['a:', /a tag may hold letters/],
    ['a:.1', /"a:\.1": a tag may hold letters.*Try "1"\.$/],
    [`a:${'x'.repeat(129)}`, /at most 128 of them/],
    ['a'.repeat(64), /"a{64}": docker takes that for the id of an image\. Name its registry: "docker\.io\/library\/…"\.$/],
    ['x'.repeat(248), /"x{248}": an image name is lower case.*at most 255 characters/],
    ['https://ghcr.io/x', /"https:": a registry is a host name with or without a port, without "https:\/\/" and without a path/],
    ['host:port/x', /"host:port": a registry is a host name/],
    ['-a.b/x', /"-a.b": a registry is a host name/],
    ['${{ inputs.x', /an expression that begins with "\$\{\{" must end with "\}\}"/],
    ['alpine:${{ matrix.x }}', /GitHub does not offer the context "matrix" there/],
  ])('that breaks the grammar of references: %j', (reference, message) => {
    expect(() => ImageSource.fromRegistry(reference)).toThrow(message);
    expect(() => ImageSource.fromRegistry(reference)).toThrow(/^ImageSource\.fromRegistry "/);
  });

  const unknownTag = /its tag is not known at synth\. Say which tags to publish with the option `tags`\.$/;
  test.each([
    ['by digest alone, without tags', declaring({ source: ImageSource.fromRegistry(`alpine@${DIGEST}`) }), unknownTag],
    ['with an empty list of tags', declaring({ tags: [] }), /GithubPackageImage "x": tags "\[\]": an image is published under at least one tag\. Leave the option out for the default\.$/],
    ['by an expression, without tags', declaring({ source: ImageSource.fromRegistry('alpine:${{ vars.V }}') }), unknownTag],
    ['for a step that cannot be seen', declaring({ source: ImageSource.fromRegistry('alpine:${{ steps.a.outputs.b }}'), tags: [ImageTag.of('1')] }), /no step "a" can be seen there/],
    ['with credentials for a registry that the run names', () => ImageSource.fromRegistry('${{ vars.HOST }}/a:1', { credentials: CREDENTIALS }), /the registry to sign in to must be known at synth\. Let the reference begin with its host\.$/],
    ['with credentials, and no registry in a reference of the run', () => ImageSource.fromRegistry('acme/a:${{ vars.V }}', { credentials: CREDENTIALS }), /must be known at synth/],
    ['as a copy to a registry that takes none', declaring({
      source: ImageSource.fromRegistry('a:1', { transfer: ImageTransfer.COPY }),
      destinations: [ImageDestination.dockerPkg({ name: ImageName.inRepository('x') })],
    }), /^GithubPackageImage "x": transfer "COPY": docker\.pkg\.github\.com takes no copy: it knows neither several platforms nor digests\. Leave `transfer` out\.$/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
