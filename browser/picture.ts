import { resolve } from 'node:path';
import { startBrowser } from './browser';
import { Viewer } from './page';
import { pageOfExample } from './pages';

/** Shows the page of an example, and saves what a reader sees: `ts-node browser/picture.ts hardened docs/images/catalog.png`. */
async function picture(example: string, path: string): Promise<void> {
  const browser = await startBrowser();
  try {
    const viewer = await Viewer.open(browser);
    await viewer.show(pageOfExample(example).markdown);
    await viewer.page.screenshot({ path: resolve(path), fullPage: true });
  } finally {
    await browser.close();
  }
}

void picture(process.argv[2], process.argv[3]);
