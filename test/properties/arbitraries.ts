import fc from 'fast-check';
import { ALPHANUMERIC, DIGITS, FIELDS, LOWER } from './grammar';

const letters = (text: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...text), minLength, maxLength });
const alnum = letters(LOWER + DIGITS, 1, 4);
const repeated = <T>(one: fc.Arbitrary<T>, separator: string, maxLength = 3) =>
  fc.array(one, { minLength: 1, maxLength }).map(parts => parts.join(separator));
export const component = fc.tuple(alnum, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '--', '----'), alnum), { maxLength: 2 })).map(parts => parts.flat(2).join(''));
export const path = fc.oneof({ weight: 9, arbitrary: repeated(component, '/') }, { weight: 1, arbitrary: letters('ab', 240, 258) });
export const tag = fc.oneof({ weight: 9, arbitrary: letters(`${ALPHANUMERIC}_.-`, 1, 12) }, { weight: 1, arbitrary: letters('ab', 126, 130) });
const label = letters(`${ALPHANUMERIC}-`, 1, 5);
const host = fc.tuple(
  fc.oneof(repeated(label, '.'), fc.constantFrom('localhost', '[::1]', '[2001:db8::A]', 'ghcr.io', 'docker.io', 'Containers.acme.ghe.com', '10.0.0.1')),
  fc.option(fc.integer({ min: 0, max: 70_000 }).map(port => `:${port}`), { nil: '' }),
).map(parts => parts.join(''));
const digest = fc.oneof(letters(`${DIGITS}abcdef`, 64, 64), letters(`${DIGITS}abcdefF`, 63, 65)).map(hex => `sha256:${hex}`);
export const reference = fc.tuple(fc.option(host.map(one => `${one}/`), { nil: '' }), path, fc.option(tag.map(one => `:${one}`), { nil: '' }), fc.option(digest.map(one => `@${one}`), { nil: '' }))
  .map(parts => parts.join(''));
export const destination = fc.tuple(host, fc.option(path.map(one => `/${one}`), { nil: '' })).map(parts => parts.join(''));
export const platform = fc.tuple(fc.constantFrom('linux', 'windows', 'freebsd'), letters(`${LOWER}${DIGITS}_`, 1, 6), fc.option(letters(`v${DIGITS}.`, 1, 3), { nil: undefined })).map(parts => parts.filter(part => part !== undefined).join('/'));
const cronField = ([min, max, names]: [number, number, string[]]) => {
  const number = fc.oneof(fc.integer({ min: min - 1, max: max + 1 }).map(String), fc.constantFrom('0', ...names));
  const ends = fc.oneof(fc.constant('*'), number, fc.tuple(number, number).map(pair => pair.join('-')));
  return repeated(fc.tuple(ends, fc.option(fc.integer({ min: 0, max: max + 1 }).map(step => `/${step}`), { nil: '' })).map(parts => parts.join('')), ',', 2);
};
export const cron = fc.tuple(...FIELDS.map(cronField)).map(fields => fields.join(' '));

/** The same text, and near it: a letter more, another one, or one less; and whatever else. */
export function near(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const letter = fc.constantFrom(...'aZ0.-_/:@ \n\r\t\0"\'\\$*,#=[]{}é😀');
  const place = fc.integer({ min: 0, max: 300 });
  const changed = fc.tuple(valid, place, fc.integer({ min: 0, max: 1 }), fc.oneof(letter, fc.constant(''))).map(([text, at, removed, added]) => {
    const index = at % (text.length + 1);
    return text.slice(0, index) + added + text.slice(index + removed);
  });
  return fc.oneof({ weight: 3, arbitrary: valid }, { weight: 3, arbitrary: changed }, { weight: 1, arbitrary: fc.string({ maxLength: 8 }) });
}

/** What is thrown; undefined where nothing is. */
export function caught(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
