import { CREDENTIALS, SOURCE, declaring, publicationOf, publishJobOf, stepOf, workflowOf } from './declare';
import { runStep } from './run-step';
import { newProject, synth } from './synth';
import { AttestWhen, GithubPackageImage, ImageDestination, ImageMirror, ImageName, ImageSigning, ImageSource, Platform, RegistryCredentials } from '../src';
import type { GithubPackageImageOptions } from '../src';

const runsOn = ['self-hosted'];

describe('a destination', () => {
  test.each<[string, () => ImageDestination, string]>([
    ['ghcr.io', () => ImageDestination.ghcr(), 'ghcr.io/${{ github.repository }}/x'],
    ['docker.pkg.github.com', () => ImageDestination.dockerPkg(), 'docker.pkg.github.com/${{ github.repository }}/x'],
    ['the container registry of a server', () => ImageDestination.enterpriseServer('github.acme.com'), 'containers.github.acme.com/${{ github.repository }}/x'],
    ['the Docker registry of a server', () => ImageDestination.enterpriseServerDocker('github.acme.com'), 'docker.github.acme.com/${{ github.repository }}/x'],
    ['the Docker registry of a server without subdomains', () => ImageDestination.enterpriseServerDocker('github.acme.com', { subdomainIsolation: false }), 'github.acme.com/${{ github.repository }}/x'],
    ['a server with a port', () => ImageDestination.enterpriseServer('github.acme.com:8443'), 'containers.github.acme.com:8443/${{ github.repository }}/x'],
    ['an enterprise on GHE.com', () => ImageDestination.enterpriseCloud('acme'), 'containers.acme.ghe.com/${{ github.repository }}/x'],
    ['Docker Hub', () => ImageDestination.dockerHub('acme/web', CREDENTIALS), 'docker.io/acme/web'],
    ['another registry, with the name there', () => ImageDestination.registry('quay.io/acme/web', CREDENTIALS), 'quay.io/acme/web'],
    ['another registry, with the name of the image', () => ImageDestination.registry('quay.io', CREDENTIALS), 'quay.io/${{ github.repository }}/x'],
    ['another registry, with a name of its own', () => ImageDestination.registry('quay.io', CREDENTIALS, { name: ImageName.of('acme/y') }), 'quay.io/acme/y'],
    ['a registry on a port, without a sign-in', () => ImageDestination.registry('localhost:5000/x'), 'localhost:5000/x'],
    ['a registry at an IPv6 address', () => ImageDestination.registry('[::1]:5000/x'), '[::1]:5000/x'],
    ['a registry that the run knows', () => ImageDestination.registry("${{ vars.HOST || 'a/b' }}/x", CREDENTIALS), "${{ vars.HOST || 'a/b' }}/x"],
    ['a registry that the run knows, with the name of the image', () => ImageDestination.registry('${{ vars.HOST }}', CREDENTIALS), '${{ vars.HOST }}/${{ github.repository }}/x'],
    ['a name that the run knows', () => ImageDestination.registry('quay.io/acme/${{ github.ref_name }}', CREDENTIALS), 'quay.io/acme/${{ github.ref_name }}'],
  ])('can be %s', (_, destination, image) => {
    expect(publicationOf({ destinations: [destination()], runsOn }).IMAGE).toBe(image);
  });

  test('without credentials is not signed in to', () => {
    const job = publishJobOf({ destinations: [ImageDestination.registry('localhost:5000/x')] });
    expect(job.steps.map((step: any) => step.name).join()).not.toMatch(/Sign in/);
    expect(job.permissions).toEqual({});
  });

  test('is signed in to once, however many images of the registry it names', () => {
    const job = publishJobOf({ destinations: [ImageDestination.ghcr(), ImageDestination.ghcr({ name: ImageName.inOwner('y') })] });
    expect(job.steps.filter((step: any) => /^Sign in/.test(step.name))).toHaveLength(1);
    expect(stepOf(job, 'publish').env).toMatchObject({ IMAGE: 'ghcr.io/${{ github.repository }}/x', IMAGE_2: 'ghcr.io/${{ github.repository_owner }}/y' });
  });

  test('that is not the primary can be switched off, sign-in included', () => {
    const when = "github.ref == 'refs/heads/main'";
    const job = publishJobOf({ destinations: [ImageDestination.ghcr(), ImageDestination.dockerHub('acme/x', CREDENTIALS, { when })] });
    expect(stepOf(job, /^Sign in to docker\.io$/).if).toBe(when);
    expect(stepOf(job, /^Sign in to ghcr\.io$/)).not.toHaveProperty('if');
    expect(stepOf(job, 'publish').env.IMAGE_2).toBe(`\${{ (${when}) && 'docker.io/acme/x' || '' }}`);
  });

  test('is signed in to where any of its images is switched on', () => {
    const hub = (name: string, when: string) => ImageDestination.dockerHub(`acme/${name}`, CREDENTIALS, { when });
    const job = publishJobOf({ destinations: [ImageDestination.ghcr(), hub('a', "github.ref_type == 'tag'"), hub('b', "github.actor == 'me'")] });
    expect(stepOf(job, /^Sign in to docker\.io$/).if).toBe("(github.ref_type == 'tag') || (github.actor == 'me')");
  });

  describe('whose registry only the run knows', () => {
    const image = { name: ImageName.of('web'), destinations: [ImageDestination.registry('${{ vars.HOST }}', CREDENTIALS)] };
    const signIn = () => stepOf(publishJobOf(image), /^Sign in to the registry$/);
    const docker = { docker: 'echo "docker $*"' };

    test('is signed in to by a variable', () => {
      expect(signIn().env).toMatchObject({ REGISTRY: '${{ vars.HOST }}' });
      expect(runStep(signIn(), { REGISTRY: 'registry.example.com:5000' }, docker)).toMatchObject({ status: 0, log: expect.stringContaining('docker login registry.example.com:5000 --username') });
    });

    test.each(['', '--debug', 'a b', 'a/b', 'a\nb'])('is not signed in to where it is %j', REGISTRY => {
      const { status, log } = runStep(signIn(), { REGISTRY }, docker);
      expect(status).toBe(1);
      expect(log).toContain(`::error::"${REGISTRY}" is no host of a registry`);
      expect(log).not.toContain('docker login');
    });

    test('is told by outputs, and checked with the name', () => {
      const project = newProject();
      expect(new GithubPackageImage(project, 'x', { source: SOURCE, ...image }).nameExpression).toBe('${{ needs.publish-x.outputs.name }}');
      const { run } = stepOf(publishJobOf(image), 'publish');
      expect(run).toContain('image=${IMAGE,,}\n');
      expect(runStep({ run: run.replace(/command -v skopeo.*/s, '') }, { IMAGE: 'a,b/web' }).log).toContain('"a,b/web" is no valid image name');
      expect(runStep({ run: run.replace(/command -v skopeo.*/s, '') }, { IMAGE: '[::1]:5000/web' })).toMatchObject({ status: 0, log: '' });
    });
  });

  describe('whose registry is told by the steps of its credentials', () => {
    const own = RegistryCredentials.fromSteps({
      steps: [{ id: 'ecr', name: 'Ask for the registry', run: 'echo "registry=registry.example.com" >>"$GITHUB_OUTPUT"' }],
      username: '${{ steps.ecr.outputs.user }}',
      password: '${{ steps.ecr.outputs.password }}',
    });
    const there = ImageDestination.registry('${{ steps.ecr.outputs.registry }}/web', own);

    test.each<[string, GithubPackageImageOptions]>([
      ['a mirror', { source: SOURCE }],
      ['a build', { source: ImageSource.fromDockerfile(), triggers: { pullRequests: true } }],
      ['several platforms', { source: ImageSource.fromDockerfile(), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] }],
      ['signatures and attestations', { source: ImageSource.fromDockerfile(), sign: ImageSigning.keyless(), attest: AttestWhen.ALWAYS }],
    ])('in the workflow of %s, is named only behind them', (_, options) => {
      const jobs: Array<{ steps: Array<{ id?: string }> }> = Object.values(workflowOf({ ...options, destinations: [there] }).jobs);
      const naming = jobs.filter(job => JSON.stringify(job).includes('steps.ecr.outputs'));
      expect(naming.length).toBeGreaterThan(0);
      for (const { steps } of naming) {
        const first = steps.findIndex(step => JSON.stringify(step).includes('steps.ecr.outputs'));
        expect(steps.slice(0, first).filter(({ id }) => id === 'ecr')).toHaveLength(1);
      }
    });

    test('is that of a mirror of several images', () => {
      const project = newProject();
      const mirror = new ImageMirror(project, 'images', { images: ['hello-world:latest'], destinations: [there] });
      expect(stepOf(synth(project, 'publish-images').jobs[mirror.publishJobId], 'publish').env.IMAGE).toBe('${{ steps.ecr.outputs.registry }}/web');
    });

    test('is not that of another destination', () => {
      expect(() => workflowOf({ destinations: [there, ImageDestination.registry('${{ steps.ecr.outputs.other }}/more', CREDENTIALS)] }))
        .toThrow(/"\$\{\{ steps\.ecr\.outputs\.other \}\}\/more": no step "ecr" can be seen there/);
    });
  });

  test('warns where the registry is closed', () => {
    const project = newProject();
    const warn = jest.spyOn(project.logger, 'warn').mockImplementation();
    new GithubPackageImage(project, 'x', { source: SOURCE, destinations: [ImageDestination.dockerPkg()] });
    expect(warn.mock.calls.join()).toMatch(/docker\.pkg\.github\.com was closed.*ImageDestination\.ghcr\(\)/);
    warn.mockClear();
    new GithubPackageImage(project, 'y', { source: SOURCE });
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('a destination is refused', () => {
  const noHost = 'a registry is a host name with or without a port, without "https://" and without a path. Try "registry.example.com".';
  test.each(['', 'https://github.acme.com', 'github.acme.com/', 'a b', '${{ vars.HOST }}', '-a.b'])('for %j as the host of a server', host => {
    expect(() => ImageDestination.enterpriseServer(host)).toThrow(`ImageDestination.enterpriseServer: host "${host}": ${noHost}`);
    expect(() => ImageDestination.enterpriseServerDocker(host)).toThrow(`ImageDestination.enterpriseServerDocker: host "${host}": ${noHost}`);
  });

  test.each([['containers.github.acme.com', 'github.acme.com'], ['docker.github.acme.com', 'github.acme.com']])('for %j as the host of a server, which is that of its registry', (host, remedy) => {
    expect(() => ImageDestination.enterpriseServer(host)).toThrow(`ImageDestination.enterpriseServer: host "${host}": it is the host of the server, not that of its registry. Try "${remedy}".`);
  });

  test.each(['github.com', 'GitHub.com', 'ghcr.github.com', 'acme.ghe.com', '[::1]'])('for %j as the host of a server, which is none', host => {
    const message = 'it is the host of a GitHub Enterprise Server, "github.acme.com". For github.com use ImageDestination.ghcr(), for GHE.com ImageDestination.enterpriseCloud().';
    expect(() => ImageDestination.enterpriseServerDocker(host)).toThrow(`ImageDestination.enterpriseServerDocker: host "${host}": ${message}`);
  });

  test.each(['', 'acme.ghe.com', 'https://acme', 'a b', '-a', '${{ vars.SUB }}'])('for %j as a subdomain of GHE.com', subdomain => {
    expect(() => ImageDestination.enterpriseCloud(subdomain)).toThrow(
      `ImageDestination.enterpriseCloud: subdomain "${subdomain}": it takes the subdomain alone. Write "acme" for acme.ghe.com.`,
    );
  });

  test.each([
    ['', /: a registry is a host name/],
    ['/a', /^ImageDestination\.registry: reference "\/a": a registry is a host name/],
    ['acme', /: it begins with the host of the registry\. For Docker Hub use ImageDestination\.dockerHub\.$/],
    ['acme/x', /: it begins with the host of the registry/],
    ['https://quay.io/a', /: a registry is a host name/],
    ['${{ vars.HOST }}/X', /: an image name is lower case/],
    ['${{ vars.HOST }}/x:1', /: a destination has neither tag nor digest/],
    ['${{ vars.HOST', /: an expression that begins with "\$\{\{" must end with "\}\}"/],
    ['quay.io/', /: an image name is lower case/],
    ['quay.io/Acme/x', /: an image name is lower case.*Try "quay\.io\/acme\/x"\.$/],
    ['quay.io/a:1', /: a destination has neither tag nor digest\. Say the tags with the option `tags`\.$/],
    [`quay.io/a@sha256:${'a'.repeat(64)}`, /: a destination has neither tag nor digest/],
    ['docker.io/acme/x', /: that is Docker Hub\. Use ImageDestination\.dockerHub, which knows its names\.$/],
    ['Index.docker.io', /: that is Docker Hub/],
    ['registry-1.docker.io/acme/x', /: that is Docker Hub/],
    ['ghcr.io', /: that registry is GitHub's\. Use ImageDestination\.ghcr\(\)/],
    ['ghcr.io/a/b', /: that registry is GitHub's/],
    ['docker.pkg.github.com/a/b/c', /: that registry is GitHub's/],
    ['containers.acme.ghe.com/a/b', /: that registry is GitHub's.*enterpriseCloud/],
  ])('for %j as another registry', (reference, message) => {
    expect(() => ImageDestination.registry(reference, CREDENTIALS)).toThrow(/^ImageDestination\.registry: reference "/);
    expect(() => ImageDestination.registry(reference, CREDENTIALS)).toThrow(message);
  });

  const personal = RegistryCredentials.of({ username: 'me', passwordSecret: 'PAT' });
  const twoParts = ImageName.inOwner('x');
  test.each([
    ['for a name without an owner at Docker Hub', () => ImageDestination.dockerHub('web', CREDENTIALS), /^ImageDestination\.dockerHub: repository "web": a repository of Docker Hub is "owner\/name"\. Try "acme\/web"\.$/],
    ['for a name of three parts at Docker Hub', () => ImageDestination.dockerHub('docker.io/a/b', CREDENTIALS), /a repository of Docker Hub is "owner\/name"/],
    ['for upper case at Docker Hub', () => ImageDestination.dockerHub('Acme/web', CREDENTIALS), /^ImageDestination\.dockerHub: repository "Acme\/web": an image name is lower case.*Try "acme\/web"/],
    ['for a tag at Docker Hub', () => ImageDestination.dockerHub('acme/web:1', CREDENTIALS), /"acme\/web:1": an image name is lower case/],
    ['for two names', () => ImageDestination.registry('quay.io/a', CREDENTIALS, { name: ImageName.of('b') }), /^ImageDestination\.registry: reference "quay\.io\/a": the reference names the image, and so does `name`\. Leave one of them out\.$/],
    ['for a personal access token at docker.pkg.github.com', () => ImageDestination.dockerPkg({ credentials: personal }), /^ImageDestination: credentials for "docker\.pkg\.github\.com": it takes the token of the job only\. Leave `credentials` out\.$/],
    ['for owner/image at docker.pkg.github.com', declaring({ name: twoParts, destinations: [ImageDestination.dockerPkg()] }), /^ImageDestination: name "\$\{\{ github\.repository_owner \}\}\/x": docker\.pkg\.github\.com takes "owner\/repo\/image", exactly\. Use ImageName\.inRepository/],
    ['for four parts at docker.pkg.github.com', declaring({ destinations: [ImageDestination.dockerPkg({ name: ImageName.inRepository('a/b') })] }), /takes "owner\/repo\/image", exactly/],
    ['for owner/repo at the Docker registry of a server', declaring({ name: ImageName.REPOSITORY, destinations: [ImageDestination.enterpriseServerDocker('github.acme.com')], runsOn }), /the Docker registry of a GitHub Enterprise Server takes "owner\/repo\/image", exactly/],
    ['for a name of one part at GHE.com', declaring({ name: ImageName.of('x'), destinations: [ImageDestination.enterpriseCloud('acme')] }), /^ImageDestination: name "x": the container registry of GHE\.com takes "owner\/image"\. Use ImageName\.inOwner\("x"\)\.$/],
    ['for an empty condition', () => ImageDestination.ghcr({ when: '' }), /^ImageDestination: when "": a condition is an expression written bare/],
    ['for secrets in a condition', () => ImageDestination.ghcr({ when: "secrets.A != ''" }), /^ImageDestination: when .* context "secrets"/],
    ['where there is none', declaring({ destinations: [] }), /^GithubPackageImage "x": destinations "\[\]": an image is published somewhere\. Leave the option out for ghcr\.io\.$/],
    ['where the primary is switched off', declaring({ destinations: [ImageDestination.ghcr({ when: 'inputs.a' })] }), /^GithubPackageImage "x": destinations: when "inputs\.a": the first destination is the primary, and cannot be switched off\. Use `publishWhen`/],
    ['at a server that no runner reaches', declaring({ destinations: [ImageDestination.enterpriseServer('github.acme.com')] }), /^GithubPackageImage "x": destinations "containers\.github\.acme\.com": GitHub-hosted runners do not reach a GitHub Enterprise Server\. Name runners of yours with `runsOn`\.$/],
    ['at a server that no runner reaches, not being the primary', declaring({ destinations: [ImageDestination.ghcr(), ImageDestination.enterpriseServerDocker('github.acme.com')] }), /Name runners of yours with `runsOn`/],
    ['for two sign-ins at one registry', declaring({ destinations: [ImageDestination.registry('quay.io/a/b', CREDENTIALS), ImageDestination.registry('quay.io/a/c', personal)] }), /^GithubPackageImage "x": destinations "quay\.io": docker keeps one sign-in for each registry, and two destinations there have different credentials\. Declare a second image/],
    ['for a step that cannot be seen', declaring({ destinations: [ImageDestination.registry('quay.io/${{ steps.a.outputs.b }}', CREDENTIALS)] }), /no step "a" can be seen there/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
