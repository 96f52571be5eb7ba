import { ImageDestination, ImageName } from '../../src';
import { Images } from '../../src/private/images';
import { CREDENTIALS } from '../declare';
import { runStep } from '../run-step';

const destinations = (when?: string) => [
  ImageDestination.ghcr()._bind(ImageName.inRepository('x')),
  ImageDestination.registry('quay.io/acme/x', CREDENTIALS, { when })._bind(ImageName.REPOSITORY),
  ImageDestination.registry('localhost:5000', undefined, { when })._bind(ImageName.of('${{ vars.NAME }}')),
];
const run = (images: Images, lines: readonly string[], env: Record<string, string>) => runStep({ run: lines.join('\n') }, { ...images.env, ...env });

describe('the names of an image in a script', () => {
  const all = (images: Images) => [...images.names, ...images.each(images.of(() => true), ['echo "<$image>"'])];

  test('are in lower case where the run knows them, and as they are where they are known', () => {
    const images = new Images(destinations());
    expect(images.env).toEqual({ IMAGE: 'ghcr.io/${{ github.repository }}/x', IMAGE_2: 'quay.io/acme/x', IMAGE_3: 'localhost:5000/${{ vars.NAME }}' });
    expect(run(images, all(images), { IMAGE: 'ghcr.io/Acme/Web/x', IMAGE_3: 'localhost:5000/A' }).log).toBe('<ghcr.io/acme/web/x>\n<quay.io/acme/x>\n<localhost:5000/a>\n');
  });

  test('are left out where they are empty, since their destination is switched off', () => {
    const images = new Images(destinations('vars.ON'));
    expect(images.env.IMAGE_2).toBe("${{ (vars.ON) && 'quay.io/acme/x' || '' }}");
    expect(run(images, all(images), { IMAGE: 'ghcr.io/a/x', IMAGE_2: '', IMAGE_3: '' }).log).toBe('<ghcr.io/a/x>\n');
  });

  test.each(['ghcr.io/a b/x', 'ghcr.io/', 'ghcr.io//x', 'ghcr.io/a/x:latest', 'ghcr.io/$(id)', 'ghcr.io/a\nb', 'x', '', 'ghcr.io/-a'])('stop the run where they are none that a registry takes: %j', name => {
    for (const images of [new Images(destinations()), new Images(destinations().slice(0, 1))]) {
      const { status, log } = run(images, all(images), { IMAGE: name, IMAGE_3: 'localhost:5000/a' });
      expect(status).toBe(1);
      expect(log).toContain(`::error::"${name}" is no valid image name: name the image with ImageName.of`);
    }
  });

  test('need no loop where there is one destination, nor a check where it is known', () => {
    const [, known] = destinations();
    const images = new Images([known]);
    expect(images.names).toEqual(['image=$IMAGE']);
    expect(images.each([0], ['echo "$image"'])).toEqual(['echo "$image"']);
    expect(images.each([], ['echo "$image"'])).toEqual([]);
    expect(run(images, all(images), {}).log).toBe('<quay.io/acme/x>\n');
  });

  test('can be those of some destinations', () => {
    const images = new Images(destinations());
    const lines = [...images.names, ...images.each(images.of(({ host }) => host !== 'quay.io'), ['echo "$image"'])];
    expect(run(images, lines, { IMAGE: 'ghcr.io/a/x', IMAGE_3: 'localhost:5000/a' }).log).toBe('ghcr.io/a/x\nlocalhost:5000/a\n');
    expect(images.primary).toBe('${IMAGE,,}');
  });
});
