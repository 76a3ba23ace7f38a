// The browser: the one that SCANNER_CHROME_PATH names, else one that is installed, else (as root
// on Debian) the distribution's own, else one message with the command that installs it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withInstallLock } from './lock.mjs';
import { STATE } from './paths.mjs';
import { BootstrapError, runStep, say } from './steps.mjs';

const FOUND = join(STATE, 'chromium.json');
const VERSION_LIMIT_MS = 20_000;

const CANDIDATES = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
    '/usr/lib64/chromium-browser/chromium-browser',
    '/usr/bin/chromium-browser',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  ],
};

/** @returns the browser's path */
export async function ensureChromium() {
  const named = process.env.SCANNER_CHROME_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new BootstrapError(
      `SCANNER_CHROME_PATH is ${named}, which is not an executable file. Correct it, or unset it to let Chromium be found. (browser_missing)`,
    );
  }
  const found = remembered() ?? search();
  if (found) return found;
  const system = distribution();
  if (canInstall(system)) await withInstallLock(() => search() ?? install());
  const installed = search();
  if (installed) return installed;
  throw new BootstrapError(
    `No Chromium was found. ${advice(system)}\nIf one is installed elsewhere, set SCANNER_CHROME_PATH to its executable. (browser_missing)`,
  );
}

/** The one found last time, unless the file has changed since. */
function remembered() {
  try {
    const { path, mtimeMs, size } = JSON.parse(readFileSync(FOUND, 'utf8'));
    const now = statSync(path);
    return now.mtimeMs === mtimeMs && now.size === size ? path : undefined;
  } catch {
    // Never found, removed, or an unreadable note: search again.
    return undefined;
  }
}

/** Asking for the version tells a browser from the stub that Ubuntu installs under its name. */
function search() {
  const path = (CANDIDATES[process.platform] ?? []).find(
    (candidate) => isExecutable(candidate) && answersItsVersion(candidate),
  );
  if (!path) return undefined;
  const { mtimeMs, size } = statSync(path);
  mkdirSync(STATE, { recursive: true });
  writeFileSync(FOUND, JSON.stringify({ path, mtimeMs, size }));
  return path;
}

function answersItsVersion(path) {
  const result = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: VERSION_LIMIT_MS });
  return result.status === 0 && /Chrom(e|ium)/.test(result.stdout);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Whatever the reason, it is not one we can start.
    return false;
  }
}

/** `ID` of os-release and what it is like, for example `ubuntu debian`. */
function distribution() {
  if (process.platform !== 'linux') return process.platform;
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].map(([, id]) => id).join(' ');
  } catch {
    // A system without os-release gets the general advice.
    return 'linux';
  }
}

/** Ubuntu's package only points to a snap, whose confinement the scanner cannot use. */
function canInstall(system) {
  return process.getuid?.() === 0 && /debian/.test(system) && !/ubuntu/.test(system);
}

async function install() {
  const apt = (label, args) =>
    runStep({
      label,
      command: 'apt-get',
      args: ['-o', 'DPkg::Lock::Timeout=300', ...args],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      hint: 'Install it yourself with `apt-get install chromium chromium-sandbox`, or set SCANNER_CHROME_PATH.',
    });
  say('no Chromium was found: installing the one of this distribution');
  await apt('Refreshing the package lists', ['update', '-q']);
  await apt('Installing Chromium (about 100 MB)', [
    'install',
    '-y',
    '-q',
    '--no-install-recommends',
    'chromium',
    'chromium-sandbox',
    'fonts-liberation',
  ]);
}

function advice(system) {
  const run = (command) => `Install it with this command and start again:\n\n  ${command}\n`;
  if (system === 'darwin') return run('brew install --cask google-chrome');
  if (/ubuntu/.test(system)) {
    if (process.arch !== 'x64') return 'Install Chromium (not as a snap) for this processor.';
    return run(
      'curl -fsSLo /tmp/chrome.deb https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb && sudo apt-get install -y /tmp/chrome.deb',
    );
  }
  if (/debian/.test(system)) return run('sudo apt-get install -y chromium chromium-sandbox');
  if (/fedora|rhel|centos/.test(system)) return run('sudo dnf install -y chromium');
  if (/arch/.test(system)) return run('sudo pacman -S --noconfirm chromium');
  if (/suse/.test(system)) return run('sudo zypper install -y chromium');
  return 'Install Chromium or Google Chrome with the package manager of this system.';
}
