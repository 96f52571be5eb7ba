import { importWorkflow, synthesize } from './importer';

/** A workflow with these steps after a checkout. */
function workflow(...steps: readonly string[]): string {
  return [
    'on: { push: { branches: [main] } }', 'jobs:', '  image:', '    runs-on: ubuntu-latest', '    permissions: { contents: read, id-token: write }', '    steps:',
    ...['{ uses: actions/checkout@v4 }', ...steps].map(step => `      - ${step}`),
  ].join('\n');
}

const AWS = '{ uses: aws-actions/configure-aws-credentials@v4, with: { role-to-assume: "${{ secrets.ROLE }}", aws-region: eu-west-1 } }';
const ECR = '{ id: ecr, uses: aws-actions/amazon-ecr-login@v2 }';
const TO_ECR = '{ uses: docker/build-push-action@v6, with: { push: true, tags: "${{ steps.ecr.outputs.registry }}/web:1" } }';

/** The names of steps, or what they are. */
const titles = (steps: readonly any[]) => steps.map(({ id, name, uses, run }) => id ?? name ?? uses ?? run);

test('the host of a registry that a sign-in tells is told by the same steps', () => {
  const { outcome, model, declaration }: any = importWorkflow(workflow(AWS, ECR, TO_ECR));
  expect(outcome).toBe('whole');
  const [{ host, path, credentials }] = model.images[0].destinations;
  expect({ host, path, idToken: credentials.idToken }).toEqual({ host: '${{ steps.ecr.outputs.registry }}', path: 'web', idToken: true });
  expect(titles(credentials.steps)).toEqual(['aws-actions/configure-aws-credentials@v4', 'ecr', 'ecr-password']);
  const [file] = Object.values(synthesize(declaration));
  expect(file).toMatch(/steps\.ecr\.outputs\.registry/);
});

test('what follows with the identity of a cloud is where that identity is', () => {
  const { outcome, model }: any = importWorkflow(workflow(AWS, ECR, TO_ECR, '{ name: Roll out, run: aws ecs update-service --cluster a --service b }'));
  expect(outcome).toBe('whole');
  expect(titles(model.images[0].destinations[0].credentials.steps)).not.toContain('Roll out');
  expect(titles(model.images[0].postPublishSteps)).toContain('Roll out');
});

test('an action after it that writes to the repository is in a job with the permissions for that', () => {
  const { outcome, model }: any = importWorkflow(workflow(AWS, ECR, TO_ECR, '{ name: Roll out, run: aws ecs list-services }', '{ uses: softprops/action-gh-release@v2 }'));
  expect(outcome).toBe('whole');
  expect(titles(model.images[0].postPublishSteps)).toEqual(['actions/checkout@v4', 'Roll out']);
  expect(model.jobs).toMatchObject([{ id: 'after', after: ['web'], job: { permissions: { contents: { permission: 'READ' }, idToken: { permission: 'WRITE' } } } }]);
  expect(titles(model.jobs[0].job.steps)).toEqual(['actions/checkout@v4', 'softprops/action-gh-release@v2']);
});

test('such an action that builds upon what needs the sign-in is reported', () => {
  const { outcome, entries } = importWorkflow(workflow(
    AWS, ECR, TO_ECR, '{ id: scan, run: docker run acme/scan }', '{ uses: softprops/action-gh-release@v2, with: { body: "${{ steps.scan.outputs.text }}" } }',
  ));
  expect(outcome).toBe('partial');
  expect(entries).toContainEqual(expect.objectContaining({ verdict: 'unsaid', line: 12, text: expect.stringMatching(/may write to the repository/) }));
});

test.each([
  ['Google', '{ id: auth, uses: google-github-actions/auth@v2, with: { token_format: access_token, workload_identity_provider: a } }', 'oauth2accesstoken', '${{ steps.auth.outputs.access_token }}', true],
  ['a vault', '{ id: vault, uses: hashicorp/vault-action@v3, with: { url: "https://vault.acme.example", token: "${{ secrets.VAULT }}" } }', '${{ steps.vault.outputs.user }}', '${{ steps.vault.outputs.password }}', false],
  ['a script', '{ id: own, run: ./fetch-password }', 'acme', '${{ steps.own.outputs.password }}', false],
])('a password that a step of %s puts out is fetched by that step', (_, step, username, password, idToken) => {
  const { outcome, model, declaration }: any = importWorkflow(workflow(
    step, `{ uses: docker/login-action@v3, with: { registry: registry.acme.example, username: "${username}", password: "${password}" } }`,
    '{ uses: docker/build-push-action@v6, with: { push: true, tags: "registry.acme.example/web:1" } }',
  ));
  expect(outcome).toBe('whole');
  expect(model.images[0].destinations[0].credentials).toMatchObject({ kind: 'fromSteps', username, password, idToken });
  expect(model.images[0]).not.toHaveProperty('preBuildSteps');
  expect(Object.keys(synthesize(declaration))).toHaveLength(1);
});

test('a remark on a sign-in of a step that is kept as it is is not made', () => {
  const { entries }: any = importWorkflow(workflow(
    '{ uses: macbre/push-to-ghcr@v1, with: { image_name: acme/web, github_token: "${{ github.token }}" } }',
    '{ run: "docker login -u x -p ${{ secrets.P }} quay.io\\ndocker run acme/tool" }',
  ));
  expect(entries.filter(({ text }: { text: string }) => /no longer passes through a script/.test(text))).toEqual([]);
});
