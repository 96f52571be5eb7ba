import fc from 'fast-check';
import { parse } from 'yaml';
import { caught, component, cron, path, platform, reference, tag } from './arbitraries';
import { isCron, isForeignReference, isPath, isPlatform, isReference, isTag } from './grammar';
import {
  GithubPackageImage, ImageDestination, ImageMirror, ImageName, ImageSource, ImageTag, ImageWorkflow, Platform,
  type DockerfileOptions, type GithubPackageImageOptions,
} from '../../src';
import { SOURCE, stepOf } from '../declare';
import { entryOf, isUseless, leanProject, listOf, writeLean } from '../hostile';

function workflowOf(options: GithubPackageImageOptions): any {
  const project = leanProject();
  new GithubPackageImage(project, 'x', options);
  return parse(writeLean(project, 'publish-x')[0]);
}
const publishJobOf = (options: GithubPackageImageOptions) => workflowOf(options).jobs['publish-x'];
const publicationOf = (options: GithubPackageImageOptions) => stepOf(publishJobOf({ source: SOURCE, ...options }), 'publish').env;

/** To find the shortest of many texts takes longer than to read what differs. */
const RUNS = { numRuns: 25, endOnFailure: true };
const many = <T>(one: fc.Arbitrary<T>, minLength = 20) => fc.uniqueArray(one, { minLength, maxLength: 30 });

describe('what is accepted is in the workflow as it was written:', () => {
  test('tags', () => {
    fc.assert(fc.property(many(tag.filter(isTag)), tags => {
      expect(publicationOf({ tags: tags.map(text => ImageTag.of(text)) }).TAGS).toBe(tags.join(' '));
    }), { ...RUNS, numRuns: 10 });
  });

  test('names', () => {
    fc.assert(fc.property(many(path.filter(isPath)), names => {
      const destinations = names.map(name => ImageDestination.registry('r.example.com', undefined, { name: ImageName.of(name) }));
      const env = publicationOf({ destinations });
      expect(names.map((__, index) => env[index === 0 ? 'IMAGE' : `IMAGE_${index + 1}`])).toEqual(names.map(name => `r.example.com/${name}`));
    }), { ...RUNS, numRuns: 10 });
  });

  test('references', () => {
    fc.assert(fc.property(many(reference.filter(text => isReference(text) && isForeignReference(text))), references => {
      // a tag beside a digest names no other content
      const kept = references.map(text => text.includes('@') ? text.replace(/:[^/@]*@/, '@') : /:[^/]*$/.test(text) ? text : `${text}:latest`);
      const project = leanProject();
      const workflow = new ImageWorkflow(project, 'all');
      references.forEach((text, index) => new GithubPackageImage(workflow, `x${index}`, { source: ImageSource.fromRegistry(text), tags: [ImageTag.of('1')] }));
      const { jobs } = parse(writeLean(project, 'publish-all')[0]);
      expect(references.map((__, index) => stepOf(jobs[`publish-x${index}`], 'publish').env.SOURCE)).toEqual(kept);
    }), { ...RUNS, numRuns: 5 });
  });

  test('images of a mirror', () => {
    const image = fc.tuple(component, tag.filter(isTag)).map(parts => parts.join(':'));
    fc.assert(fc.property(many(image), images => {
      const project = leanProject();
      new ImageMirror(project, 'x', { images });
      const { jobs } = parse(writeLean(project, 'publish-x')[0]);
      expect(jobs['publish-x'].strategy.matrix.include.map(({ source }: any) => source)).toEqual(images);
    }), { ...RUNS, numRuns: 10 });
  });

  test('platforms', () => {
    const different = fc.uniqueArray(platform.filter(isPlatform), { minLength: 2, maxLength: 20, selector: text => text.replace(/\/(v8|v1)$|(?<=\/arm)\/v7$/, '') });
    fc.assert(fc.property(different, platforms => {
      const runner = platforms.map(text => Platform.of(text).onRunner('a'));
      expect(stepOf(publishJobOf({ platforms: runner }), 'build').with.platforms.split(',')).toEqual(platforms);
    }), { ...RUNS, numRuns: 10 });
  });

  test('schedules', () => {
    fc.assert(fc.property(many(cron.filter(isCron), 5), schedule => {
      expect(workflowOf({ triggers: { schedule }, source: SOURCE }).on.schedule).toEqual(schedule.map(text => ({ cron: text })));
    }), { ...RUNS, numRuns: 10 });
  });
});

/** Texts of what means something somewhere, or of any letters. */
const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab=,"\'#\\ \t\n\r${}()`;|&<>%*?[]~!:-@é😀\u202e'), maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
).filter(text => !text.includes('${{') && !isUseless(text));

describe('any text that is accepted arrives as it was written:', () => {
  type Texts = 'buildArgs' | 'labels' | 'annotations' | 'buildContexts';
  const arrive = (option: Texts, read: (job: any) => string[], text: fc.Arbitrary<string> = anyText) => fc.assert(fc.property(many(text), texts => {
    const given = texts.filter(one => caught(() => ImageSource.fromDockerfile({ [option]: { a: one } })) === undefined);
    const options: DockerfileOptions = { [option]: Object.fromEntries(given.map((one, index) => [`n${index}`, one])) };
    const list = read(publishJobOf({ source: ImageSource.fromDockerfile(options) }));
    expect(given.map((__, index) => entryOf(list, `n${index}`))).toEqual(given);
    expect(given.length).toBeGreaterThan(0);
  }), RUNS);

  test('build arguments', () => {
    arrive('buildArgs', job => listOf(stepOf(job, 'build').with['build-args']));
  });

  test('annotations', () => {
    arrive('annotations', job => listOf(stepOf(job, 'build').with.annotations));
  });

  test('labels, by way of docker/metadata-action, which hands them on by line', () => {
    // it fills in templates
    arrive('labels', job => [...listOf(listOf(stepOf(job, 'metadata').with.labels, '#').join('\n')), ...listOf(stepOf(job, 'build').with.labels)], anyText.filter(text => !text.includes('{{')));
  });

  test('named contexts', () => {
    arrive('buildContexts', job => listOf(stepOf(job, 'build').with['build-contexts']), anyText.map(text => `docker-image://${text}`));
  });

  test('stages and variables', () => {
    // yaml 2.9, by which projen writes files, reads back less of a text of blanks that only ends of lines follow: stringify(' \n')
    const variable = anyText.filter(text => !/^ +\n+$/.test(text));
    fc.assert(fc.property(many(variable), anyText.filter(text => text !== '' && text === text.trim()), (texts, target) => {
      const env = Object.fromEntries(texts.map((text, index) => [`E${index}`, text]));
      const job = publishJobOf({ env, source: ImageSource.fromDockerfile({ target }) });
      expect(job.env).toEqual(env);
      expect(stepOf(job, 'build').with.target).toBe(target);
    }), RUNS);
  });
});
