import { JobPermission } from 'projen/lib/github/workflows-model';
import { publishJobOf, stepOf } from './declare';
import { newProject } from './synth';
import { GithubPackageImage, ImageDestination, ImageSource, RegistryCredentials } from '../src';

const quay = (credentials: RegistryCredentials) => publishJobOf({ destinations: [ImageDestination.registry('quay.io/acme/x', credentials)] });

describe('a sign-in', () => {
  test("is with the token of the job at GitHub's registries, which may then push, and nothing else", () => {
    const job = publishJobOf();
    expect(stepOf(job, /^Sign in to ghcr\.io$/).env).toMatchObject({ USERNAME: '${{ github.actor }}', PASSWORD: '${{ github.token }}' });
    expect(job.permissions).toEqual({ packages: 'write' });
  });

  test('with a secret needs no permission, and says which secret is missing', () => {
    const job = quay(RegistryCredentials.of({ username: 'acme', passwordSecret: 'QUAY_TOKEN' }));
    const step = stepOf(job, /^Sign in to quay\.io$/);
    expect(step.env).toMatchObject({ USERNAME: 'acme', PASSWORD: '${{ secrets.QUAY_TOKEN }}' });
    expect(step.run).toContain('the secret QUAY_TOKEN is empty');
    expect(job.permissions).toEqual({});
  });

  test('is as the actor where no user name is given', () => {
    expect(stepOf(quay(RegistryCredentials.of({ passwordSecret: 'QUAY_TOKEN' })), /^Sign in/).env.USERNAME).toBe('${{ github.actor }}');
  });

  test('passes the password on standard input, and keeps it where the runner cleans up', () => {
    const step = stepOf(quay(RegistryCredentials.of({ passwordSecret: 'QUAY_TOKEN' })), /^Sign in/);
    expect(step.run).toContain('--password-stdin');
    expect(step.run).not.toMatch(/(-p|--password) /);
    expect(step.env.DOCKER_CONFIG).toMatch(/^\$\{\{ runner\.temp \}\}\//);
  });

  test('with two secrets warns that GitHub drops outputs that hold the user name', () => {
    const project = newProject();
    const warn = jest.spyOn(project.logger, 'warn').mockImplementation();
    const credentials = RegistryCredentials.fromSecrets({ username: 'QUAY_USER', password: 'QUAY_TOKEN' });
    new GithubPackageImage(project, 'x', {
      source: ImageSource.fromRegistry('a:1'),
      destinations: [ImageDestination.ghcr(), ImageDestination.registry('quay.io', credentials)],
    });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0].join()).toMatch(/QUAY_USER: GitHub drops every job output.*RegistryCredentials\.of/);
    expect(stepOf(quay(credentials), /^Sign in/).env).toMatchObject({ USERNAME: '${{ secrets.QUAY_USER }}', PASSWORD: '${{ secrets.QUAY_TOKEN }}' });
  });

  test('follows the steps that fetch it, with the permissions that they need', () => {
    const job = quay(RegistryCredentials.fromSteps({
      steps: [{ id: 'login', name: 'Fetch a token', run: 'echo "token=t" >>"$GITHUB_OUTPUT"' }],
      username: 'AWS',
      password: '${{ steps.login.outputs.token }}',
      permissions: { idToken: JobPermission.WRITE, contents: JobPermission.NONE },
    }));
    const names = job.steps.map((step: any) => step.name);
    expect(names.indexOf('Sign in to quay.io')).toBe(names.indexOf('Fetch a token') + 1);
    expect(stepOf(job, /^Sign in/).env.PASSWORD).toBe('${{ steps.login.outputs.token }}');
    expect(job.permissions).toEqual({ 'id-token': 'write' });
  });
});

describe('credentials are refused', () => {
  const steps = [{ id: 'login', run: 'true' }];
  const rule = 'it takes the name of a secret: letters, digits and "_", not beginning with a digit or GITHUB_.';
  test.each(['', ' ', '1A', 'A-B', 'A B', 'A\n', 'é', 'secrets.A', '${{ secrets.A }}', 'GITHUB_TOKEN', 'github_x'])('for %j as the name of a secret', name => {
    expect(() => RegistryCredentials.of({ passwordSecret: name })).toThrow(`RegistryCredentials.of: passwordSecret ${JSON.stringify(name)}: ${rule}`);
    expect(() => RegistryCredentials.fromSecrets({ username: name, password: 'A' })).toThrow(`RegistryCredentials.fromSecrets: username ${JSON.stringify(name)}: ${rule}`);
    expect(() => RegistryCredentials.fromSecrets({ username: 'A', password: name })).toThrow(`RegistryCredentials.fromSecrets: password ${JSON.stringify(name)}: ${rule}`);
  });

  test.each(['ghp_0123456789', 'github_pat_0123', 'dckr_pat_0123'])('for the value of a secret, which the message does not repeat: %s', value => {
    const declare = () => RegistryCredentials.of({ passwordSecret: value });
    expect(declare).toThrow(/^RegistryCredentials\.of: passwordSecret: it takes the name of a secret, and this looks like its value\. Revoke it/);
    expect(declare).not.toThrow(value);
  });

  test.each([
    ['for the token of the job by the name of its secret', () => RegistryCredentials.of({ passwordSecret: 'GITHUB_TOKEN' }), /use RegistryCredentials\.githubToken\(\)\.$/],
    ['for an empty user name', () => RegistryCredentials.of({ username: ' ', passwordSecret: 'A' }), /^RegistryCredentials\.of: username " ": a user name is not empty\. Leave it out to sign in as the actor\.$/],
    ['for a user name of a context that is not there', () => RegistryCredentials.of({ username: '${{ matrix.a }}', passwordSecret: 'A' }), /^RegistryCredentials\.of: username .* context "matrix"/],
    ['without a step that fetches them', () => RegistryCredentials.fromSteps({ steps: [], username: 'a', password: 'b' }), /^RegistryCredentials\.fromSteps: steps "\[\]": at least one step must fetch the credentials\. For a stored secret use RegistryCredentials\.of\.$/],
    ['for a password that is no output', () => RegistryCredentials.fromSteps({ steps, username: 'a', password: 'hunter2' }), /^RegistryCredentials\.fromSteps: password "password": it is what those steps fetch\. Write "\$\{\{ steps\.<id>\.outputs\.<name> \}\}"\.$/],
    ['for an empty user name of steps', () => RegistryCredentials.fromSteps({ steps, username: ' ', password: '${{ steps.login.outputs.a }}' }), /^RegistryCredentials\.fromSteps: username ".*": it is what those steps fetch/],
    ['for a user name of another step', () => RegistryCredentials.fromSteps({ steps, username: '${{ steps.other.outputs.a }}', password: '${{ steps.login.outputs.b }}' }), /^RegistryCredentials\.fromSteps: username .*: no step "other" can be seen there/],
    ['for a password of another step', () => RegistryCredentials.fromSteps({ steps, username: 'a', password: '${{ steps.other.outputs.a }}' }), /^RegistryCredentials\.fromSteps: password .*: no step "other" can be seen there/],
    ['where the token of the job would go to another registry', () => ImageDestination.registry('quay.io/a/b', RegistryCredentials.githubToken()), /^ImageDestination: credentials for "quay\.io": the token of the job is for GitHub's registries, and must not be sent to another\. Use RegistryCredentials\.of\.$/],
    ['where the token of the job would go to Docker Hub', () => ImageDestination.dockerHub('a/b', RegistryCredentials.githubToken()), /^ImageDestination: credentials for "docker\.io": the token of the job is for GitHub's registries/],
    ['where the token of the job would go to a source', () => ImageSource.fromRegistry('quay.io/a/b', { credentials: RegistryCredentials.githubToken() }), /^ImageSource\.fromRegistry: credentials for "quay\.io": the token of the job is for GitHub's registries/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });
});
