import { chromium, type Browser } from 'playwright-core';
import { isExecutable, pathOf } from '../e2e/tools';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts the Chromium of this machine. */
export async function startBrowser(): Promise<Browser> {
  // root cannot have its sandbox
  return chromium.launch({ executablePath: findChromium(), chromiumSandbox: process.getuid?.() !== 0 });
}

function findChromium(): string {
  const { CHROMIUM } = process.env;
  const found = CHROMIUM ? [CHROMIUM].find(isExecutable) : NAMES.map(pathOf).find(path => path !== undefined);
  if (found === undefined) {
    throw new Error(`No browser: ${CHROMIUM ? `CHROMIUM "${CHROMIUM}" cannot be run` : `none of ${NAMES.join(', ')} is in PATH`}. Install one, on Debian with "apt-get install -y chromium", or name one with CHROMIUM=/path/to/it.`);
  }
  return found;
}
