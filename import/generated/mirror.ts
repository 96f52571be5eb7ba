import type { Copy, Mirror, Tag } from '../declaration';
import { conditionsOf } from './conditions';
import { destinationsOf } from './destinations';
import type { Frame } from './image-jobs';
import { jobOptionsOf, timeoutOf, setupOf } from './job-options';
import { runnerOf } from './runner';
import { signInsOf } from './sign-ins';
import { verificationOf } from './source';
import { given, record, scriptOf, some, stepOf, variableOf } from './steps';
import { computedBy, fixed, fromList, fromRule, fromText } from './tags';
import { recordsOf } from './texts';
import { at, textOf, textsOf, type Node } from '../input/node';

/** The names that destinations have where an image brings its own. */
const OPEN = ['${{ matrix.name }}', '${{ github.repository }}/${{ steps.image.outputs.name }}'];

/** The condition of a sign-in to where some of the images come from. */
const OF_SOURCE = /^(?:matrix|steps\.image\.outputs)\.registry == '[^']+'$/;

/** The matrix of a job that copies many images. */
export function matrixOf(job: Node | undefined): Node | undefined {
  const matrix = at(job, 'strategy', 'matrix');
  return at(matrix, 'include')?.list?.some(leg => at(leg, 'source')) || at(matrix, 'source') ? matrix : undefined;
}

/** A mirror out of the jobs that the library has made of it. */
export function mirrorOf(id: string, jobs: ReadonlyMap<string, Node>, frame: Frame): Mirror {
  const publish = jobs.get('publish')!;
  const step = stepOf(publish, 'publish');
  const legs = at(matrixOf(publish), 'include')?.list ?? [];
  const [, imagesExpression] = /^\$\{\{ fromJSON\((.*)\) \}\}$/s.exec(textOf(at(matrixOf(publish), 'source')) ?? '') ?? [];
  const setup = setupOf([...jobs.values()]);
  const signIns = signInsOf(publish, setup.length);
  const pulling = signIns.filter(({ condition }) => OF_SOURCE.test(condition ?? ''));
  const copies = legs.map(copyOf);
  const needs = textsOf(at(publish, 'needs')).filter(name => name !== frame.join?.job && !(frame.made.has(name) && name.startsWith('prepare-')));
  const destinations = destinationsOf(step, signIns.filter(one => !pulling.includes(one)), frame.perRef)
    .map(one => OPEN.includes(one.path) ? { ...one, path: '' } : one);
  return given<Mirror>({
    id,
    copies,
    imagesExpression,
    credentials: record(pulling.map(({ host, credentials }) => [host, credentials] as const)),
    destinations,
    tags: copies.some(({ tags }) => tags) ? undefined : sharedTags(publish, variableOf(step, 'TAGS') ?? ''),
    verify: verificationOf(step),
    referrers: scriptOf(step).includes('oras copy --recursive') || undefined,
    needs: some(needs),
    ...conditionsOf(publish, jobs.get('prepare'), undefined, frame.join),
    ...jobOptionsOf(publish, publish, jobs.get('prepare'), setup),
    ...runnerOf(publish),
    ...timeoutOf(publish, [], 30),
  });
}

/** The tags that all images have; nothing where each has that of its reference. */
function sharedTags(publish: Node, published: string): Tag[] | undefined {
  const tags = computedBy(publish, published);
  const [only] = tags;
  return tags.length === 1 && only.text === '${{ steps.image.outputs.tag }}' ? undefined : some(tags);
}

function copyOf(leg: Node): Copy {
  const text = (name: string) => textOf(at(leg, name)) ?? '';
  const tags: Tag[] = [
    ...fixed(text('tags')),
    ...recordsOf(text('rules')).filter(rule => rule !== 'type=raw,value=none,enable=false').map(rule => fromRule(rule)),
    ...textsOf(at(leg, 'texts')).map(fromText),
    ...textsOf(at(leg, 'lists')).map(one => fromList(one)),
  ];
  return { reference: text('source'), path: text('name'), ...tags.length ? { tags } : {} };
}
