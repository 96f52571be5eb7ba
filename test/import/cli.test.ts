import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importWorkflow, textOf } from './importer';
import * as library from '../../src';
import { requireBundled } from '../bundle';

const { main } = requireBundled('import-cli', "export * from './import/cli';");
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (name: string) => name === 'projen-github-package-image' ? library : require(name);

const folder = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command. */
function run(...args: string[]): { status: number; out: string; err: string } {
  const [out, err] = (['stdout', 'stderr'] as const).map(stream => jest.spyOn(process[stream], 'write').mockReturnValue(true));
  try {
    const status = main(args, load);
    return { status, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
  } finally {
    [out, err].forEach(spy => spy.mockRestore());
  }
}

const model = (id: string) => join(__dirname, 'models', `${id}.yml`);

test('a workflow that comes out whole ends with 0, its declaration on standard output and the report beside it', () => {
  const { status, out, err } = run('import', model('75'));
  expect(status).toBe(0);
  expect(out).toBe(importWorkflow(textOf('75')).declaration);
  expect(err).toMatch(/75\.yml: the declaration replaces the file\.\n\nKept\n {2}line 73: the digest is signed/);
});

test('a workflow that comes out in part ends with 1, and the report says where to keep the rest', () => {
  const { status, err } = run('import', model('28'));
  expect(status).toBe(1);
  expect(err).toMatch(/line 4: the trigger workflow_run: the library has no such trigger\n {4}keep it in: the file as it is/);
});

test.each([
  ['a workflow that publishes nothing to be seen', model('15'), /nothing can be imported: no job publishes an image/],
  ['a file that is not there', join(folder, 'none.yml'), /no such file/],
  ['a file that is no workflow', __filename, /nothing can be imported/],
])('%s ends with 2, and nothing on standard output', (_, file, message) => {
  expect(run('import', file)).toEqual({ status: 2, out: '', err: expect.stringMatching(message) });
});

test.each([[[]], [['export', model('75')]], [['import']], [['import', model('75'), model('76')]], [['--unknown']]])('the words %j end with 2 and the usage', words => {
  expect(run(...words)).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/Usage: projen-github-package-image import/) });
});

test('--help says what the exit status means', () => {
  const { status, out } = run('--help');
  expect(status).toBe(0);
  expect(out).toMatch(/0 {2}whole[^]*1 {2}partial[^]*2 {2}nothing/);
});

test('--json has all of it', () => {
  const { out, err } = run('import', '--json', model('28'));
  const parsed = JSON.parse(out);
  expect(err).toBe('');
  expect(parsed).toMatchObject({ file: model('28'), outcome: 'partial', model: { images: [{ id: 'finder' }] } });
  expect(parsed.entries).toContainEqual({ verdict: 'unsaid', line: 4, text: 'the trigger workflow_run: the library has no such trigger', place: 'the file as it is' });
});

test('--write writes a new file, and none that is there already', () => {
  const target = join(folder, 'images.ts');
  expect(run('import', '--write', target, model('75'))).toMatchObject({ status: 0, out: '' });
  expect(readFileSync(target, 'utf8')).toBe(importWorkflow(textOf('75')).declaration);
  writeFileSync(target, 'mine');
  expect(run('import', '--write', target, model('75'))).toMatchObject({ status: 2, err: expect.stringMatching(/EEXIST/) });
  expect(readFileSync(target, 'utf8')).toBe('mine');
  expect(run('import', '--write', join(folder, 'nothing.ts'), model('15')).status).toBe(2);
  expect(existsSync(join(folder, 'nothing.ts'))).toBe(false);
});

test('what the library refuses in a declaration is in the report', () => {
  const file = join(folder, 'refused.yml');
  writeFileSync(file, textOf('02').replace('ghcr.io/acme/busybox', 'ghcr.io/ACME/busybox').replace('docker push ghcr.io/acme/busybox', 'docker push ghcr.io/ACME/busybox'));
  const { status, err } = run('import', file);
  expect(status).toBe(1);
  expect(err).toMatch(/the library refuses the declaration: ImageName "ACME\/busybox"/);
});
