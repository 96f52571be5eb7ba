import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { COMMON_FILES, NewRepository } from './new-repository';
import { run } from './run';
import { pathOf } from '../e2e/tools';
import { findingsOf } from '../test/policy';
import { refuseFindings } from '../test/validate';

const image = `scaffold-${process.pid}`;
const base = `${image}-base`;

let repository: NewRepository;
beforeAll(() => {
  repository = NewRepository.make('image');
});
afterAll(() => {
  repository?.remove();
  execFileSync('docker', ['rmi', '--force', image, base]);
});

test('a repository with a Dockerfile is made, and committed whole', () => {
  expect(repository.files()).toEqual([...COMMON_FILES, '.dockerignore', '.github/workflows/publish-acme.yml', 'Dockerfile'].sort());
  expect(repository.uncommitted('made')).toBe('');
});

test('its .projenrc.ts declares the project, and shows the check', () => {
  expect(repository.read('.projenrc.ts')).toMatch(/^import \{ ImageProject \} from "projen-github-package-image";\nconst project = new ImageProject\(\{\n {2}checkCommand: \[.*\],\n {2}devDeps: /);
});

test('a fresh clone synthesizes the same', () => {
  repository.synth();
  expect(repository.uncommitted('clone')).toBe('');
});

test('its workflow is valid', async () => {
  const workflow = repository.read('.github/workflows/publish-acme.yml');
  expect(findingsOf(workflow)).toEqual([]);
  await refuseFindings(new Map([[workflow, 'publish-acme']]));
});

test('its Dockerfile builds, and the image passes the check of the workflow, which fails without the page', () => {
  const { jobs } = parse(repository.read('.github/workflows/publish-acme.yml'));
  const check = jobs['publish-acme'].steps.find(({ name }: { name: string }) => name.startsWith('Check sh'));
  const checked = () => run(repository.clone, 'bash', '-eo', 'pipefail', '-c', `IMAGE=${image}\n${check.run}`);
  importBusybox();
  run(repository.clone, 'bash', '-c', `sed 's/^FROM busybox:.*/FROM ${base}/' Dockerfile | docker build --network=none --tag ${image} --file - .`);
  expect(checked()).toBe('Hello, world!\n');
  run(repository.clone, 'bash', '-c', `printf 'FROM ${image}\nUSER 0\nRUN rm index.html\n' | docker build --network=none --tag ${image} -`);
  expect(checked).toThrow('404 Not Found');
});

test('its user goes on from there with another check and another image', () => {
  repository.change('import { ', 'import { GithubPackageImage, ImageSource, ');
  repository.change('["sh","-c","httpd -p 8080 && wget -qO - http://127.0.0.1:8080"]', '["test", "-s", "index.html"]');
  repository.change('project.synth();', "new GithubPackageImage(project, 'worker', { source: ImageSource.fromDockerfile({ context: 'worker' }) });\nproject.synth();");
  repository.synth();
  expect(repository.read('.github/workflows/publish-acme.yml')).toContain('run: docker run --rm "$IMAGE" test -s index.html\n');
  expect(repository.read('.github/workflows/publish-worker.yml')).toContain('IMAGE: ghcr.io/${{ github.repository }}/worker\n');
  expect(repository.uncommitted('clone')).toMatch(/^ M \.projenrc\.ts$/m);
});

/** Makes what stands in for the base image, with what the Dockerfile needs of it: not everywhere where tests run it can be pulled. */
function importBusybox(): void {
  const folder = mkdtempSync(join(tmpdir(), 'scaffold-busybox-'));
  try {
    const bin = join(folder, 'root', 'bin');
    mkdirSync(bin, { recursive: true });
    copyFileSync(pathOf('busybox')!, join(bin, 'busybox'));
    ['httpd', 'rm', 'sh', 'wget'].forEach(command => symlinkSync('busybox', join(bin, command)));
    run(folder, 'tar', '--create', '--file', 'root.tar', '--directory', 'root', '.');
    run(folder, 'docker', 'import', '--change', 'ENV PATH=/bin', 'root.tar', base);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
