import { nameFromMatrix } from '../../src/private/mirror-list';
import { runStep } from '../run-step';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const read = (source: string, images = [source], key = '$name:$tag') => runStep(nameFromMatrix('vars.IMAGES', key), { SOURCE: source, IMAGES: JSON.stringify(images) });

describe('the step that takes a reference apart', () => {
  test.each([
    ['alpine', 'docker.io', 'alpine', 'latest', 'alpine'],
    ['alpine:3.20', 'docker.io', 'alpine', '3.20', 'alpine:3.20'],
    ['quay.io/prometheus/busybox:v1', 'quay.io', 'prometheus/busybox', 'v1', 'quay.io/prometheus/busybox:v1'],
    ['localhost/a', 'localhost', 'a', 'latest', 'localhost/a'],
    ['localhost:5000/a/b', 'localhost:5000', 'a/b', 'latest', 'localhost:5000/a/b'],
    ['acme/a:1', 'docker.io', 'acme/a', '1', 'acme/a:1'],
    // skopeo takes a tag or a digest, not both
    [`quay.io/a:1@${DIGEST}`, 'quay.io', 'a', '1', `quay.io/a@${DIGEST}`],
    [`a@${DIGEST}`, 'docker.io', 'a', '', `a@${DIGEST}`],
  ])('reads %s as docker does', (source, registry, name, tag, reference) => {
    expect(read(source).outputs).toEqual({ registry, name, tag, reference });
  });

  test.each(['', 'a b', 'a\nb', 'a;id', '$(id)', '`id`', 'a"b', "a'b", 'a*', '${HOME}', 'é', 'a\ntag=latest'])('refuses %j, which is none', source => {
    const { status, log, outputs } = read(source);
    expect([status, outputs]).toEqual([1, {}]);
    expect(log).toContain('::error::');
    expect(log).toContain('is no image reference');
  });

  test.each<[string, string, string[], string]>([
    ['name and tag', '$name:$tag', ['quay.io/a/b:1', 'alpine', 'registry.example.com/a/b:1'], 'a/b:1'],
    ['name', '$name', ['quay.io/a/b:1', 'alpine', 'quay.io/a/b:2'], 'a/b'],
    ['tag', '$tag', ['quay.io/a/b:1', 'alpine', 'quay.io/c:1'], '1'],
  ])('refuses an image that would have the %s of another', (_, key, images, target) => {
    const { status, log, outputs } = read(images[0], images, key);
    expect([status, outputs]).toEqual([1, {}]);
    expect(log).toContain(`::error::the list has 2 images that would be ${target} here, and the last would replace the others`);
    expect(read('alpine', images, key).outputs).toMatchObject({ name: 'alpine' });
  });

  test('leaves the refusal of another that is none to that one', () => {
    expect(read('alpine', ['alpine', '$(id)', 'a\nalpine']).outputs).toMatchObject({ name: 'alpine' });
  });
});
