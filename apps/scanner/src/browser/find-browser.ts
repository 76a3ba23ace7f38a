import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type FoundBrowser =
  | { kind: 'found'; path: string }
  | { kind: 'missing'; code: 'browser_missing'; message: string };

/**
 * In order of preference. The headless shell comes first: it does the same work for less
 * (docs/decisions/0002). Debian's real binaries come before their wrapper scripts, which add API
 * keys, extensions and flags of their own.
 */
const LINUX_PATHS = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/lib/chromium/chromium',
  '/usr/lib64/chromium-browser/headless_shell',
  '/usr/lib64/chromium-browser/chromium-browser',
  '/opt/google/chrome/chrome',
];
const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
];

export interface BrowserSearch {
  /** `SCANNER_CHROME_PATH`, which wins. */
  chromePath?: string | undefined;
  platform?: NodeJS.Platform;
  path?: string | undefined;
  isExecutable?: (path: string) => boolean;
}

export function findBrowser(search: BrowserSearch = {}): FoundBrowser {
  const { chromePath, platform = process.platform, isExecutable = canExecute } = search;
  if (chromePath !== undefined) {
    if (isExecutable(chromePath)) return { kind: 'found', path: chromePath };
    return missing(`SCANNER_CHROME_PATH names ${chromePath}, which is not an executable file.`);
  }
  const folders = (search.path ?? process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [
    ...(platform === 'darwin' ? MAC_PATHS : LINUX_PATHS),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  const path = candidates.find(isExecutable);
  if (path !== undefined) return { kind: 'found', path };
  return missing(`No Chromium was found. Install it with: ${installCommand(platform)}`);
}

function missing(message: string): FoundBrowser {
  return { kind: 'missing', code: 'browser_missing', message };
}

function installCommand(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'brew install --cask chromium';
  return 'sudo apt-get install --no-install-recommends chromium-headless-shell';
}

function canExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: the next candidate decides.
    return false;
  }
}
