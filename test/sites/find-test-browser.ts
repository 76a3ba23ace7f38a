import { existsSync } from 'node:fs';
import { findBrowser as findScannerBrowser } from '../../apps/scanner/src/browser/find-browser.ts';

/** The browser that tests drive: the one that the scanner itself would take. */
export function findBrowser(): string {
  const found = findScannerBrowser({ chromePath: process.env.SCANNER_CHROME_PATH });
  if (found.kind === 'missing') throw new Error(found.message);
  return found.path;
}

const FULL_BROWSERS = [
  '/usr/lib/chromium/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The scanner's choice and, where it is installed as well, the full browser. */
export function findAllBrowsers(): string[] {
  return [...new Set([findBrowser(), ...FULL_BROWSERS.filter((path) => existsSync(path))])];
}
