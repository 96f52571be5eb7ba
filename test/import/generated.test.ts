import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, synthesize } from './importer';
import { EXAMPLES } from '../../examples/synth';

const folder = (name: string) => join(__dirname, '..', '..', 'examples', name, '.github', 'workflows');

test.each(EXAMPLES.flatMap(name => readdirSync(folder(name)).map(file => [name, file])))('the example %s: %s gives a declaration that makes it again', (name, file) => {
  const text = readFileSync(join(folder(name), file), 'utf8');
  const { declaration } = bundle.importWorkflow(text);
  expect(synthesize(declaration)).toEqual({ [file]: text });
});
