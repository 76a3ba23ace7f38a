// The packages of package-lock.json, installed by `npm ci` when they are not there yet.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withInstallLock } from './lock.mjs';
import { MODULES, ROOT, STATE } from './paths.mjs';
import { runStep } from './steps.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');
/** npm's own record of what is installed; written as the last act of an install. */
const INSTALLED = join(MODULES, '.package-lock.json');
const STAMP = join(STATE, 'packages');

export async function ensurePackages() {
  if (packagesAreCurrent()) return;
  await withInstallLock(async () => {
    if (packagesAreCurrent()) return;
    await runNpm({
      label: 'Installing packages (the first time takes a minute or two)',
      // Whatever the user's npm is set to: the runtime is a development dependency, and it is
      // what the packages run on, not the Node.js that npm complains about here.
      args: [
        'ci',
        '--include=dev',
        '--include=optional',
        '--engine-strict=false',
        '--no-audit',
        '--no-fund',
      ],
      hint: 'Check the network, or the proxy and registry settings of npm (`npm config list`), and start again.',
    });
    writeStamp();
  });
}

export function runNpm({ label, args, hint }) {
  return runStep({
    label,
    command: 'npm',
    // The messages are kept for the case of failure, also under `npm --silent`.
    args: [...args, '--loglevel=notice'],
    cwd: ROOT,
    env: withoutLocalBin(process.env),
    hint,
    ignore: /EBADENGINE|npm notice/,
  });
}

/** npm must not run on the Node.js inside the folder that it is about to replace. */
function withoutLocalBin(env) {
  const path = (env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.replace(/\/$/, '').endsWith('node_modules/.bin'))
    .join(delimiter);
  return { ...env, PATH: path };
}

function packagesAreCurrent() {
  const lock = readFileSync(LOCK_FILE);
  const hash = createHash('sha256').update(lock).digest('hex');
  if (readIfPresent(STAMP) === hash) return true;
  // Someone has run npm themselves: believe npm's record, entry by entry.
  const installed = readIfPresent(INSTALLED);
  if (installed === undefined || !matches(JSON.parse(lock), JSON.parse(installed))) return false;
  writeStamp(hash);
  return true;
}

/** Optional packages may be left out: they are for other platforms. */
function matches(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || wanted.optional || !path.includes('node_modules/')) return true;
    const found = installed.packages[path];
    return found !== undefined && (wanted.link || found.version === wanted.version);
  });
}

function writeStamp(hash = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex')) {
  mkdirSync(STATE, { recursive: true });
  writeFileSync(STAMP, hash);
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
