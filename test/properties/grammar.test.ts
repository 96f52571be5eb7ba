import fc from 'fast-check';
import { caught, cron, destination, near, path, platform, reference, tag } from './arbitraries';
import { isCron, isDestination, isForeignReference, isPath, isPlatform, isReference, isTag } from './grammar';
import { ImageDestination, ImageName, ImageSource, ImageTag, Platform } from '../../src';
import { renderTriggers } from '../../src/private/triggers';
import { CREDENTIALS } from '../declare';
import { faultOfRefusal } from '../hostile';

/** What docker takes for an id, and what is too long with the `library/` of Docker Hub. */
const NO_NAMES = ['a'.repeat(64), 'x'.repeat(250)];
/** Of schedules with any five fields few are valid: half of these have one of them. */
const schedule = fc.oneof(cron, fc.tuple(cron, fc.integer({ min: 1, max: 4 })).map(([text, kept]) => ['17', ...text.split(' ').slice(1)].map((field, index) => index === 0 || index === kept ? field : '*').join(' ')));
const hub = (text: string) => ImageDestination.dockerHub(text, CREDENTIALS);
const CASES: Array<[string, fc.Arbitrary<string>, (text: string) => unknown, (text: string) => boolean, string[]]> = [
  ['a name of an image', path, ImageName.of, isPath, ['a', 'a__b', 'a___b', 'a--b', 'a.-b', 'x'.repeat(255), 'x'.repeat(256)]],
  ['a name in the repository', path, ImageName.inRepository, isPath, ['a/b', '/a']],
  ['a name in that of the owner', path, ImageName.inOwner, isPath, ['a/b', 'a/']],
  ['a repository of Docker Hub', path, hub, text => isPath(text) && text.split('/').length === 2, ['a/b', 'a', 'a/b/c']],
  ['a tag', tag, ImageTag.of, isTag, ['_', '.', '-a', 'x'.repeat(128), 'x'.repeat(129)]],
  ['the reference of a source', reference.filter(isForeignReference), text => ImageSource.fromRegistry(text), isReference, ['A/b', 'quay.io', 'a:1/b', 'a:1@b', 'a.b:0/c', ...NO_NAMES]],
  ['an image of the engine', reference, ImageSource.fromDaemon, text => isReference(text) && !text.includes('@'), ['a:1', 'a:1:2', ...NO_NAMES]],
  ['a destination', destination, text => ImageDestination.registry(text), isDestination, ['quay.io', 'quay/io', 'localhost', 'localhost/a', 'a.b/c:1']],
  ['a platform', platform, Platform.of, isPlatform, ['linux/arm/v7', 'linux', 'linux/', 'linux/arm/v7/a']],
  ['a schedule', schedule, text => renderTriggers({ schedule: [text] }, 'main'), isCron, ['0 0 * * *', '* 0 * * *', '0 0 * * 7', '0 0 1-0 * *', '0 0 * * MON-fri', '0  0 * * *']],
];

describe('what is accepted follows the grammar, and all else is refused in words of the library:', () => {
  test.each(CASES)('%s', (_, valid, accept, follows, examples) => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(fc.property(near(valid).filter(text => !text.includes('${{')), text => {
      const error = caught(() => accept(text));
      seen[error === undefined ? 'accepted' : 'refused']++;
      expect({ text, accepted: error === undefined }).toEqual({ text, accepted: follows(text) });
      expect(error === undefined || text.trim() === '' ? undefined : faultOfRefusal(error, text)).toBeUndefined();
    }), { numRuns: 1000, examples: examples.map(text => [text]) });
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(20);
  });
});
