import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

/** What turns Markdown into HTML, and sources into diagrams, as files that a page loads. */
const SCRIPTS = [
  join(dirname(require.resolve('marked/package.json')), 'lib', 'marked.umd.js'),
  join(dirname(require.resolve('mermaid/package.json')), 'dist', 'mermaid.min.js'),
];

/** Much as GitHub shows a page of a repository: its width, its fonts, tables that scroll where they are too wide. */
const STYLE = `
  body { box-sizing: border-box; width: 1012px; margin: 0; padding: 32px; color: #1f2328; font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif }
  h1, h2 { padding-bottom: .3em; border-bottom: 1px solid #d1d9e0 }
  table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse }
  th, td { padding: 6px 13px; border: 1px solid #d1d9e0; text-align: left }
  code { padding: .2em .4em; font: 85% "DejaVu Sans Mono", monospace; white-space: break-spaces; background: #818b981f; border-radius: 6px }
  .diagram { margin: 16px 0; overflow: auto }
`;

/** A diagram as the browser has drawn it. */
export interface Drawn {
  /** The lines of the label of each node, by the name that the source has for it. */
  readonly labels: Record<string, string[]>;
  readonly edges: number;
  /** The labels that do not fit into their node. */
  readonly cut: string[];
  readonly errors: string[];
}

/** A page as the browser shows it. */
export interface Shown {
  readonly diagrams: readonly Drawn[];
  /** What it asked the network for. */
  readonly requests: readonly string[];
  /** What its scripts have thrown or said to the user. */
  readonly complaints: readonly string[];
}

/** Shows Markdown as GitHub does: tables, and diagrams in place of their sources. Nothing comes from the network. */
export class Viewer {
  /** Opens a tab of a browser. */
  public static async open(browser: Browser): Promise<Viewer> {
    const page = await browser.newPage({ viewport: { width: 1012, height: 800 } });
    const viewer = new Viewer(page);
    await page.setContent('<!doctype html><body></body>');
    await page.addStyleTag({ content: STYLE });
    for (const path of SCRIPTS) {
      await page.addScriptTag({ path });
    }
    await page.route('**', route => {
      viewer.requests.push(route.request().url());
      return route.abort();
    });
    page.on('pageerror', error => viewer.complaints.push(String(error)));
    page.on('dialog', dialog => {
      viewer.complaints.push(dialog.message());
      return dialog.dismiss();
    });
    return viewer;
  }

  private requests: string[] = [];
  private complaints: string[] = [];

  private constructor(public readonly page: Page) {}

  /** Shows a page in place of the one before. */
  public async show(markdown: string): Promise<Shown> {
    [this.requests, this.complaints] = [[], []];
    const diagrams = await this.page.evaluate(draw, markdown);
    return { diagrams, requests: this.requests, complaints: this.complaints };
  }
}

/** Runs in the page. */
async function draw(markdown: string): Promise<Drawn[]> {
  const { marked, mermaid } = window as unknown as {
    marked: { parse(text: string): string };
    mermaid: { initialize(options: object): void; render(id: string, text: string): Promise<{ svg: string }> };
  };
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
  document.body.innerHTML = marked.parse(markdown);
  const drawn: Drawn[] = [];
  for (const [index, block] of [...document.querySelectorAll('code.language-mermaid')].entries()) {
    const source = block.textContent!.trim();
    const diagram = document.createElement('div');
    diagram.className = 'diagram';
    const errors: string[] = [];
    try {
      diagram.innerHTML = (await mermaid.render(`diagram-${index}`, source)).svg;
    } catch (error) {
      errors.push(String(error));
    }
    block.parentElement!.replaceWith(diagram);
    const linesOf = (node: Element) => [...node.querySelectorAll('.nodeLabel p')].flatMap(label => label.innerHTML.split(/<br\/?>/)).map(html => {
      const line = document.createElement('span');
      line.innerHTML = html;
      return line.textContent!;
    });
    const nodes = [...diagram.querySelectorAll('.node')];
    const boxes = [...diagram.querySelectorAll('.node foreignObject')];
    drawn.push({
      labels: Object.fromEntries(nodes.map(node => [/flowchart-(.*)-\d+$/.exec(node.id)?.[1] ?? node.id, linesOf(node)])),
      edges: diagram.querySelectorAll('path.flowchart-link').length,
      cut: boxes.filter(box => box.firstElementChild!.scrollWidth > box.clientWidth + 1).map(box => box.textContent!),
      errors: [...errors, ...[...diagram.querySelectorAll('.error-icon, .error-text')].map(error => error.textContent!)],
    });
  }
  return drawn;
}
