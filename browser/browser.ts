import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts the Chromium of this machine. */
export async function startBrowser(): Promise<Browser> {
  // root cannot have its sandbox
  return chromium.launch({ executablePath: findChromium(), chromiumSandbox: process.getuid?.() !== 0 });
}

function findChromium(): string {
  const { CHROMIUM, PATH = '' } = process.env;
  const found = (CHROMIUM ? [CHROMIUM] : NAMES.flatMap(name => PATH.split(delimiter).map(folder => join(folder, name)))).find(isExecutable);
  if (found === undefined) {
    throw new Error(`No browser: ${CHROMIUM ? `CHROMIUM "${CHROMIUM}" cannot be run` : `none of ${NAMES.join(', ')} is in PATH`}. Install one, on Debian with "apt-get install -y chromium", or name one with CHROMIUM=/path/to/it.`);
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
