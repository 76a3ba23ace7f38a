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

export async function aptInstall({ label, packages, hint }) {
  const apt = (step, args) =>
    runStep({
      label: step,
      command: 'apt-get',
      args: ['-o', 'DPkg::Lock::Timeout=300', ...args],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      hint,
    });
  await apt('Refreshing the package lists', ['update', '-q']);
  await apt(label, ['install', '-y', '-q', '--no-install-recommends', ...packages]);
}
