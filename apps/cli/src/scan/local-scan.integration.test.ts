import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, Scan } from '@webhood/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processesMentioning } from '../testing/processes.ts';
import { runCli } from '../testing/run-cli.ts';
import { type Site, startSite } from '../testing/sites.ts';

const ALLOW_LOOPBACK = ['--allow-network', '127.0.0.0/8'];

let folder: string;
let sites: Site[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-scan-'));
  // The browser, under its own account, must be able to pass through.
  chmodSync(folder, 0o711);
  sites = [];
});
afterEach(async () => {
  for (const site of sites) await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const site = await startSite(listener);
  sites.push(site);
  return site.url;
}

const page: RequestListener = (_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>A \u001b[31mpage</title><p>text</p>');
};

function start(args: string[], env: Record<string, string> = {}) {
  return runCli(['scan', ...args], { cwd: folder, env });
}

async function scan(args: string[]): Promise<{ code: number | string; stdout: string }> {
  const run = start(args);
  return { code: await run.exited, stdout: run.stdout() };
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
  const run = start([url, ...ALLOW_LOOPBACK, '--out', 'evidence'], { TMPDIR: folder });
  await requested.promise;
  expect(processesMentioning(folder).length).toBeGreaterThan(1);
  run.child.kill('SIGINT');
  expect(await run.exited).toBe(1);
  expect(processesMentioning(folder)).toEqual([]);
});

test('the summary names what the guard refused, and by which rule', async () => {
  const images = ['192.168.1.1', '169.254.169.254', '10.0.0.1:8080', '10.0.0.1:8080/again', '[::1]']
    .concat(['100.64.0.1'])
    .map((place) => `<img src="http://${place}/">`);
  const url = await serve((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!DOCTYPE html><title>Inside</title>${images.join('')}`);
  });
  const out = join(folder, 'refused');
  const run = runCli(['scan', url, ...ALLOW_LOOPBACK, '--out', out], { env: {} });
  expect(await run.exited).toBe(0);
  const [, refused = ''] = /^ {2}refused +(.*)$/m.exec(run.stdout()) ?? [];
  expect(refused).toMatch(/(?:\S+ \(\w+\),? ?){4} and 1 more$/);
  expect(refused).toMatch(/\((private|cloud_metadata|loopback|shared_address_space)\)/);
});
