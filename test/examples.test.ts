import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './synth';
import { EXAMPLES, synthExample } from '../examples/synth';

test.each(EXAMPLES)('the example %s makes the workflow that lies beside it, and it is valid', name => {
  const kept = join(__dirname, '..', 'examples', name, '.github', 'workflows');
  const made = synthExample(name, folder => readdirSync(folder).map(file => [file, readText(join(folder, file))]));
  expect(made).toEqual(readdirSync(kept).map(file => [file, readFileSync(join(kept, file), 'utf8')]));
});

test('the legacy example does what this project began with', () => {
  const text = readFileSync(join(__dirname, '..', 'examples', 'legacy', '.github', 'workflows', 'publish-hello-world.yml'), 'utf8');
  expect(text).toMatch(/^on:\n {2}push:\n {4}branches:\n {6}- main\n(?! )/m);
  expect(text).toMatch(/PASSWORD: \$\{\{ github\.token \}\}\n +USERNAME: \$\{\{ github\.actor \}\}/);
  expect(text).toMatch(/docker login docker\.pkg\.github\.com --username "\$USERNAME" --password-stdin <<<"\$PASSWORD"/);
  expect(text).toMatch(/IMAGE: docker\.pkg\.github\.com\/\$\{\{ github\.repository \}\}\/hello-world\n +SOURCE: hello-world:latest\n +TAGS: latest/);
  expect(text).toMatch(/docker pull .*"\$SOURCE"[^]*docker tag "\$SOURCE" "\$image:\$tag"[^]*push "\$image:\$tag"/);
});
