import { ImageDestination, ImageName, ImageTag } from 'projen-github-package-image';
import { Gate } from './gate';
import { putImage, putMultiPlatformImage } from './images';
import { AS_WRITER, fromUpstream, publish, toOurs } from './publish';
import { ours, upstream } from './registries';
import { RegistryServer } from './registry-server';

test('a wrong password fails with the message of the registry, and the tag stays where it was', async () => {
  await putMultiPlatformImage(upstream(), 'source/wrong');
  const before = await putImage(ours(), 'failures/wrong');
  const declaration = { source: fromUpstream('source/wrong:1'), name: ImageName.of('failures/wrong'), tags: [ImageTag.of('1'), ImageTag.of('2')] };
  const run = await publish('x', declaration, { secrets: { PASSWORD: 'not the password' } });
  // another try could lock the account
  expect(run).toMatchObject({ result: 'failure', summary: '', waits: [] });
  expect(run.log).toMatch(/::error::.*(401 Unauthorized|unauthorized: authentication required)/i);
  expect(await ours().tags('failures/wrong')).toEqual(['1']);
  expect(await ours().digest('failures/wrong', '1')).toBe(before);
});

test('when the registry fails once at the sign-in, the job tries again and succeeds', async () => {
  const digest = await putImage(upstream(), 'source/sign-in');
  let faults = 1;
  const gate = await Gate.before(ours().host, ({ path, user }) => path === '/v2/' && user !== undefined && faults-- > 0
    ? { status: 503, code: 'UNAVAILABLE', message: 'come back later' } : undefined);
  try {
    const run = await publish('x', { source: fromUpstream('source/sign-in:1'), destinations: [ImageDestination.registry(`${gate.host}/failures/sign-in`, AS_WRITER)] });
    expect(run).toMatchObject({ result: 'success', waits: [5] });
    expect(await ours().digest('failures/sign-in', '1')).toBe(digest);
  } finally {
    await gate.close();
  }
});

test('a tag that shows something else in the end fails the run, which says what should be there', async () => {
  const digest = await putImage(upstream(), 'source/other-content');
  // the registry answers, but not with what it was given
  const gate = await Gate.before(upstream().host, ({ method, path }) => method === 'GET' && path.endsWith('/manifests/1')
    ? { status: 200, code: 'NONE', message: 'another image' } : undefined);
  try {
    const run = await publish('x', { source: fromUpstream('source/other-content:1'), destinations: [ImageDestination.registry(`${gate.host}/failures/other-content`)] });
    expect(run).toMatchObject({ result: 'failure', waits: [5, 15, 45], summary: '' });
    expect(run.log).toContain(`::error::${gate.host}/failures/other-content:1 is not ${digest}`);
  } finally {
    await gate.close();
  }
});

test('a secret that is not set is named', async () => {
  await putImage(upstream(), 'source/no-secret');
  const run = await publish('x', { source: fromUpstream('source/no-secret:1'), name: ImageName.of('failures/no-secret') }, { secrets: {} });
  expect(run).toMatchObject({ result: 'failure', waits: [] });
  expect(run.log).toContain('the secret PASSWORD is empty or not set');
  expect(await ours().tags('failures/no-secret')).toEqual([]);
});

test('a missing source fails at once with the message of the registry, and the tag stays where it was', async () => {
  const before = await putImage(ours(), 'failures/missing', 'none');
  const run = await publish('x', { source: fromUpstream('source/missing:none'), name: ImageName.of('failures/missing') });
  expect(run).toMatchObject({ result: 'failure', waits: [], summary: '' });
  expect(run.log).toMatch(/::error::.*manifest unknown/);
  expect(await ours().digest('failures/missing', 'none')).toBe(before);
});

test('a destination that `when` switches off is left alone', async () => {
  const digest = await putImage(upstream(), 'source/when');
  const second = ImageDestination.registry(`${ours().host}/failures/when-off`, AS_WRITER, { when: "github.event_name == 'schedule'" });
  const declaration = { source: fromUpstream('source/when:1'), destinations: [ImageDestination.registry(`${upstream().host}/failures/when`), second] };
  expect(await publish('x', declaration, { secrets: {} })).toMatchObject({ result: 'success' });
  expect(await upstream().digest('failures/when', '1')).toBe(digest);
  expect(ours().exchanges('failures/when-off')).toEqual([]);
});

test('a destination that `when` switches on is published to', async () => {
  const digest = await putImage(upstream(), 'source/when-on');
  const second = ImageDestination.registry(`${ours().host}/failures/when-on`, AS_WRITER, { when: "github.actor == 'octocat'" });
  const declaration = { source: fromUpstream('source/when-on:1'), destinations: [ImageDestination.registry(`${upstream().host}/failures/when-on`), second] };
  expect(await publish('x', declaration)).toMatchObject({ result: 'success' });
  expect(await ours().digest('failures/when-on', '1')).toBe(digest);
});

test('while a destination is down no tag moves anywhere, and the next run completes what was left', async () => {
  const before = await putImage(ours(), 'failures/down');
  const digest = await putMultiPlatformImage(upstream(), 'source/down');
  const second = await RegistryServer.start();
  try {
    const declaration = {
      source: fromUpstream('source/down:1'),
      name: ImageName.of('failures/down'),
      tags: [ImageTag.of('1'), ImageTag.of('latest')],
      destinations: [toOurs(), ImageDestination.registry(second.host)],
    };
    await second.switchOff();
    const failed = await publish('x', declaration);
    expect(failed).toMatchObject({ result: 'failure', waits: [5, 15, 45] });
    expect(failed.log).toMatch(/::error::.*connection refused/);
    expect(await ours().tags('failures/down')).toEqual(['1']);
    expect(await ours().digest('failures/down', '1')).toBe(before);
    await second.switchOn();
    expect(await publish('x', declaration)).toMatchObject({ result: 'success', waits: [] });
    for (const registry of [ours(), second.registry]) {
      expect(await registry.digest('failures/down', '1')).toBe(digest);
      expect(await registry.digest('failures/down', 'latest')).toBe(digest);
    }
  } finally {
    await second.remove();
  }
});

test.each([
  ['the upload of content', (method: string) => method === 'POST'],
  ['the first manifest', (method: string, path: string) => method === 'PUT' && path.includes('/manifests/sha256:')],
  ['the tag', (method: string, path: string) => method === 'PUT' && path.endsWith('/manifests/1')],
])('when the registry fails once at %s, the job warns, tries again and succeeds', async (_, meant) => {
  const digest = await putMultiPlatformImage(upstream(), 'source/faults');
  let faults = 1;
  const gate = await Gate.before(upstream().host, ({ method, path }) => meant(method, path) && faults-- > 0
    ? { status: 503, code: 'UNAVAILABLE', message: 'come back later' } : undefined);
  try {
    const image = `failures/fault-${gate.host.split(':')[1]}`;
    const run = await publish('x', { source: fromUpstream('source/faults:1'), destinations: [ImageDestination.registry(`${gate.host}/${image}`)] });
    expect(run).toMatchObject({ result: 'success', waits: [5] });
    expect(run.log).toContain('::warning::skopeo failed, next try in 5 seconds');
    expect(await upstream().digest(image, '1')).toBe(digest);
  } finally {
    await gate.close();
  }
});
