// A container of an image as compose.yaml and the Kubernetes base describe it, for an OCI runtime: no
// capabilities, no new privileges, a read-only root, memory file systems, a seccomp profile. It has
// the network of this machine, so that a check needs nothing else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const READ_ONLY = ['nosuid', 'noexec', 'nodev', 'ro'];

const SYSTEM_MOUNTS = [
  { destination: '/proc', type: 'proc', source: 'proc' },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=64k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: READ_ONLY },
];
/** What Docker hides and protects in /proc. */
const MASKED = ['/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/latency_stats'];
const PROTECTED = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

const NO_CAPABILITIES = {
  bounding: [],
  effective: [],
  permitted: [],
  inheritable: [],
  ambient: [],
};

export function memory(destination, size, mode = '1777') {
  return {
    destination,
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'nodev', `size=${size}`, `mode=${mode}`],
  };
}

export function bound(source, destination, access = 'ro') {
  return { destination, type: 'bind', source, options: ['rbind', 'nosuid', 'nodev', access] };
}

/** Files of this machine that say where names are resolved. */
const NAMES = ['/etc/hosts', '/etc/resolv.conf'];

/**
 * @param root the image's root filesystem
 * @param user number of user and group; `groups` are further ones
 * @returns the bundle's folder
 */
export function writeBundle(folder, { root, user, groups = [], args, env, mounts, seccomp }) {
  mkdirSync(folder, { recursive: true });
  const config = {
    ociVersion: '1.0.2',
    root: { path: root, readonly: true },
    process: {
      terminal: false,
      user: { uid: user, gid: user, additionalGids: groups },
      args,
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      cwd: '/app',
      noNewPrivileges: true,
      capabilities: NO_CAPABILITIES,
    },
    mounts: [...SYSTEM_MOUNTS, ...NAMES.map((path) => bound(path, path)), ...mounts],
    linux: {
      namespaces: ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type })),
      maskedPaths: MASKED,
      readonlyPaths: PROTECTED,
      seccomp: JSON.parse(readFileSync(seccomp, 'utf8')),
    },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}
