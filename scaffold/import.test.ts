import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NewRepository } from './new-repository';
import { run } from './run';
import { findingsOf } from '../test/policy';
import { refuseFindings } from '../test/validate';

const HAND_WRITTEN = `name: Docker
on:
  push:
    branches: [main]
jobs:
  docker:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: write
    steps:
      - uses: actions/checkout@v4
      - run: |
          echo "\${{ secrets.GITHUB_TOKEN }}" | docker login ghcr.io --username "\${{ github.actor }}" --password-stdin
          docker build --tag ghcr.io/acme/tools/web:latest web
          docker push ghcr.io/acme/tools/web:latest
`;

let repository: NewRepository;
beforeAll(() => {
  repository = NewRepository.make('image');
});
afterAll(() => repository?.remove());

test('the command of the installed package turns a workflow into a declaration, and the project makes its own of it', async () => {
  const workflows = join(repository.clone, '.github', 'workflows');
  mkdirSync(workflows, { recursive: true });
  writeFileSync(join(workflows, 'docker.yml'), HAND_WRITTEN);
  run(repository.clone, 'npx', 'projen-github-package-image', 'import', '--write', 'imported.ts', '.github/workflows/docker.yml');
  rmSync(join(workflows, 'docker.yml'));
  const imported = readFileSync(join(repository.clone, 'imported.ts'), 'utf8');
  const [, imports, declaration] = /^((?:import [^;]*;\n)+)\n([^]*)$/.exec(imported)!;
  repository.change('import { ImageProject } from', `${imports}import { ImageProject } from`);
  repository.change('project.synth();', `${declaration}project.synth();`);
  repository.synth();
  expect(readdirSync(workflows).sort()).toEqual(['publish-acme.yml', 'publish-web.yml']);
  const workflow = readFileSync(join(workflows, 'publish-web.yml'), 'utf8');
  expect(workflow).toContain('IMAGE: ghcr.io/acme/tools/web\n');
  expect(findingsOf(workflow)).toEqual([]);
  await refuseFindings(new Map([[workflow, 'publish-web']]));
});
