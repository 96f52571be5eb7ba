import { parse } from 'yaml';
import { COMMON_FILES, NewRepository } from './new-repository';
import { findingsOf } from '../test/policy';
import { refuseFindings } from '../test/validate';

const mirroredBy = (workflow: string) => parse(workflow).jobs['publish-acme'].strategy.matrix.include.map(({ source }: { source: string }) => source);

let repository: NewRepository;
beforeAll(() => {
  repository = NewRepository.make('image-mirror', '--images', 'alpine:3.22', '--images', 'quay.io/prometheus/busybox:latest');
});
afterAll(() => repository?.remove());

test('a repository that mirrors is made, and committed whole', () => {
  expect(repository.files()).toEqual([...COMMON_FILES, '.github/workflows/publish-acme.yml'].sort());
  expect(repository.uncommitted('made')).toBe('');
});

test('its .projenrc.ts lists the images that were named, and when they are mirrored', () => {
  const declared = repository.read('.projenrc.ts');
  expect(declared).toMatch(/^import \{ ImageMirrorProject \} from "projen-github-package-image";\nconst project = new ImageMirrorProject\(\{\n/);
  expect(declared).toContain('  images: ["alpine:3.22","quay.io/prometheus/busybox:latest"],\n');
  expect(declared).toContain('  schedule: ["17 3 * * *"],\n');
});

test('a fresh clone synthesizes the same', () => {
  repository.synth();
  expect(repository.uncommitted('clone')).toBe('');
});

test('its workflow is valid, and mirrors them', async () => {
  const workflow = repository.read('.github/workflows/publish-acme.yml');
  expect(mirroredBy(workflow)).toEqual(['alpine:3.22', 'quay.io/prometheus/busybox:latest']);
  expect(findingsOf(workflow)).toEqual([]);
  await refuseFindings(new Map([[workflow, 'publish-acme']]));
});

test('its user goes on from there with another image', () => {
  repository.change('images: [', 'images: ["debian:12-slim", ');
  repository.synth();
  expect(mirroredBy(repository.read('.github/workflows/publish-acme.yml'))).toContain('debian:12-slim');
});
