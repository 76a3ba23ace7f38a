/** What a browser of ours has of the machine it runs on. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { observed } from '../../../../test/observed.ts';
import { findAllBrowsers, findBrowser } from '../../../../test/sites/find-test-browser.ts';
import type { ListenerSource } from './browser-network.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import { type NetworkNamespace, openNamespace } from './network-namespace.ts';
import { readGroup } from './process-group.ts';
import { removeStaleProfiles } from './profile-folder.ts';
import { createBrowserSupervisor } from './supervisor.ts';

const SECRET = 'planted-9f2c61';
const PROGRAM = join(import.meta.dirname, 'isolation-program.fixture.ts');
const SILENT = { info() {}, warn() {} };
const isRoot = process.getuid?.() === 0;
const OTHER_USER = ['setpriv', '--reuid=12345', '--regid=12345', '--clear-groups'];

const probe = await openNamespace();
if (probe.kind === 'opened') probe.namespace.close();

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
beforeAll(() => {
  process.env.SCANNER_TOKEN_FOR_TEST = SECRET;
  process.env.HTTPS_PROXY_FOR_TEST = `http://name:${SECRET}@proxy.test`;
});

async function launchInside(path: string): Promise<[LaunchedBrowser, NetworkNamespace]> {
  const opened = await openNamespace();
  if (opened.kind === 'impossible') throw new Error(opened.reason);
  const { namespace } = opened;
  closing.push(namespace.close);
  const browser = await launchBrowser({ path, namespace, onListenerError: () => undefined });
  closing.push(browser.kill);
  return [browser, namespace];
}

const isRunning = (pid: number) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** The namespace holders that this process has started. */
const ownHolders = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const parent = /^PPid:\t(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return Number(parent) === process.pid && command.includes('namespace-holder');
      } catch {
        return false;
      }
    })
    .map(Number);

const tries = (port: number) => [
  process.execPath,
  '-e',
  `require('node:net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(7))`,
];

function exitCode([command = '', ...args]: string[]): Promise<number | null> {
  const child = spawn(command, args, {
    stdio: 'ignore',
    env: { PATH: process.env.PATH },
    cwd: '/',
  });
  return new Promise((resolve) => {
    child.once('close', resolve);
  });
}

describe.runIf(probe.kind === 'opened')('in a network of its own', () => {
  test.each(findAllBrowsers())('%s has loopback, bounds, and no secret of ours', async (path) => {
    const [{ pid }] = await launchInside(path);
    const group = readGroup(pid);
    expect(group.length).toBeGreaterThan(2);
    const ours = readlinkSync('/proc/self/ns/net');
    for (const { pid: member, commandLine } of group) {
      const read = (name: string) => readFileSync(`/proc/${member}/${name}`, 'utf8');
      expect(commandLine).not.toContain(SECRET);
      expect(commandLine).not.toContain('no-sandbox');
      // Those that Chromium has sealed off are readable to nobody but root.
      if (!isRoot && member !== pid) continue;
      expect(read('environ')).not.toContain(SECRET);
      expect(readlinkSync(`/proc/${member}/ns/net`)).not.toBe(ours);
      const [, , ...interfaces] = read('net/dev').trim().split('\n');
      expect(interfaces.map((line) => line.trim().split(':')[0])).toSatisfy((names: string[]) =>
        names.every((name) => name === 'lo'),
      );
      expect(read('limits')).toMatch(/^Max core file size +0 +0 /m);
      expect(read('limits')).toMatch(/^Max file size +1073741824 +1073741824 /m);
      expect(read('status')).toMatch(/^NoNewPrivs:\t1$/m);
    }
  });

  test('nothing in it reaches this machine, and this process hears what it says', async () => {
    const [, namespace] = await launchInside(findBrowser());
    const outside = createServer().listen(0, '127.0.0.1');
    closing.push(() => outside.close());
    await once(outside, 'listening');
    const { port } = outside.address() as AddressInfo;
    expect(await exitCode(tries(port))).toBe(0);
    expect(await exitCode(namespace.enter(tries(port)))).toBe(7);

    const inside = await namespace.listen();
    closing.push(() => inside.close());
    const heard = new Promise((resolve) => {
      inside.once('connection', (socket) => resolve(socket.destroy()));
    });
    const { port: insidePort } = inside.address() as AddressInfo;
    expect(await exitCode(namespace.enter(tries(insidePort)))).toBe(0);
    await heard;
  });

  test('a browser whose holder is gone is replaced', async () => {
    const started: number[] = [];
    const log = { ...SILENT, info: ({ pid }: { pid?: number }) => pid && started.push(pid) };
    const supervisor = createBrowserSupervisor({ chromePath: findBrowser(), log });
    closing.push(supervisor.close);
    const open = async (source?: ListenerSource) => {
      const server = await source?.listen();
      server?.close();
      return { proxyServer: 'http://127.0.0.1:9', async stop() {} };
    };
    await supervisor.openContext(open);
    const [holder] = ownHolders();
    if (holder === undefined) throw new Error('no holder was found');
    process.kill(holder, 'SIGKILL');
    await supervisor.openContext(open);
    expect(started).toHaveLength(2);
    expect(supervisor.networkState()).toEqual({ kind: 'namespace' });
    observed(`${started.length} browsers started, the second in a network of its own again`);
  });

  const users: [string, string[]][] = [['this user', []]];
  if (isRoot) users.push(['an ordinary user', OTHER_USER]);
  test.each(users)('killed as %s, a scanner leaves no process', async (_who, as) => {
    const [command = '', ...args] = [...as, process.execPath, PROGRAM, findBrowser()];
    const scanner = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, HOME: '/tmp' },
    });
    closing.push(() => scanner.kill('SIGKILL'));
    const [line] = (await new Promise((resolve) => {
      createInterface({ input: scanner.stdout }).once('line', (text) => resolve([text]));
    })) as [string];
    const told = JSON.parse(line);
    expect(told).toMatchObject({ isListening: true });
    expect([told.pid, told.holderPid].map(isRunning)).toEqual([true, true]);
    expect(readFileSync(`/proc/${told.holderPid}/status`, 'utf8')).toMatch(/^CapEff:\t0+$/m);

    scanner.kill('SIGKILL');
    await expect.poll(() => readGroup(told.pid), { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => isRunning(told.holderPid), { timeout: 10_000 }).toBe(false);
    expect(existsSync(told.profileDir)).toBe(true);
    removeStaleProfiles();
    expect(existsSync(told.profileDir)).toBe(false);
  });
});

test('sharing the network has the same bounds, and is told', async () => {
  const seen: number[] = [];
  const log = { ...SILENT, info: ({ pid }: { pid?: number }) => pid && seen.push(pid) };
  const supervisor = createBrowserSupervisor({
    chromePath: findBrowser(),
    network: 'shared',
    log,
  });
  closing.push(supervisor.close);
  await supervisor.warm();
  expect(supervisor.networkState()?.kind).toBe('shared');
  if (process.platform !== 'linux') return;
  const limits = readFileSync(`/proc/${seen[0]}/limits`, 'utf8');
  expect(limits).toMatch(/^Max core file size +0 +0 /m);
  expect(readlinkSync(`/proc/${seen[0]}/ns/net`)).toBe(readlinkSync('/proc/self/ns/net'));
});

test.runIf(probe.kind === 'opened').each([
  ['namespace', 'refuses to start', 'undefined'],
  ['auto', 'shares the network of the machine, and says why', '{"kind":"shared"'],
])('where the kernel gives no network, a scanner with %s %s', (network, _what, expected) => {
  // A machine whose administrator allows no network namespace. Chromium's sandbox needs one too,
  // so no browser would start there: what is looked at is which way the supervisor takes.
  const code = `
    const { createBrowserSupervisor } = await import(${JSON.stringify(join(import.meta.dirname, 'supervisor.ts'))});
    const log = { info() {}, warn: (fields, event) => console.log(event, fields.reason) };
    const supervisor = createBrowserSupervisor({ chromePath: '/bin/true', network: '${network}', log });
    await supervisor.warm().catch((error) => console.log(error.message));
    console.log(JSON.stringify(supervisor.networkState()));`;
  const command = [process.execPath, '--input-type=module', '-e', code];
  const shell = [
    '--user',
    '--map-root-user',
    '--',
    'sh',
    '-c',
    'echo 0 > /proc/sys/user/max_net_namespaces; exec "$@"',
    'sh',
  ];
  const said = execFileSync('unshare', [...shell, ...command], { encoding: 'utf8' });
  expect(said).toContain(
    network === 'auto' ? 'browser.network unshare: ' : 'has no network of its own',
  );
  expect(said.trim().split('\n').at(-1)).toContain(expected);
});

describe('a browser is replaced', () => {
  test.each([
    ['by age', { ageMs: 0 }],
    ['by memory', { lastingBytes: 1 }],
  ])('%s', async (_why, retirement) => {
    const warned: unknown[] = [];
    const log = { ...SILENT, warn: (fields: object) => warned.push(fields) };
    const supervisor = createBrowserSupervisor({ chromePath: findBrowser(), log, retirement });
    closing.push(supervisor.close);
    await supervisor.warm();
    await supervisor.warm();
    expect(warned).toContainEqual(expect.objectContaining({ reason: expect.any(String) }));
  });
});
