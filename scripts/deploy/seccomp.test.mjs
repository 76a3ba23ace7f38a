// What the scanner's containers may ask of the kernel. That Chromium runs with it, its sandbox and its
// own network on, is shown by scripts/verify-images.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEPLOY } from './read-yaml.mjs';

const profile = JSON.parse(readFileSync(join(DEPLOY, 'images/scanner/seccomp.json'), 'utf8'));

/** linux/sched.h */
const NAMESPACES = {
  mount: 0x2_0000,
  cgroup: 0x200_0000,
  uts: 0x400_0000,
  ipc: 0x800_0000,
  user: 0x1000_0000,
  pid: 0x2000_0000,
  net: 0x4000_0000,
};
const HOLDS = {
  SCMP_CMP_EQ: (given, { value }) => given === BigInt(value),
  SCMP_CMP_MASKED_EQ: (given, { value, valueTwo }) => (given & BigInt(value)) === BigInt(valueTwo),
};

/** As libseccomp does: a call is allowed when one rule of its name has all its conditions met. */
function allows(name, ...given) {
  return profile.syscalls.some(
    ({ names, action, args = [] }) =>
      action === 'SCMP_ACT_ALLOW' &&
      names.includes(name) &&
      args.every((arg) => HOLDS[arg.op](BigInt(given[arg.index] ?? 0), arg)),
  );
}

test('what is not named is answered as a kernel would that does not know it', () => {
  expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
  expect(profile.defaultErrnoRet).toBe(38);
  const refusals = profile.syscalls.filter(({ action }) => action !== 'SCMP_ACT_ALLOW');
  expect(refusals).toMatchObject([{ names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 }]);
});

test('each rule says what it is for, and no call is named twice without conditions', () => {
  const names = profile.syscalls.flatMap(({ names, args }) => (args ? [] : names));
  expect(names.length).toBe(new Set(names).size);
  for (const { comment } of profile.syscalls) expect(comment).toMatch(/\.$/);
});

test('Chromium and our network namespace get the namespaces that they are made of', () => {
  const { user, pid, net } = NAMESPACES;
  const SIGCHLD = 17;
  expect(allows('clone', user | pid | net | SIGCHLD)).toBe(true);
  expect(allows('unshare', user | net)).toBe(true);
  expect(allows('unshare', user)).toBe(true);
  for (const entered of [user, net, user | net]) expect(allows('setns', 0, entered)).toBe(true);
  expect(allows('chroot')).toBe(true);
});

test.each(['mount', 'cgroup', 'uts', 'ipc'])('no %s namespace is made or entered', (kind) => {
  const flag = NAMESPACES[kind];
  for (const call of ['clone', 'unshare']) {
    expect(allows(call, flag)).toBe(false);
    expect(allows(call, flag | NAMESPACES.user)).toBe(false);
  }
  expect(allows('setns', 0, flag)).toBe(false);
});

test('a namespace of unstated kind is not entered, and flags are not hidden in memory', () => {
  expect(allows('setns', 0, 0)).toBe(false);
  expect(allows('clone3')).toBe(false);
});

test('sockets are local, of the internet protocols, or ask for links and addresses', () => {
  const [UNIX, INET, INET6, NETLINK, PACKET, ALG, VSOCK] = [1, 2, 10, 16, 17, 38, 40];
  const [ROUTE, NETFILTER, XFRM, AUDIT] = [0, 12, 6, 9];
  for (const family of [UNIX, INET, INET6]) expect(allows('socket', family, 1, 0)).toBe(true);
  expect(allows('socket', NETLINK, 3, ROUTE)).toBe(true);
  for (const protocol of [NETFILTER, XFRM, AUDIT]) {
    expect(allows('socket', NETLINK, 3, protocol)).toBe(false);
  }
  for (const family of [PACKET, ALG, VSOCK]) expect(allows('socket', family, 3, 0)).toBe(false);
});

test.each([
  ...['mount', 'umount2', 'pivot_root', 'move_mount', 'fsopen', 'open_tree', 'mknod', 'mknodat'],
  ...[
    'bpf',
    'perf_event_open',
    'userfaultfd',
    'io_uring_setup',
    'keyctl',
    'add_key',
    'request_key',
  ],
  ...['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'kcmp'],
  ...['init_module', 'finit_module', 'kexec_load', 'reboot', 'swapon', 'settimeofday', 'iopl'],
])('%s is not to be had', (name) => {
  expect(allows(name)).toBe(false);
});
