/** On a data folder with the collections that Webhood's migrations make. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathOf, type Scan } from '@webhood/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as } from '../../../test/job.ts';
import { type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { HTML, makeSourceFolder, PNG } from '../../../test/source-folder.ts';
import { createFileBlobStore } from '../../platform/blob-store/file-blob-store.ts';
import { createTransactor } from '../../platform/db/transactor.ts';
import { createArtifactService } from '../artifacts/artifact.service.ts';
import { createArtifactStore } from '../artifacts/artifact.store.ts';
import { importWebhood } from './import.service.ts';
import { createImportStore } from './import.store.ts';

let all: ScanServers;
let dir: string;

beforeAll(async () => {
  all = await startScanServers();
  dir = await mkdtemp(path.join(tmpdir(), 'webhood-pb-data-'));
  await makeSourceFolder(dir);
});
afterAll(async () => {
  await all.close();
  await rm(dir, { recursive: true });
});

const bring = (dryRun: boolean, from = dir) =>
  importWebhood(from, {
    store: createImportStore({ db: all.database.db }),
    transactor: createTransactor(all.database.db),
    openArtifacts: async () =>
      createArtifactService({
        store: createArtifactStore({ db: all.database.db }),
        blobs: await createFileBlobStore(all.blobDir),
        log: all.database.log,
      }),
    dryRun,
  });

async function rows(table: string): Promise<unknown[]> {
  return (await all.database.pool.query(`select * from ${table} as t order by t::text`)).rows;
}

async function everything() {
  const tables = ['users', 'credentials', 'scanners', 'scans', 'artifacts', 'search_terms'];
  return Promise.all(tables.map(rows));
}

const get = (url: string) => {
  const [server] = all.servers;
  if (!server) throw new Error('no server');
  return as(server.app, 'ann', 'GET', url);
};

test('brings what there is, says what there is not, and changes nothing the second time', async () => {
  const before = await everything();
  const tried = await bring(true);
  expect(await everything()).toEqual(before);
  const done = await bring(false);
  expect(done).toMatchObject({
    users: { imported: 2, present: 0, refused: 1 },
    scanners: { imported: 1, present: 0, refused: 0 },
    scans: { imported: 4, present: 0, refused: 2 },
    unfinishedScans: 1,
    files: { imported: 4, lost: 4 },
  });
  expect(done.problems).toHaveLength(7);
  for (const part of [
    '"gone.html" is missing',
    '"torn.png" is torn',
    '"link.png" cannot',
    '../../',
  ]) {
    expect(done.problems).toContainEqual(expect.stringContaining(part));
  }
  // A dry run writes nothing, so that it does not see two users of the folder have one name.
  expect({ ...tried, dryRun: false, users: 0, problems: 0 }).toEqual({
    ...done,
    users: 0,
    problems: 0,
  });
  const after = await everything();
  const again = await bring(false);
  expect(again.scans).toEqual({ imported: 0, present: 4, refused: 2 });
  expect(await everything()).toEqual(after);
});

test('imported scans are listed, found and served', async () => {
  const url = pathOf('scan', { scanId: 'scanwhole000001' });
  const scan = (await get(url)).json<Scan>();
  expect(scan).toMatchObject({
    slug: 'example.com-1',
    url: 'https://example.com/',
    final_url: 'https://www.example.org/x',
    status: 'done',
    completeness: 'complete',
    created: '2023-05-02T19:03:11.624Z',
    done_at: '2023-05-02T19:03:20.000Z',
    scanner: { id: 'scanner00000001', name: 'old' },
  });
  const html = await get(pathOf('scanHtml', { scanId: scan.id }));
  expect([html.statusCode, html.body]).toEqual([200, HTML]);
  const screenshot = await get(pathOf('scanScreenshot', { scanId: scan.id }));
  expect([screenshot.statusCode, screenshot.rawPayload.equals(PNG)]).toEqual([200, true]);
  const found = await get(`${pathOf('search')}?q=${encodeURIComponent('domain:example.org')}`);
  expect(found.statusCode, found.body).toBe(200);
  expect(found.body).toContain('scanwhole000001');
  expect(found.body).not.toContain('scanlost0000001');
  const list = (await get(`${pathOf('scans')}?limit=10`)).json<Scan[]>();
  expect(
    Object.fromEntries(list.map((each) => [each.id, [each.state, each.errorMessage]])),
  ).toEqual({
    scanwhole000001: ['done', ''],
    scanlost0000001: ['done', ''],
    scanfailed00001: ['error', 'net::ERR'],
    scanwaiting0001: ['cancelled', expect.stringContaining('imported')],
  });
});

test('users come without a password, scanners without a token', async () => {
  expect(await rows('credentials')).toEqual([]);
  const users = await all.database.pool.query(
    'select name, role, must_change_password as changes from users order by lower(name)',
  );
  expect(users.rows).toEqual([
    { name: 'Chief', role: 'admin', changes: true },
    // The first of the two that the folder has.
    { name: 'PLAIN', role: 'user', changes: true },
  ]);
  expect(await rows('scanners')).toEqual([
    expect.objectContaining({ id: 'scanner00000001', name: 'old', token_hash: null }),
  ]);
});

test('reads tables alone: a view could go on for ever', async () => {
  const endless = path.join(dir, 'endless');
  await mkdir(endless);
  const db = new DatabaseSync(path.join(endless, 'data.db'));
  db.exec(`
    create table _collections (id text primary key, name text);
    insert into _collections values ('u', 'users'), ('s', 'scans');
    create table scans (id text primary key);
    create view users as with recursive more (n) as (select 1 union all select n + 1 from more)
      select 'user' || n as id, 'user' || n as username from more`);
  db.close();
  expect(await bring(true, endless)).toMatchObject({ users: { imported: 0 } });
});

test('refuses what is no data folder', async () => {
  await expect(bring(false, path.join(dir, 'storage'))).rejects.toThrow(/pb_data/);
  const other = path.join(dir, 'other');
  await mkdir(other);
  await writeFile(path.join(other, 'data.db'), 'x'.repeat(5_000));
  await expect(bring(false, other)).rejects.toThrow(/cannot be read/);
});
