import type { Browser } from 'playwright-core';
import { startBrowser } from './browser';
import { HOSTILE } from './hostile';
import { Viewer, type Drawn } from './page';
import { pageOf, pageOfExample } from './pages';
import { EXAMPLES } from '../examples/synth';
import { GithubPackageImage, ImageCheck, ImageSource, ImageWorkflow } from '../src';

let browser: Browser;
let viewer: Viewer;
beforeAll(async () => {
  browser = await startBrowser();
  viewer = await Viewer.open(browser);
});
afterAll(async () => browser?.close());

/** What the page shows in its tables, row by row. */
async function rowsShown(): Promise<string[][]> {
  return viewer.page.locator('tbody tr').evaluateAll(rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText)));
}

/** The name of a job without what its matrix adds. */
function nameOf(job: any, id: string): string {
  return (job.name ?? id).replace(/ \(\$\{\{ matrix\.\w+ \}\}\)$/, '');
}

/** Refuses a diagram that is not that of these jobs, or that a reader could not read. */
function expectDrawn({ labels, edges, cut, errors }: Drawn, jobs: Record<string, any>): void {
  expect({ errors, cut }).toEqual({ errors: [], cut: [] });
  expect(Object.values(labels).map(([name]) => name)).toEqual(Object.entries(jobs).map(([id, job]) => nameOf(job, id)));
  expect(edges).toBe(Object.values(jobs).flatMap(({ needs = [] }) => needs).length);
  for (const [index, { permissions }] of Object.values(jobs).entries()) {
    const granted = Object.entries(permissions).map(([permission, level]) => `${permission}: ${level}`);
    expect(Object.values(labels)[index]).toEqual(expect.arrayContaining(granted));
  }
}

test.each(EXAMPLES)('the page of the example %s shows each image, and how the jobs of each workflow depend on each other', async name => {
  const { markdown, workflows, images } = pageOfExample(name);
  const { diagrams, requests, complaints } = await viewer.show(markdown);
  expect([requests, complaints]).toEqual([[], []]);
  expect(diagrams).toHaveLength(workflows.length);
  workflows.forEach(({ jobs }, index) => expectDrawn(diagrams[index], jobs));
  const rows = await rowsShown();
  expect(rows.map(([first]) => first).sort()).toEqual(images.sort());
  rows.forEach(row => {
    expect(row.filter(cell => cell.trim() === '')).toEqual([]);
    expect(row[1]).toMatch(/^docker pull [^\s/]+\/\S+:\S+/);
  });
  const overflowing = await viewer.page.locator('table, .diagram').evaluateAll(all => all.filter(one => one.scrollWidth > one.clientWidth).length);
  expect(overflowing).toBe(0);
});

test.each(Object.entries(HOSTILE))('text is nothing but text in tables and diagrams: %s', async (_, text) => {
  const { diagrams, requests, complaints } = await viewer.show(pageOf(project => {
    const workflow = new ImageWorkflow(project, 'x');
    new GithubPackageImage(workflow, 'x', {
      source: ImageSource.fromDockerfile({ target: text }),
      checks: [ImageCheck.script(text)],
      runsOn: ['self-hosted', text],
    });
    workflow.addDownstreamJob('hostile', {
      name: text,
      runsOn: ['ubuntu-24.04'],
      permissions: {},
      steps: [{ run: 'true' }],
      strategy: { matrix: { domain: { value: [text, 'b'] } } },
    });
  }));
  const words = (value: string) => value.replace(/\u200b/g, '').replace(/[\s\u202e]+/g, ' ').trim();
  const [first, ...more] = text.split('\n');
  expect([requests, complaints]).toEqual([[], []]);
  expect(diagrams.map(({ errors, edges, cut }) => ({ errors, edges, cut }))).toEqual([{ errors: [], edges: 1, cut: [] }]);
  expect(diagrams[0].labels.job_hostile.map(words)).toEqual([text, text, 'b', 'no permissions'].map(words));
  const [[, , , platforms]] = await rowsShown();
  expect(words(platforms)).toBe(words(`that of self-hosted, ${text}`));
  expect(words(await viewer.page.locator('li').innerText())).toBe(words(`x: built from Dockerfile, stage ${text}; passes ${first}${more.length ? ' …' : ''}`));
  expect(await viewer.page.evaluate(() => (window as any).pwned)).toBeUndefined();
  // all that the page is made of
  const elements = await viewer.page.locator('body *:not(.diagram *)').evaluateAll(all => [...new Set(all.map(one => one.localName))].sort());
  expect(['a', 'br', 'code', 'div', 'h1', 'h2', 'li', 'p', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul']).toEqual(expect.arrayContaining(elements));
});
