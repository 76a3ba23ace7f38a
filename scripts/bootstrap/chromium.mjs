// The browser: the one that SCANNER_CHROME_PATH names, else one that is installed, else (as root
// on Debian) the distribution's own, else one message with the command that installs it. Where a
// browser may be is the scanner's knowledge, so its own search is asked.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, aptUpgrade, canInstall, distribution } from './apt.mjs';
import { withInstallLock } from './lock.mjs';
import { ROOT, STATE } from './paths.mjs';
import { PINNED_NODE } from './runtime.mjs';
import { BootstrapError, say } from './steps.mjs';

const FOUND = join(STATE, 'chromium.json');
const VERSION_LIMIT_MS = 20_000;
/** Of them the ones that are installed. */
const PACKAGES = ['chromium', 'chromium-common', 'chromium-headless-shell', 'chromium-sandbox'];

const SEARCH = `
  import { findBrowser } from './apps/scanner/src/browser/find-browser.ts';
  const chromePath = process.env.SCANNER_CHROME_PATH || undefined;
  console.log(JSON.stringify(findBrowser({ chromePath })));
`;

export async function ensureChromium() {
  if (process.env.SCANNER_CHROME_PATH) {
    const named = search();
    if (named.kind === 'found') return;
    throw new BootstrapError(
      `${named.message} Correct it, or unset it to let Chromium be found. (browser_missing)`,
    );
  }
  if (isRemembered() || isUsable(search())) return;
  const system = distribution();
  if (canInstall(system)) {
    await withInstallLock(async () => {
      if (!isUsable(search())) await install();
    });
    if (isUsable(search())) return;
  }
  throw new BootstrapError(
    `No Chromium was found. ${advice(system)}\nIf one is installed elsewhere, set SCANNER_CHROME_PATH to its executable. (browser_missing)`,
  );
}

/** Whether the one found last time is still the same file. */
function isRemembered() {
  try {
    const { path, mtimeMs, size } = JSON.parse(readFileSync(FOUND, 'utf8'));
    const now = statSync(path);
    return now.mtimeMs === mtimeMs && now.size === size;
  } catch {
    // Never found, removed, or an unreadable note: search again.
    return false;
  }
}

function search() {
  const result = spawnSync(PINNED_NODE, ['--input-type=module', '-e', SEARCH], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: VERSION_LIMIT_MS,
  });
  if (result.status === 0) return JSON.parse(result.stdout);
  throw new BootstrapError(`The search for Chromium failed:\n${result.stderr}`);
}

/** Asking for the version tells a browser from the stub that Ubuntu installs under its name. */
function isUsable({ kind, path }) {
  if (kind !== 'found') return false;
  const result = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: VERSION_LIMIT_MS });
  if (result.status !== 0 || !/Chrom(e|ium)/.test(result.stdout)) return false;
  const { mtimeMs, size } = statSync(path);
  mkdirSync(STATE, { recursive: true });
  writeFileSync(FOUND, JSON.stringify({ path, mtimeMs, size }));
  return true;
}

async function install() {
  say('no Chromium was found: installing the one of this distribution');
  await aptInstall({
    label: 'Installing Chromium (about 150 MB)',
    packages: ['chromium-headless-shell', 'chromium-sandbox', 'fonts-liberation'],
    hint: 'Install it yourself with `apt-get install chromium-headless-shell chromium-sandbox`, or set SCANNER_CHROME_PATH.',
  });
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
  if (/debian/.test(system))
    return run('sudo apt-get install -y chromium-headless-shell chromium-sandbox');
  if (/fedora|rhel|centos/.test(system)) return run('sudo dnf install -y chromium');
  if (/arch/.test(system)) return run('sudo pacman -S --noconfirm chromium');
  if (/suse/.test(system)) return run('sudo zypper install -y chromium');
  return 'Install Chromium or Google Chrome with the package manager of this system.';
}

/**
 * The newest Chromium that this distribution has, where this process may install it.
 * @param isDryRun tells what would be done, and changes nothing
 */
export async function updateChromium({ isDryRun = false } = {}) {
  const named = process.env.SCANNER_CHROME_PATH;
  if (named) {
    throw new BootstrapError(
      `SCANNER_CHROME_PATH names ${named}: update it the way it was installed. Scanners that run notice the new program by themselves.`,
    );
  }
  const found = search();
  if (found.kind !== 'found') return ensureChromium();
  const system = distribution();
  if (!canInstall(system)) throw new BootstrapError(updateAdvice(system));
  const before = versionOf(found.path);
  await withInstallLock(() =>
    aptUpgrade({
      packages: PACKAGES,
      isDryRun,
      hint: `Without a network there is no update. Else try \`apt-get install --only-upgrade ${PACKAGES.join(' ')}\` yourself.`,
    }),
  );
  const after = versionOf(found.path);
  if (isDryRun) return say(`it is ${before}; nothing was changed`);
  if (before === after) return say(`it was the newest of this distribution already: ${after}`);
  say(`was ${before}, is ${after}. Scanners that run here take it up before their next scan.`);
}

function versionOf(path) {
  const result = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: VERSION_LIMIT_MS });
  return result.status === 0 ? result.stdout.trim() : 'of an unknown version';
}

function updateAdvice(system) {
  const run = (command) =>
    `Run this command; scanners that run notice the new program by themselves:\n\n  ${command}\n`;
  const container = 'In a container build its image again: the browser is part of it. ';
  if (system === 'darwin') return run('brew upgrade --cask google-chrome');
  if (/debian|ubuntu/.test(system)) {
    const packages = /ubuntu/.test(system) ? 'google-chrome-stable' : PACKAGES.join(' ');
    return `${container}${run(`sudo apt-get update && sudo apt-get install --only-upgrade ${packages}`)}`;
  }
  if (/fedora|rhel|centos/.test(system)) return run('sudo dnf upgrade -y chromium');
  if (/arch/.test(system)) return run('sudo pacman -Syu --noconfirm chromium');
  if (/suse/.test(system)) return run('sudo zypper update -y chromium');
  return `${container}Elsewhere update Chromium or Google Chrome with the package manager of this system.`;
}
