import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Report, Scan } from '@webhood/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const ALLOW_LOOPBACK = ['--allow-network', '127.0.0.0/8'];

let folder: string;
let closers: (() => void)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-scan-'));
  // The browser, under its own account, must be able to pass through.
  chmodSync(folder, 0o711);
  closers = [];
});
afterEach(() => {
  for (const close of closers) close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/`;
}

const page: RequestListener = (_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>A \u001b[31mpage</title><p>text</p>');
};

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, 'scan', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function scan(args: string[]): Promise<{ code: number; stdout: string }> {
  const child = start(args);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout };
}

test('one URL in, one record and one folder of evidence out, every hash right', async () => {
  const url = await serve(page);
  const { code, stdout } = await scan([url, ...ALLOW_LOOPBACK, '--out', 'evidence', '--json']);
  expect(code).toBe(0);
  const { directory, ...record } = JSON.parse(stdout);
  const directoryOut = join(folder, 'evidence');
  expect(directory).toBe(directoryOut);
  expect(Scan.parse(record)).toMatchObject({ url, status: 'done', completeness: 'complete' });

  const report = Report.parse(JSON.parse(readFileSync(join(directoryOut, 'scan.json'), 'utf8')));
  expect(report.artifacts.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['screenshot.png', 'page.html', 'network.har']),
  );
  for (const { path, sha256, size } of report.artifacts) {
    const data = readFileSync(join(directoryOut, path));
    expect([data.length, createHash('sha256').update(data).digest('hex')]).toEqual([size, sha256]);
  }
});

test('several URLs get a folder each, and one that is refused fails the command', async () => {
  const url = await serve(page);
  const urls = [`${url}a`, `${url}b`, 'file:///etc/passwd'];
  const { code, stdout } = await scan([...urls, ...ALLOW_LOOPBACK, '--out', 'all', '--json']);
  expect(code).toBe(1);
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toHaveLength(3);
  const folders = readdirSync(join(folder, 'all'));
  expect(folders).toHaveLength(2);
  for (const name of folders) expect(existsSync(join(folder, 'all', name, 'scan.json'))).toBe(true);
});

test('the summary for people obeys no control character of the page', async () => {
  const url = await serve(page);
  const { code, stdout } = await scan([url, ...ALLOW_LOOPBACK]);
  expect(code).toBe(0);
  expect(stdout).toContain('done, complete');
  expect(stdout).toContain('scans/127.0.0.1-');
  expect(stdout).not.toContain('\u001b');
});

test('a folder that is named again holds only the new evidence, and what is not evidence', async () => {
  const url = await serve(page);
  const old = 'f'.repeat(64);
  await scan([url, ...ALLOW_LOOPBACK, '--out', 'evidence']);
  writeFileSync(join(folder, 'evidence/bodies', old), 'old');
  writeFileSync(join(folder, 'evidence/notes.txt'), 'mine');
  await scan([url, ...ALLOW_LOOPBACK, '--out', 'evidence']);
  expect(existsSync(join(folder, 'evidence/bodies', old))).toBe(false);
  expect(readFileSync(join(folder, 'evidence/notes.txt'), 'utf8')).toBe('mine');
});

test('Ctrl-C ends a scan at once and leaves no browser', async () => {
  const requested = Promise.withResolvers<void>();
  const url = await serve(() => requested.resolve());
  // The browser's profile lies in there, so its processes can be told from others.
  const child = start([url, ...ALLOW_LOOPBACK, '--out', 'evidence'], { TMPDIR: folder });
  await requested.promise;
  expect(commandLines().some((line) => line.includes(folder))).toBe(true);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(commandLines().filter((line) => line.includes(folder))).toEqual([]);
});

function commandLines(): string[] {
  if (!existsSync('/proc/self')) {
    return execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        // It ended between being listed and being read.
        return '';
      }
    });
}
