/** `search`, `get`, `download` and `watch` of the command line, against a server and a real scan. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../sites/site-server.ts';
import { createInstallation, type Installation } from './support/installation.ts';

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
