import { execFileSync } from 'node:child_process';
import { BASH_IMAGE_NAME, checkHost, checkPath, parseReference } from '../../src/private/oci-grammar';

const PATHS = ['a', 'a/b', 'a.b', 'a_b', 'a__b', 'a-b', 'a---b', 'a1/2b', 'x'.repeat(255)];
const NO_PATHS = ['', 'A', 'a.', '.a', 'a..b', 'a___b', 'a_-b', '-a', 'a-', 'a/', '/a', 'a//b', 'a b', 'a:b', 'é'];

test.each(PATHS)('%j is a path of an image', path => {
  expect(() => checkPath('name', path)).not.toThrow();
});

test.each([...NO_PATHS, 'x'.repeat(256)])('%j is no path of an image', path => {
  expect(() => checkPath('name', path)).toThrow(`name ${JSON.stringify(path)}: an image name is lower case`);
});

test("scripts know the same grammar, with a host before the path, in bash's words", () => {
  const names = [...PATHS, ...NO_PATHS].map(path => `ghcr.io/${path}`);
  const script = 'while IFS= read -r name; do [[ $name =~ $GRAMMAR ]] && echo yes || echo no; done';
  const answers = execFileSync('bash', ['-c', script], { input: `${names.join('\n')}\n`, encoding: 'utf8', env: { ...process.env, GRAMMAR: BASH_IMAGE_NAME } });
  expect(answers.trim().split('\n')).toEqual([...PATHS.map(() => 'yes'), ...NO_PATHS.map(() => 'no')]);
});

test.each(['ghcr.io', 'localhost', 'localhost:5000', '127.0.0.1:5000', '[::1]', '[2001:db8::1]:443', 'a-b.example', 'A.example'])('%j is a host', host => {
  expect(() => checkHost('host', host)).not.toThrow();
});

test.each(['', '.', 'a..b', '-a.b', 'a-.b', 'a_b', 'a/b', 'https://a.b', 'a.b:', 'a.b:port', 'a.b:123456', '[::1', '::1', '[g::1]', 'a b'])('%j is no host', host => {
  expect(() => checkHost('host', host)).toThrow(`host ${JSON.stringify(host)}: a registry is a host name with or without a port`);
});

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
test.each([
  ['alpine', { host: 'docker.io', path: 'alpine', repository: 'alpine' }],
  ['acme/web:1', { host: 'docker.io', path: 'acme/web', repository: 'acme/web', tag: '1' }],
  ['docker.io/acme/web', { host: 'docker.io', path: 'acme/web', repository: 'docker.io/acme/web' }],
  // docker reads this as an image of Docker Hub: a host is followed by "/"
  ['quay.io', { host: 'docker.io', path: 'quay.io', repository: 'quay.io' }],
  ['quay.io/acme/web:1', { host: 'quay.io', path: 'acme/web', repository: 'quay.io/acme/web', tag: '1' }],
  ['localhost/web', { host: 'localhost', path: 'web', repository: 'localhost/web' }],
  ['registry:5000/web', { host: 'registry:5000', path: 'web', repository: 'registry:5000/web' }],
  ['[::1]:5000/web:1', { host: '[::1]:5000', path: 'web', repository: '[::1]:5000/web', tag: '1' }],
  [`web@${DIGEST}`, { host: 'docker.io', path: 'web', repository: 'web', digest: DIGEST }],
  [`web:1@${DIGEST}`, { host: 'docker.io', path: 'web', repository: 'web', tag: '1', digest: DIGEST }],
])('%j is read as docker reads it', (reference, parts) => {
  expect(parseReference('source', reference)).toEqual({ tag: undefined, digest: undefined, ...parts });
});
