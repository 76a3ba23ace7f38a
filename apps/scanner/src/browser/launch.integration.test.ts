import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import { createBrowserSupervisor } from './supervisor.ts';

const SILENT = { info() {}, warn() {} };
const onListenerError = (error: unknown) => {
  throw error;
};
const isLinux = process.platform === 'linux';
/** A context's network in which nothing answers. */
const nowhere = async () => ({ proxyServer: 'http://127.0.0.1:9', async stop() {} });
const isRoot = process.getuid?.() === 0;

let browser: LaunchedBrowser | undefined;
afterEach(() => browser?.kill());

/** Everything in the process group that the browser leads. */
function group(
  leader: number,
): { pid: number; uid: number; command: string; environment: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , groupId] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (Number(groupId) !== leader || state === 'Z') return [];
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return [
          {
            pid: Number(pid),
            uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
            command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
            environment: readFileSync(`/proc/${pid}/environ`, 'utf8'),
          },
        ];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

describe.each(findAllBrowsers())('%s', (path) => {
  test('is killed with all its processes, and its profile goes', async () => {
    browser = await launchBrowser({ path, onListenerError });
    const { pid, profileDir } = browser;
    if (isLinux) expect(group(pid).length).toBeGreaterThan(1);
    await browser.kill();
    if (isLinux) await expect.poll(() => group(pid)).toEqual([]);
    expect(existsSync(profileDir)).toBe(false);
  });

  test.runIf(isLinux)('runs sandboxed, unprivileged, and without our secrets', async () => {
    process.env.SCANNER_TOKEN_FOR_TEST = 'secret-token';
    browser = await launchBrowser({ path, onListenerError });
    const processes = group(browser.pid);
    const [leader] = processes.filter(({ pid }) => pid === browser?.pid);
    expect(leader?.command).not.toContain('sandbox');
    expect(processes.map(({ environment }) => environment).join()).not.toContain('secret-token');
    if (isRoot) expect(leader?.uid).toBe(65_534);
  });
});

test('a browser that cannot start is an error with its last words, not a wait', async () => {
  await expect(launchBrowser({ path: '/bin/false', onListenerError })).rejects.toThrow(
    /did not start/,
  );
});

test('after a crash the next scan gets a new browser', async () => {
  const [chromePath] = findAllBrowsers();
  if (!chromePath) throw new Error('no browser');
  const supervisor = createBrowserSupervisor({ chromePath, log: SILENT });
  try {
    const { context: first } = await supervisor.openContext(nowhere);
    const lost = new Promise<string>((resolve) => {
      first.onLost(resolve);
    });
    first.control.post('Browser.crash');
    await lost;
    const { context: second } = await supervisor.openContext(nowhere);
    const page = await second.openPage();
    await expect(page.session.send('Page.getFrameTree')).resolves.toBeTruthy();
  } finally {
    await supervisor.close();
  }
});

test('a browser that has served its share is replaced while its last scan goes on', async () => {
  const [chromePath] = findAllBrowsers();
  if (!chromePath) throw new Error('no browser');
  const supervisor = createBrowserSupervisor({
    chromePath,
    log: SILENT,
    retirement: { contexts: 1 },
  });
  try {
    const { context: first } = await supervisor.openContext(nowhere);
    const { context: second } = await supervisor.openContext(nowhere);
    const pages = await Promise.all([first, second].map((context) => context.openPage()));
    await Promise.all(pages.map(({ session }) => session.send('Page.getFrameTree')));
    expect(first.downloadDir).not.toBe(second.downloadDir);
  } finally {
    await supervisor.close();
  }
});

test('a new program in the browser’s place is taken up by the next scan, without a restart', async () => {
  const [installed] = findAllBrowsers();
  if (!installed) throw new Error('no browser');
  const dir = mkdtempSync(join(tmpdir(), 'webhood-updated-'));
  chmodSync(dir, 0o755);
  const chromePath = join(dir, 'browser');
  const install = (version: string): void => {
    const script = `#!/bin/sh\n# ${version}\nexec ${installed} "$@"\n`;
    writeFileSync(`${chromePath}.new`, script, { mode: 0o755 });
    renameSync(`${chromePath}.new`, chromePath);
  };
  install('1');
  const events: string[] = [];
  const supervisor = createBrowserSupervisor({
    chromePath,
    log: SILENT,
    meter: { started: () => events.push('started'), ended: (cause) => events.push(cause) },
  });
  try {
    await supervisor.openContext(nowhere);
    await supervisor.openContext(nowhere);
    expect(events).toEqual(['started']);
    install('two, of another length');
    const { context } = await supervisor.openContext(nowhere);
    expect(events).toEqual(['started', 'updated', 'started']);
    const page = await context.openPage();
    await expect(page.session.send('Page.getFrameTree')).resolves.toBeTruthy();
    expect(supervisor.product()).toMatch(/Chrom\w*\/\d+/);
  } finally {
    await supervisor.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

test('contexts that are opened at once have a download folder each', async () => {
  const [chromePath] = findAllBrowsers();
  if (!chromePath) throw new Error('no browser');
  const supervisor = createBrowserSupervisor({ chromePath, log: SILENT });
  try {
    const opened = await Promise.all(
      Array.from({ length: 6 }, () => supervisor.openContext(nowhere)),
    );
    expect(new Set(opened.map(({ context }) => context.downloadDir)).size).toBe(opened.length);
  } finally {
    await supervisor.close();
  }
});
