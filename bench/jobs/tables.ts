import type { Case } from './cases';
import type { SourceImage } from './images';
import type { Pair } from './measure';
import { OTHERS, OURS, type Mirror } from './mirrors';
import { round, spreadOf } from '../spread';
import type { Table } from '../table';

/** All that was measured of an image. */
export interface Results {
  readonly case: Case;
  readonly image: SourceImage;
  /** A pair of each round. */
  readonly times: ReadonlyMap<Mirror, readonly Pair[]>;
  readonly bytes: ReadonlyMap<Mirror, Pair>;
  /** How often a way failed, and was measured anew. */
  readonly failures: ReadonlyMap<Mirror, number>;
}

const COMMAND = 'npx projen bench jobs';
const TITLES: Record<keyof Pair, string> = {
  first: 'Mirroring an image for the first time: how many times longer other ways take',
  unchanged: 'Mirroring an image that has not changed: how many times longer other ways take',
};
const NOTES = [
  'Each ratio is the time of the other way by that of the job that the library makes, in the same round; rounds take the ways in turn.',
  'Both sides sign in to the destination. Each run has a runner of its own, and a Docker Engine that has never had an image: the unchanged run too, as on GitHub.',
  'The destination is a registry of its own in each round, empty at its start.',
  'Both registries are on loopback: what is measured is the work, and none of the waiting for a network.',
  'The job does more than one of these commands: it looks whether anything has changed, checks what has arrived, and shows what was published. crane and regctl are one process each, and not on GitHub\'s runners.',
  'Failed is how often a way ended with an error of its own and was measured anew, with a new registry.',
  'docker pull, tag, push loses platforms: of an image of three it is compared with what it does to one.',
];

/** How long the other ways take, against the library's job. */
export function timesTable(which: keyof Pair, results: readonly Results[], facts: Table['facts']): Table {
  const rows = results.flatMap(({ case: one, image, times, failures }) => OTHERS.map(other => {
    const milliseconds = (mirror: Mirror) => times.get(mirror)!.map(pair => pair[which]);
    const ours = milliseconds(OURS);
    const ratio = spreadOf(milliseconds(other).map((time, index) => time / ours[index]));
    return [
      ...described(one, image), other.name,
      round(ratio.median), round(ratio.min), round(ratio.max), seconds(milliseconds(other)), seconds(ours),
      String(ours.length), String(failures.get(other) ?? 0),
    ];
  }));
  const columns = ['image', 'platforms', 'way', 'median', 'least', 'most', 'its seconds', 'seconds of the job', 'rounds', 'failed'];
  return { title: TITLES[which], command: COMMAND, notes: NOTES, facts, columns, rows };
}

/** What each way sends, against what must move. */
export function bytesTable(results: readonly Results[], facts: Table['facts']): Table {
  const rows = results.flatMap(({ case: one, image, bytes }) => [OURS, ...OTHERS].map(mirror => {
    const must = mirror.whole ? image.bytes : image.bytesOfOne;
    const { first, unchanged } = bytes.get(mirror)!;
    return [...described(one, image), mirror.name, must.toString(), first.toString(), (first / must).toFixed(4), unchanged.toString()];
  }));
  return {
    title: 'Mirroring an image: bytes sent to the destination',
    command: COMMAND,
    notes: [
      'Counted before the destination, of whatever a client sends: content, and requests with their headers, the sign-in included.',
      'What must move is each manifest, configuration and layer once. In an unchanged run nothing must.',
      'docker pull, tag, push moves one platform alone, and is held against that.',
    ],
    facts,
    columns: ['image', 'platforms', 'way', 'must move', 'sent', 'sent / must move', 'sent again when unchanged'],
    rows,
  };
}

function described(one: Case, { bytes }: SourceImage): string[] {
  return [`${one.image}, ${round(bytes / 1_000_000)} MB`, one.platforms];
}

function seconds(milliseconds: readonly number[]): string {
  return round(spreadOf(milliseconds).median / 1000);
}
