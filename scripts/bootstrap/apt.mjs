// Packages of Debian, for a bootstrap that runs as root.
import { readFileSync } from 'node:fs';
import { runStep } from './steps.mjs';

/** `ID` of os-release and what it is like, for example `ubuntu debian`. */
export function distribution() {
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
export function canInstall(system) {
  return process.getuid?.() === 0 && /debian/.test(system) && !/ubuntu/.test(system);
}

const apt = (label, args, hint) =>
  runStep({
    label,
    command: 'apt-get',
    args: ['-o', 'DPkg::Lock::Timeout=300', ...args],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    hint,
  });

export async function aptInstall({ label, packages, hint }) {
  await apt('Refreshing the package lists', ['update', '-q'], hint);
  await apt(label, ['install', '-y', '-q', '--no-install-recommends', ...packages], hint);
}

/** Of these the packages that are installed. */
export async function aptUpgrade({ packages, isDryRun, hint }) {
  if (!isDryRun) await apt('Refreshing the package lists', ['update', '-q'], hint);
  const simulation = isDryRun ? ['--simulate'] : [];
  const args = ['install', '-y', '-q', '--only-upgrade', ...simulation, ...packages];
  await apt(isDryRun ? 'Trying the update' : 'Updating Chromium', args, hint);
}
