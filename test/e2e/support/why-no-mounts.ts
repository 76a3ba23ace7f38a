import { spawnSync } from 'node:child_process';

/** Why no program can be hidden from another on this machine, or undefined. */
export function whyNoMounts(): string | undefined {
  if (process.platform !== 'linux') return 'mount namespaces are of Linux';
  if (process.getuid?.() !== 0) return 'hiding a program needs root';
  const tried = spawnSync('unshare', ['--mount', '--propagation', 'private', '--', 'true']);
  return tried.status === 0 ? undefined : 'this container may not make mount namespaces';
}
