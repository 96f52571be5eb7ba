import { putContent } from './fault-images';
import { Watcher } from './fault-watcher';
import { Gate, type Rule } from './gate';
import { upstream } from './registries';
import { Registry } from './registry';

const image = 'fault/harness';

/** What a watcher sees of an image through a gate. */
async function watch(rule: Rule, meanwhile: () => Promise<unknown> = async () => {}): Promise<Watcher> {
  await putContent(upstream(), image, 'old', ['amd64', 'arm64'], ['1'], 2);
  const gate = await Gate.before(upstream().host, rule);
  const watcher = new Watcher(new Registry(gate.host, ''), image, ['1']);
  try {
    await watcher.start();
    await meanwhile();
    await watcher.stop();
    return watcher;
  } finally {
    await gate.close();
  }
}

test('a watcher sees what a tag shows, one after the other', async () => {
  const { damages, sights } = await watch(() => undefined, async () => putContent(upstream(), image, 'new', ['amd64'], ['1'], 1));
  expect(damages).toEqual([]);
  expect(sights['1'].map(({ contents }) => contents)).toEqual([['old', 'old'], ['new']]);
});

const NOT_FOUND = { status: 404, code: 'UNKNOWN', message: 'not here' };
const MEGABYTE = 1024 * 1024;

test.each<[string, Rule, RegExp]>([
  ['a tag that is gone', ({ path }) => path.endsWith('/manifests/1') ? NOT_FOUND : undefined, /manifests\/1: 404/],
  ['a missing platform', ({ path }) => path.includes('/manifests/sha256:') ? NOT_FOUND : undefined, /manifests\/sha256:.*: 404/],
  ['a missing blob', ({ path }) => path.includes('/blobs/') ? NOT_FOUND : undefined, /blobs\/sha256:.*: 404/],
  ['a blob that is lost later', ({ method }) => method === 'HEAD' ? NOT_FOUND : undefined, /^sha256:.*: 404/],
  ['a manifest of which the server has lost the content', ({ path }) => path.endsWith('/manifests/1') ? { ...NOT_FOUND, status: 500 } : undefined, /: 500/],
  ['a blob with another byte', ({ path }) => path.includes('/blobs/') ? { within: 'answer', after: MEGABYTE, when: () => true, what: 'flip' } : undefined, /^sha256:.* is sha256:/],
])('a watcher finds %s', async (_, rule, reason) => {
  const { damages } = await watch(rule);
  expect(damages[0]).toEqual({ tag: '1', reason: expect.stringMatching(reason) });
});

test('a watcher takes a registry that does not answer for none that lacks anything', async () => {
  const { damages, sights } = await watch(({ path }) => path.includes('/blobs/') ? { within: 'answer', after: MEGABYTE, when: () => true, what: 'reset' } : undefined);
  expect({ damages, sights }).toEqual({ damages: [], sights: { 1: [] } });
});
