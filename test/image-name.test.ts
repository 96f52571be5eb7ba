import { declaring, publicationOf } from './declare';
import { ImageDestination, ImageName } from '../src';

describe('the name of an image', () => {
  test.each<[string, ImageName | undefined, string]>([
    ['is under the repository, with the id, by default', undefined, 'ghcr.io/${{ github.repository }}/x'],
    ['can be that of the repository', ImageName.REPOSITORY, 'ghcr.io/${{ github.repository }}'],
    ['can be under the repository', ImageName.inRepository('tools/web'), 'ghcr.io/${{ github.repository }}/tools/web'],
    ['can be under the owner', ImageName.inOwner('web'), 'ghcr.io/${{ github.repository_owner }}/web'],
    ['can be the whole path', ImageName.of('acme/web'), 'ghcr.io/acme/web'],
    ['can hold expressions', ImageName.of('${{ github.repository }}-api'), 'ghcr.io/${{ github.repository }}-api'],
  ])('%s', (_, name, image) => {
    expect(publicationOf({ name }).IMAGE).toBe(image);
  });

  test('can be another at one destination', () => {
    const destinations = [ImageDestination.ghcr(), ImageDestination.enterpriseCloud('acme', { name: ImageName.of('acme/web') })];
    expect(publicationOf({ destinations })).toMatchObject({
      IMAGE: 'ghcr.io/${{ github.repository }}/x',
      IMAGE_2: 'containers.acme.ghe.com/acme/web',
    });
  });

  test.each(['a', 'a/b/c', 'a.b', 'a_b', 'a__b', 'a--b', 'a-----b', '0', 'x'.repeat(255)])('may be %j', path => {
    expect(() => ImageName.of(path)).not.toThrow();
  });
});

describe('a name is refused', () => {
  test.each([
    '', ' ', ' a', 'a ', 'a\n', '/a', 'a/', 'a//b', '.', '..', 'a..b', 'a.', '-a', 'a-', 'a___b', 'a._b', 'a:1', 'a@b', 'é', 'x'.repeat(256),
  ])('that breaks the grammar: %j', path => {
    expect(() => ImageName.of(path)).toThrow(`ImageName ${JSON.stringify(path)}: an image name is lower case: letters and digits, parted by`);
  });

  test.each([
    ['for upper case, with the lower case as the remedy', () => ImageName.inRepository('Web/API'), /^ImageName "Web\/API": an image name is lower case.*Try "web\/api"\.$/],
    ['under the owner too', () => ImageName.inOwner('My Image'), /^ImageName "My Image": an image name is lower case/],
    ['for an expression without an end', () => ImageName.of('${{ github.repository'), /^ImageName "\$\{\{ github.repository": an expression that begins with "\$\{\{" must end with "\}\}"/],
    ['for a context that is not there', () => ImageName.of('${{ matrix.name }}'), /^ImageName "\$\{\{ matrix.name \}\}": GitHub does not offer the context "matrix" there. It offers github, needs/],
    ['for a step that cannot be seen', declaring({ name: ImageName.of('${{ steps.a.outputs.b }}') }), /^GithubPackageImage "x" .*: no step "a" can be seen there\. Give a step of `setupSteps` that id/],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(message);
  });

  test('when it is made of the id of the image', () => {
    expect(() => declaring({})()).not.toThrow();
    expect(declaring({ name: ImageName.of('x') })).toThrow(/^ImageDestination: name "x": ghcr\.io takes "owner\/image"\. Use ImageName\.inOwner\("x"\)\.$/);
  });
});
