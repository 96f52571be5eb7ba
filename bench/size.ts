// How much must be said for an image to be published, and what linters find in what comes of it: with this library, with projen's own
// classes, with github-actions-workflow-ts, by hand, and as GitHub and Docker show it. What they show is not in this repository: it was
// measured once, and `--published <folder>` measures it again, from the files that size/published-examples.ts lists.
import { parseArgs } from 'node:util';
import { CASES } from './size/cases';
import { linterVersions } from './size/lint';
import { measureCase } from './size/measure';
import { measurePublished, recorded } from './size/published';
import { keepTables } from './size/tables';

const { values } = parseArgs({ options: { published: { type: 'string' } } });

const versions = linterVersions();
const published = values.published === undefined ? recorded() : measurePublished(values.published);
const measured = CASES.flatMap(given => [...measureCase(given), ...published.filter(example => example.case === given.name)]);
keepTables(measured, versions);
