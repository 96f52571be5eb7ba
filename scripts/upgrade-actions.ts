/**
 * Pins the newest stable release of every action, and writes down the inputs and outputs that it has there. With `--check` it only
 * verifies that each pin is the commit of its tag. A pin that is not stops both: a tag that has moved is for a person to look at.
 * So is the image of the emulators, which is no action: compare its digest with what `skopeo inspect` says of its tag.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readMetadata, readPins, writePins, type Metadata } from './action-tables';
import { faultOf, newestOf, readTags, type Pin } from './action-tags';
import { listTags, readAction } from './git';

const TABLES = ['src/private/pins.ts', 'projenrc/pins.ts'];
const METADATA = 'test/actions.json';

/** Does the same for each, and fails with everything that failed. */
function each<T, R>(values: readonly T[], callback: (value: T) => R): R[] {
  const faults: string[] = [];
  const results = values.flatMap(value => {
    try {
      return [callback(value)];
    } catch (fault) {
      faults.push((fault as Error).message);
      return [];
    }
  });
  if (faults.length) {
    throw new Error([...new Set(faults)].join('\n'));
  }
  return results;
}

function newestPin(action: string, tags: ReadonlyMap<string, string>): Pin {
  const version = newestOf(tags);
  if (!version) {
    throw new Error(`${action} has no tag that is a version, as v1.2.3 is.`);
  }
  return { action, version, sha: tags.get(version)! };
}

function main(args: readonly string[]): string {
  if (args.some(arg => arg !== '--check')) {
    throw new Error(`"${args.join(' ')}" is not understood. The only option is --check.`);
  }
  const tables = TABLES.map(path => ({ path, text: readFileSync(path, 'utf8') }));
  const known: Record<string, Omit<Pin, 'action'> & Metadata> = JSON.parse(readFileSync(METADATA, 'utf8'));
  const pins = [...Object.entries(known).map(([action, pin]) => ({ action, ...pin })), ...tables.flatMap(({ text }) => readPins(text))];
  const actions = [...new Set(pins.map(({ action }) => action))];

  const tags = new Map(each(actions, action => [action, readTags(listTags(action))] as const));
  each(pins, pin => {
    const fault = faultOf(pin, tags.get(pin.action)!);
    if (fault) {
      throw new Error(fault);
    }
  });
  if (args.length) {
    return `Each of ${actions.length} actions is pinned to the commit of its tag.`;
  }

  const newest = new Map(each(actions, action => [action, newestPin(action, tags.get(action)!)] as const));
  const metadata = each([...newest.values()], ({ action, version, sha }) => [action, { version, sha, ...readMetadata(readAction(action, sha)) }]);
  tables.forEach(({ path, text }) => writeFileSync(path, writePins(text, newest)));
  writeFileSync(METADATA, JSON.stringify(Object.fromEntries(metadata), undefined, 1));
  const changes = pins.filter(({ action, sha }) => newest.get(action)!.sha !== sha)
    .map(({ action, version }) => `${action}: ${version} is now ${newest.get(action)!.version}`);
  return [...new Set(changes)].join('\n') || `Each of ${actions.length} actions is at its newest release.`;
}

try {
  console.log(main(process.argv.slice(2)));
} catch (fault) {
  console.error((fault as Error).message);
  process.exitCode = 1;
}
