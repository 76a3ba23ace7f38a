/** `search`, `get`, `download` and `watch` of the command line, against a server and a real scan. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { webhood } from './support/processes.ts';

let site: Site;
let installation: Installation;
let access: string[];
let out: string;
let scan: Scan;

beforeAll(async () => {
  site = await startSite();
  out = mkdtempSync(join(tmpdir(), 'webhood-e2e-remote-'));
  installation = await createInstallation();
  await installation.ready(installation.start(['server']));
  await installation.addScanner('one');
  const { token } = JSON.parse(
    await installation.command([
      'tokens',
      'create',
      '--name',
      'script',
      '--role',
      'api_user',
      '--json',
    ]),
  );
  access = ['--server', installation.url, '--token', token];
  const client = await installation.client();
  const { id } = await client.scans.submit({ url: `${site.url}/links` });
  scan = await client.waitForScan(id);
});

afterAll(async () => {
  await installation?.close();
  await site?.close();
  rmSync(out, { recursive: true, force: true });
});

const run = (...args: string[]) => installation.command([...args, ...access]);

test('search prints what matches, and nothing for what does not', async () => {
  const found = JSON.parse(await run('search', 'status:done', '--json'));
  expect(found).toMatchObject({ id: scan.id, status: 'done' });
  expect(await run('search', 'domain:nowhere.example', '--json')).toBe('');
});

test('get prints the record by id and by slug, and the report on request', async () => {
  for (const name of [scan.id, scan.slug]) {
    expect(JSON.parse(await run('get', name, '--json'))).toMatchObject({ id: scan.id });
  }
  const report = Report.parse(JSON.parse(await run('get', scan.id, '--report')));
  expect(report.document.url).toBe(`${site.url}/links`);
});

test('download writes every file with the hash that the report names', async () => {
  const folder = join(out, 'evidence');
  await run('download', scan.id, '--out', folder);
  const { artifacts } = Report.parse(JSON.parse(readFileSync(join(folder, 'scan.json'), 'utf8')));
  expect(artifacts.length).toBeGreaterThan(2);
  for (const { path, sha256 } of artifacts) {
    const content = readFileSync(join(folder, path));
    expect(createHash('sha256').update(content).digest('hex'), path).toBe(sha256);
  }
});

test('watch of a scan that has ended prints it and ends', async () => {
  expect(JSON.parse(await run('watch', scan.id, '--json'))).toMatchObject({
    id: scan.id,
    status: 'done',
  });
});

/** As `run`, for what may fail. */
async function scanOf(urls: string[], ...flags: string[]) {
  const args = ['scan', ...access, '--out', join(out, 'many'), '--json', ...flags, '-'];
  const started = webhood(args, { env: installation.env, input: urls.join('\n') });
  const code = await started.exited;
  const lines = started.stdout().split('\n').filter(Boolean);
  return { code, records: lines.map((line) => JSON.parse(line)), stderr: started.stderr() };
}

test('scan takes a list from standard input, waits for all, and keeps the evidence of each', async () => {
  const urls = ['/', '/links', '/nowhere'].map((path) => `${site.url}${path}`);
  const flags = ['--tag', 'List', '--priority', 'low', '--scanner', 'one', '--restricted'];
  const { code, records, stderr } = await scanOf([...urls, 'ftp://a.com/'], ...flags);
  expect(code).toBe(1);
  // Where nobody watches there is no bar.
  expect(stderr).toBe('');
  const byUrl = new Map(records.map((record) => [record.url, record]));
  expect(byUrl.get('ftp://a.com/')).toMatchObject({ error: { code: 'unsupported_scheme' } });
  for (const url of urls) {
    const { directory, ...record } = byUrl.get(url);
    expect(record).toMatchObject({
      status: 'done',
      tags: ['list'],
      priority: 'low',
      visibility: 'restricted',
    });
    expect(record.targetScannerId).toBe(record.scanner.id);
    expect(
      Report.parse(JSON.parse(readFileSync(join(directory, 'scan.json'), 'utf8'))).scan.url,
    ).toBe(url);
  }
});

test('a list with the same key, or with --reuse, is not scanned again', async () => {
  const urls = [`${site.url}/?key`, `${site.url}/?key`];
  const keyed = ['--no-wait', '--idempotency-key', 'once'];
  const [first, again] = [await scanOf(urls, ...keyed), await scanOf(urls, ...keyed)];
  expect(again).toMatchObject({ code: 0, records: [{ id: first.records[0].id }, {}] });
  expect(first.records.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted']);
  expect(new Set(first.records.map(({ id }) => id)).size).toBe(2);
  const reused = await scanOf([scan.url, scan.url], '--reuse', '60');
  expect(reused.records.map(({ id, status }) => [id, status])).toEqual([
    [scan.id, 'done'],
    [scan.id, 'done'],
  ]);
});

test('a scan for later is submitted and not waited for', async () => {
  const { code, records } = await scanOf([site.url], '--at', '2126-01-01T00:00:00Z');
  expect({ code, records }).toMatchObject({ code: 2, records: [] });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const later = await scanOf([site.url], '--at', tomorrow);
  expect(later).toMatchObject({ code: 0, records: [{ verdict: 'accepted', state: 'pending' }] });
});
