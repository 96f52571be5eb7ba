import { entriesOf } from './csv';
import { CREDENTIALS, builtWorkflowOf, declaring, stepNamesOf, stepOf } from './declare';
import { ImageBuilder, ImageDestination, ImageSource, type GithubPackageImageOptions } from '../src';

function jobsOf(builder: ImageBuilder | undefined, options: GithubPackageImageOptions = {}): any {
  return builtWorkflowOf({ source: ImageSource.fromDockerfile({ builder }), ...options }).jobs;
}
const setupOf = (job: any) => stepOf(job, /^Set up BuildKit$/);
const pullRequests = { branches: ['main'], pullRequests: true };
const hub = [ImageDestination.ghcr(), ImageDestination.dockerHub('acme/web', CREDENTIALS)];

describe('a builder', () => {
  test.each<[string, ImageBuilder | undefined, object | undefined]>([
    ['is BuildKit on the runner by default', undefined, undefined],
    ['can be that, by name', ImageBuilder.dockerContainer(), undefined],
    ['can be another image', ImageBuilder.dockerContainer({ image: 'moby/buildkit:v0.20.0' }), { 'driver-opts': 'image=moby/buildkit:v0.20.0' }],
    ['can have more options', ImageBuilder.dockerContainer({ image: 'a', driverOpts: { 'network': 'host', 'env.A': 'b' } }), { 'driver-opts': 'image=a\nnetwork=host\nenv.A=b' }],
    ['can be configured', ImageBuilder.dockerContainer({ buildkitConfig: '[registry."docker.io"]\n  mirrors = ["mirror.acme.com"]\n' }), { 'buildkitd-config-inline': '[registry."docker.io"]\n  mirrors = ["mirror.acme.com"]\n' }],
    ['can be pods', ImageBuilder.kubernetes({ driverOpts: { namespace: 'ci', nodeselector: 'a=b,c=d' } }), { 'driver': 'kubernetes', 'driver-opts': 'namespace=ci\n"nodeselector=a=b,c=d"' }],
    ['can be one that runs already', ImageBuilder.remote('tcp://buildkit:1234'), { driver: 'remote', endpoint: 'tcp://buildkit:1234' }],
    ['can be one that only the run knows', ImageBuilder.remote('tcp://${{ vars.HOST }}:1234'), { driver: 'remote', endpoint: 'tcp://${{ vars.HOST }}:1234' }],
  ])('%s', (_, builder, inputs) => {
    const jobs = jobsOf(builder, { triggers: pullRequests });
    expect(setupOf(jobs['publish-x']).with).toEqual(inputs);
    expect(setupOf(jobs['check-x']).with).toEqual(inputs);
  });

  test('that has secrets is that of the runner in pull requests', () => {
    const jobs = jobsOf(ImageBuilder.remote('tcp://buildkit:1234', { caCertSecret: 'CA', certSecret: 'CERT', keySecret: 'KEY' }), { triggers: pullRequests });
    expect(setupOf(jobs['publish-x']).env).toMatchObject({
      BUILDER_NODE_0_AUTH_TLS_CACERT: '${{ secrets.CA }}', BUILDER_NODE_0_AUTH_TLS_CERT: '${{ secrets.CERT }}', BUILDER_NODE_0_AUTH_TLS_KEY: '${{ secrets.KEY }}',
    });
    expect(setupOf(jobs['check-x'])).not.toHaveProperty('with');
    expect(setupOf(jobs['check-x'])).not.toHaveProperty('env');
    expect(JSON.stringify(jobs['check-x'])).not.toContain('secrets.');
  });

  test('of Docker Build Cloud is signed in to Docker Hub by a destination', () => {
    const jobs = jobsOf(ImageBuilder.cloud('acme/default'), { destinations: hub, triggers: pullRequests });
    const names = stepNamesOf(jobs['publish-x']);
    expect(names.filter(name => name === 'Sign in to docker.io')).toHaveLength(1);
    expect(names.indexOf('Sign in to docker.io')).toBeLessThan(names.indexOf('Set up BuildKit'));
    expect(setupOf(jobs['publish-x']).with).toEqual({ driver: 'cloud', endpoint: 'acme/default' });
    expect(setupOf(jobs['check-x'])).not.toHaveProperty('with');
  });

  test('of Docker Build Cloud is signed in to Docker Hub by credentials of its own', () => {
    const { 'publish-x': job } = jobsOf(ImageBuilder.cloud('acme/default', { credentials: CREDENTIALS }));
    expect(stepOf(job, /^Sign in to docker\.io$/).env.PASSWORD).toBe('${{ secrets.REGISTRY_TOKEN }}');
    expect(setupOf(job).env.DOCKER_CONFIG).toBe(stepOf(job, /^Sign in to docker\.io$/).env.DOCKER_CONFIG);
  });

  test('takes an option with commas as one', () => {
    const { with: inputs } = setupOf(jobsOf(ImageBuilder.dockerContainer({ driverOpts: { 'env.no_proxy': 'a,b' } }))['publish-x']);
    expect(entriesOf(inputs['driver-opts'])).toEqual(['env.no_proxy=a,b']);
  });
});

describe('a builder is refused', () => {
  test.each(['', 'buildkit:1234', 'http://buildkit', 'tcp:/a', 'tcp://', ' tcp://a'])('for %j as its address', endpoint => {
    expect(() => ImageBuilder.remote(endpoint)).toThrow(`ImageBuilder.remote: endpoint ${JSON.stringify(endpoint)}: it is an address with its scheme. Try "tcp://buildkit.acme.internal:1234".`);
  });

  test.each(['', 'acme', 'acme/', '/default', 'Acme/default', 'acme/a/b', 'acme/${{ vars.A }}'])('for %j as that of Docker Build Cloud', endpoint => {
    expect(() => ImageBuilder.cloud(endpoint)).toThrow(`ImageBuilder.cloud: endpoint ${JSON.stringify(endpoint)}: it is the organization and the name of the builder. Try "acme/default".`);
  });

  test.each(['a\nb', 'a"b', '${{ vars.A }}'])('for the option %j', value => {
    expect(() => ImageBuilder.kubernetes({ driverOpts: { a: value } })).toThrow(`ImageBuilder: driverOpts: a ${JSON.stringify(value)}: it is one line that is not empty, without quotes or expressions, known at synth.`);
    expect(() => ImageBuilder.dockerContainer({ image: value })).toThrow(/^ImageBuilder: driverOpts: image /);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['for an address of no context', () => ImageBuilder.remote('tcp://${{ matrix.a }}'), /^ImageBuilder\.remote: endpoint .* context "matrix"/],
    ['for an option with a blank at its end', () => ImageBuilder.kubernetes({ driverOpts: { a: 'b ' } }), /^ImageBuilder: driverOpts: a "b ": the blanks at its ends would be lost/],
    ['for an address with a blank at its end', () => ImageBuilder.remote('tcp://a '), /^ImageBuilder\.remote: endpoint "tcp:\/\/a ": the blanks at its ends would be lost/],
    ['for a configuration with a control character', () => ImageBuilder.dockerContainer({ buildkitConfig: 'a\0' }), /^ImageBuilder: buildkitConfig "a\\u0000": it holds the control character/],
    ['for one of three secrets', () => ImageBuilder.remote('tcp://a', { keySecret: 'KEY' }), /^ImageBuilder\.remote "tcp:\/\/a": mutual TLS takes three secrets\. Name `caCertSecret`, `certSecret` and `keySecret`, or none of them\.$/],
    ['for two of three secrets', () => ImageBuilder.remote('tcp://a', { caCertSecret: 'CA', certSecret: 'CERT' }), /mutual TLS takes three secrets/],
    ['for the expression of a secret', () => ImageBuilder.remote('tcp://a', { caCertSecret: '${{ secrets.CA }}', certSecret: 'B', keySecret: 'C' }), /^ImageBuilder\.remote: secrets "\$\{\{ secrets\.CA \}\}": it takes the name of a secret/],
    ['at Docker Build Cloud without a sign-in', declaring({ source: ImageSource.fromDockerfile({ builder: ImageBuilder.cloud('acme/default') }) }), /^GithubPackageImage "x": builder "acme\/default": Docker Build Cloud takes a sign-in to Docker Hub\. Give it with ImageBuilder\.cloud\(endpoint, \{ credentials \}\)\.$/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
