import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { completeJob, lease, sha256Of, submit } from '../../../test/job.ts';
import { type ScanServer, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import type { BlobStore } from '../../platform/blob-store/blob-store.ts';
import { createFileBlobStore } from '../../platform/blob-store/file-blob-store.ts';
import { createS3BlobStore } from '../../platform/blob-store/s3-blob-store.ts';
import { startS3Server } from '../../platform/blob-store/s3-server.fixture.ts';
import { migrate, readMigrations } from '../../platform/db/migrate.ts';
import { createTestDatabase } from '../../platform/db/test-database.ts';
import { createBackup } from './backup.service.ts';
import { restoreBackup } from './restore.service.ts';

const SCANS = 5;

let all: ScanServers;
let server: ScanServer;
let root: string;
let good: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'webhood-backup-'));
  all = await startScanServers();
  [server] = all.servers as [ScanServer];
  await all.addScanner('one');
  for (let each = 0; each < SCANS; each++) {
    await submit(server.app, { url: `https://example.com/${each}` });
    await completeJob(server.app, await lease(server.app, 'one'));
  }
  await submit(server.app);
  await all.database.pool.query(`
    insert into audit_log (action, outcome, actor_kind, details)
    select 'scan.created', 'success', 'server', jsonb_build_object('n', n)
    from generate_series(1, 20) as n`);
  await all.database.pool.query(
    "insert into users (id, name, username, email, role) values ('u', $1, 'u', 'u@x.invalid', 'user')",
    ['a\ttab, a \\N, a\nline and ä 猫'],
  );
  good = path.join(root, 'good');
  await backupTo(good);
});
afterAll(async () => {
  await all.close();
  await rm(root, { recursive: true });
});

const backupTo = (dir: string) =>
  createBackup(dir, {
    url: all.database.url,
    openBlobs: () => createFileBlobStore(all.blobDir),
  });

/** A new installation: a database without tables, and an empty store, of files if none is given. */
async function emptyInstallation(store?: BlobStore) {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.close());
  const blobDir = await mkdtemp(path.join(root, 'blobs-'));
  const known = await readMigrations();
  const restore = (dir: string) =>
    restoreBackup(dir, {
      ownerUrl: database.url,
      openBlobs: async () => store ?? createFileBlobStore(blobDir),
      knownMigrations: known.map(({ number, name, checksum }) => ({ number, name, checksum })),
      migrateTo: async (numbers) => {
        const migrations = known.filter(({ number }) => numbers?.includes(number) ?? true);
        await migrate({ url: database.url, log: database.log, migrations });
      },
      note: async () => undefined,
    });
  return { database, blobDir, restore };
}

/** Of every table, how many rows and a hash of all of them. */
async function fingerprints(pool: pg.Pool): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r'
     and relnamespace = 'public'::regnamespace
     and relname not in ('schema_migrations', 'event_history', 'logged_changes')`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(
      `select t::text as row from ${pg.escapeIdentifier(name)} t order by 1`,
    );
    const hash = createHash('sha256');
    for (const { row } of rows) hash.update(`${row}\n`);
    found[name] = `${rows.length} rows, ${hash.digest('hex')}`;
  }
  return found;
}

async function blobsIn(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    found[entry.name] = sha256Of(await readFile(path.join(entry.parentPath, entry.name)));
  }
  return found;
}

test('a restored installation has every row and every artifact, bit for bit', async () => {
  const fresh = await emptyInstallation();
  const counts = await fresh.restore(good);
  const before = await fingerprints(all.database.pool);
  expect(await fingerprints(fresh.database.pool)).toEqual(before);
  expect(before.scans).toMatch(/^6 rows/);
  const blobs = await blobsIn(fresh.blobDir);
  expect(blobs).toEqual(await blobsIn(all.blobDir));
  expect(Object.entries(blobs).every(([name, hash]) => name === hash)).toBe(true);
  expect(counts).toMatchObject({ artifacts: Object.keys(blobs).length, lostArtifacts: 0 });
});

test('a backup goes into a bucket, and a backup of that bucket back into files, bit for bit', async () => {
  const s3 = await startS3Server();
  onTestFinished(() => s3.close());
  const bucket = createS3BlobStore(s3.settings(), pino({ level: 'silent' }));
  onTestFinished(() => bucket.close());
  const inBucket = await emptyInstallation(bucket);
  await inBucket.restore(good);
  const stored: string[] = [];
  for await (const { sha256 } of bucket.list()) stored.push(sha256);
  const before = await blobsIn(all.blobDir);
  expect(stored.toSorted()).toEqual(Object.keys(before).toSorted());

  const dir = path.join(root, 'of a bucket');
  const openBlobs = async () => bucket;
  const summary = await createBackup(dir, { url: inBucket.database.url, openBlobs });
  expect(summary).toMatchObject({ artifacts: stored.length, lostArtifacts: [] });
  const back = await emptyInstallation();
  await back.restore(dir);
  expect(await blobsIn(back.blobDir)).toEqual(before);
  expect(await fingerprints(back.database.pool)).toEqual(await fingerprints(all.database.pool));
});

test('the restored database works: triggers are on, and the audit log goes on as one chain', async () => {
  const fresh = await emptyInstallation();
  await fresh.restore(good);
  const { pool } = fresh.database;
  await pool.query(
    "insert into audit_log (action, outcome, actor_kind) values ('scan.created', 'success', 'server')",
  );
  const { rows } = await pool.query('select seq, previous_hash, hash from audit_log order by seq');
  for (const [at, row] of rows.entries()) {
    expect(Number(row.seq)).toBe(at + 1);
    if (at > 0) expect(row.previous_hash).toBe(rows[at - 1].hash);
  }
  await expect(pool.query('delete from audit_log')).rejects.toThrow('append-only');
});

test('what is written while a backup is taken is in it whole or not at all', async () => {
  const dir = path.join(root, 'busy');
  let isDone = false;
  const writing = (async () => {
    while (!isDone) {
      await submit(server.app);
      await completeJob(server.app, await lease(server.app, 'one'));
    }
  })();
  await backupTo(dir);
  isDone = true;
  await writing;
  const fresh = await emptyInstallation();
  await fresh.restore(dir);
  const { rows } = await fresh.database.pool.query(`
    select count(*) filter (where s.state = 'done' and a.scan_id is null)::int as without
    from scans s left join artifacts a on a.scan_id = s.id`);
  expect(rows).toEqual([{ without: 0 }]);
});

test('nothing is swept while a backup copies what it has seen', async () => {
  const { sha256 } = await orphan('swept during a backup');
  const blobs = await createFileBlobStore(all.blobDir);
  await createBackup(path.join(root, 'sweeping'), {
    url: all.database.url,
    openBlobs: async () => ({
      ...blobs,
      open: async (hash, range) => {
        await server.artifacts.sweep();
        return blobs.open(hash, range);
      },
    }),
  });
  expect(await blobs.has(sha256)).toBe(true);
  await server.artifacts.sweep();
  expect(await blobs.has(sha256)).toBe(false);
});

async function orphan(text: string): Promise<{ sha256: string }> {
  const content = Buffer.from(text);
  const sha256 = sha256Of(content);
  const blobs = await createFileBlobStore(all.blobDir);
  await blobs.put(Readable.from([content]), { sha256, maxBytes: content.length });
  await all.database.pool.query(
    "insert into blobs values ($1, $2, clock_timestamp() - interval '2 hours')",
    [sha256, content.length],
  );
  return { sha256 };
}

test('an artifact that the store has lost is named, and the rest is backed up', async () => {
  const sha256 = sha256Of(Buffer.from('nowhere'));
  await all.database.pool.query('insert into blobs values ($1, 7)', [sha256]);
  onTestFinished(async () => {
    await all.database.pool.query('delete from blobs where sha256 = $1', [sha256]);
  });
  const dir = path.join(root, 'lossy');
  expect((await backupTo(dir)).lostArtifacts).toEqual([sha256]);
  expect((await (await emptyInstallation()).restore(dir)).lostArtifacts).toBe(1);
});

async function anyArtifact(dir: string): Promise<string> {
  const entries = await readdir(path.join(dir, 'artifacts'), {
    recursive: true,
    withFileTypes: true,
  });
  const file = entries.find((each) => each.isFile());
  return path.join(file?.parentPath ?? '', file?.name ?? '');
}

/** As whoever has the folder can: with hashes that fit. */
async function forge(
  dir: string,
  change: (manifest: { tables: { name: string }[]; artifacts: { listSha256: string } }) => void,
): Promise<void> {
  const file = path.join(dir, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const list = await readFile(path.join(dir, 'artifacts.tsv'));
  manifest.artifacts.listSha256 = sha256Of(list);
  change(manifest);
  const text = JSON.stringify(manifest);
  await writeFile(file, text);
  await writeFile(path.join(dir, 'manifest.sha256'), sha256Of(Buffer.from(text)));
}

async function replaceArtifact(dir: string, make: (file: string) => Promise<void> | void) {
  const file = await anyArtifact(dir);
  await rm(file);
  await make(file);
}

test.each<[string, RegExp, (dir: string) => Promise<void>]>([
  [
    'a path for a hash',
    /artifacts\.tsv/,
    async (dir) => {
      await appendFile(path.join(dir, 'artifacts.tsv'), '../../../../../etc/hostname\t1\n');
      await forge(dir, () => undefined);
    },
  ],
  [
    'a link for an artifact',
    /artifacts\/../,
    (dir) => replaceArtifact(dir, (file) => symlink('/etc/hostname', file)),
  ],
  [
    'a pipe for an artifact',
    /artifacts\/../,
    (dir) =>
      replaceArtifact(dir, (file) => {
        execFileSync('mkfifo', [file]);
      }),
  ],
  [
    'a table that is not ours',
    /pg_authid/,
    async (dir) => {
      const tables = path.join(dir, 'tables');
      await writeFile(path.join(tables, 'pg_authid.copy'), '');
      await forge(dir, (manifest) => {
        const [first] = manifest.tables;
        const sha256 = sha256Of(Buffer.alloc(0));
        manifest.tables.push(Object.assign({}, first, { name: 'pg_authid', sha256 }));
      });
    },
  ],
  ['a table', /tables\/scans\.copy/, (dir) => appendFile(path.join(dir, 'tables/scans.copy'), 'x')],
  ['a missing table', /tables\/users\.copy/, (dir) => rm(path.join(dir, 'tables/users.copy'))],
  ['the list', /artifacts\.tsv/, (dir) => writeFile(path.join(dir, 'artifacts.tsv'), '')],
  ['the manifest', /manifest\.json/, (dir) => appendFile(path.join(dir, 'manifest.json'), ' ')],
  ['no manifest', /no whole backup/, (dir) => rm(path.join(dir, 'manifest.json'))],
  ['an artifact', /artifacts\/../, async (dir) => appendFile(await anyArtifact(dir), 'x')],
  ['a missing artifact', /artifacts\/.*missing/, async (dir) => rm(await anyArtifact(dir))],
])('a backup with %s at fault is refused, and nothing is restored', async (what, named, spoil) => {
  const dir = path.join(root, `spoilt by ${what}`);
  await backupTo(dir);
  await spoil(dir);
  const fresh = await emptyInstallation();
  await expect(fresh.restore(dir)).rejects.toThrow(named);
  const { rows } = await fresh.database.pool.query(
    "select to_regclass('scans') is not null as made",
  );
  if (rows[0].made) {
    expect((await fresh.database.pool.query('select id from scans')).rows).toEqual([]);
  }
});

test('only an empty installation is restored into, and only a new folder is backed up to', async () => {
  const fresh = await emptyInstallation();
  await fresh.restore(good);
  await expect(fresh.restore(good)).rejects.toThrow(/not empty/);
  await expect(backupTo(good)).rejects.toThrow(/not empty/);
});

test('a backup of a newer Webhood is refused', async () => {
  const fresh = await emptyInstallation();
  await expect(
    restoreBackup(good, {
      ownerUrl: fresh.database.url,
      openBlobs: () => createFileBlobStore(fresh.blobDir),
      knownMigrations: [],
      migrateTo: async () => undefined,
      note: async () => undefined,
    }),
  ).rejects.toThrow(/another Webhood/);
});
