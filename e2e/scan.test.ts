import { ImageCheck, ImageName, ImageTag, Platform } from 'projen-github-package-image';
import { build } from './build';
import { ours } from './registries';
import { WRITES } from './registry';

const SOUND = { Dockerfile: 'FROM scratch\nCOPY file /etc/sound\n', file: 'content\n' };
const VULNERABLE = { ...SOUND, Dockerfile: 'FROM scratch\nCOPY file /etc/vulnerable\n' };
const scanned = (image: string) => ({ name: ImageName.of(`scan/${image}`), tags: [ImageTag.of('1')], checks: [ImageCheck.trivy()] });

test('a scan stands between build and publication, in a job without credentials', async () => {
  const run = await build('x', scanned('sound'), SOUND);
  expect(run).toMatchObject({ result: 'success' });
  expect(Object.keys(run.jobs)).toEqual(['build-x', 'scan-x', 'publish-x']);
  expect(run.jobs['scan-x'].legs[0].log).toMatch(/scanned \d blobs/);
  expect(run.jobs['scan-x'].legs[0].log).not.toContain('Sign in');
  expect(await ours().digest('scan/sound', '1')).toBe(run.outputs.digest);
});

test('what the scan finds stops the publication, and nothing has been pushed', async () => {
  const run = await build('x', scanned('vulnerable'), VULNERABLE);
  expect(run.jobs['scan-x'].legs[0].log).toContain('::error::found /etc/vulnerable with HIGH,CRITICAL');
  expect([run.jobs['build-x'].result, run.jobs['scan-x'].result, run.jobs['publish-x'].result]).toEqual(['success', 'failure', 'skipped']);
  expect(ours().exchanges('scan/vulnerable').filter(({ method }) => WRITES.includes(method))).toEqual([]);
});

test('on several platforms the scan of each must pass before a tag moves', async () => {
  const declaration = { ...scanned('platforms'), platforms: [Platform.LINUX_AMD64, Platform.LINUX_ARM64] };
  const dockerfile = 'FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /etc/\n';
  const files = { 'Dockerfile': dockerfile, 'amd64/sound': 'content\n', 'arm64/sound': 'content\n' };
  expect(await build('x', declaration, files)).toMatchObject({ result: 'success' });
  const before = await ours().digest('scan/platforms', '1');
  const run = await build('x', declaration, { ...files, 'arm64/vulnerable': 'content\n' });
  expect(run.jobs['scan-x'].legs.map(({ result }) => result)).toEqual(['success', 'failure']);
  expect(run.jobs['publish-x'].result).toBe('skipped');
  expect(await ours().digest('scan/platforms', '1')).toBe(before);
});
