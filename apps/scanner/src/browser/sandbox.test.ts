import { expect, test } from 'vitest';
import { type BrowserProcess, judgeSandbox } from './sandbox.ts';

const line = (...args: string[]): string => ['/usr/bin/chromium', ...args, ''].join('\0');

/** Never written out here: nothing in this repository turns the sandbox off. */
const TURNED_OFF = ['--no', 'sandbox'].join('-');

function renderer(change: Partial<Record<'uid' | 'nspid' | 'nnp' | 'seccomp', string>> = {}) {
  const { uid = '65534', nspid = '812\t3', nnp = '1', seccomp = '2' } = change;
  return {
    commandLine: '/usr/bin/chromium --type=renderer --lang=en',
    status: `Name:\tchrome\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nNSpid:\t${nspid}\nNoNewPrivs:\t${nnp}\nSeccomp:\t${seccomp}\nSeccomp_filters:\t1\n`,
  };
}
const main = (args: string[] = []): BrowserProcess => ({
  ...renderer({ nspid: '800', nnp: '0', seccomp: '0' }),
  commandLine: line(...args, 'about:blank'),
});

test('a browser whose renderers are filtered and in a process namespace has its sandbox on', () => {
  expect(judgeSandbox([main(), renderer()])).toEqual({ kind: 'on' });
});

test.each([
  ['a flag turns it off', [main([TURNED_OFF]), renderer()], /was started with/],
  ['its filter is off', [main(), renderer({ seccomp: '0' })], /system calls/],
  ['its namespace is missing', [main(), renderer({ nspid: '812' })], /processes of this machine/],
  ['it may gain rights', [main(), renderer({ nnp: '0' })], /gain rights/],
  ['something of it is root', [main(), renderer({ uid: '0' })], /root/],
  ['one of several is open', [main(), renderer(), renderer({ seccomp: '0' })], /system calls/],
])('it is off where %s', (_, processes, reason) => {
  expect(judgeSandbox(processes)).toEqual({ kind: 'off', reason: expect.stringMatching(reason) });
});

test('it is not known while no page has a process', () => {
  expect(judgeSandbox([main()])).toMatchObject({ kind: 'unknown' });
});

test('words in an address that look like a flag are no flag', () => {
  expect(judgeSandbox([main([`https://x.test/${TURNED_OFF}`]), renderer()])).toEqual({
    kind: 'on',
  });
});
