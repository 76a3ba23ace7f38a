import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readPostmaster } from './embedded/postmaster.ts';
import { type EmbeddedPostgres, openEmbeddedPostgres } from './embedded-postgres.ts';

const log = pino({ level: 'silent' });

let prepared: string;

beforeAll(async () => {
  prepared = await mkdtemp(path.join(tmpdir(), 'webhood-embedded-'));
  const outcome = await openEmbeddedPostgres({ dataDir: prepared, log, role: 'server' });
  if (outcome.kind === 'open') await outcome.postgres.close();
});
afterAll(() => rm(prepared, { recursive: true }));

async function emptyFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'webhood-embedded-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

/** One that was used before, which spares the test the making of a cluster. */
async function dataFolder(inside = ''): Promise<string> {
  const dir = path.join(await emptyFolder(), inside);
  await mkdir(dir, { recursive: true });
  await promisify(execFile)('cp', ['-a', path.join(prepared, 'postgres'), dir]);
  return dir;
}

async function open(
  dataDir: string,
  role: 'server' | 'visitor' = 'server',
): Promise<EmbeddedPostgres> {
  const outcome = await openEmbeddedPostgres({ dataDir, log, role });
  if (outcome.kind === 'failed') throw new Error(`${outcome.code}: ${outcome.message}`);
  onTestFinished(() => outcome.postgres.close());
  return outcome.postgres;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // Told to the query as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const postmasterOf = (dataDir: string) => readPostmaster(path.join(dataDir, 'postgres'));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('users share one server from its first start on, and the last to leave stops it', async () => {
  const dataDir = await emptyFolder();
  const [server, visitor] = await Promise.all([open(dataDir), open(dataDir, 'visitor')]);
  const pid = (await postmasterOf(dataDir))?.pid ?? 0;
  await query(server.url, 'create table kept (id integer)');
  expect(await query(visitor.url, 'select * from kept')).toEqual([]);
  await server.close();
  expect(await query(visitor.url, 'select * from kept')).toEqual([]);
  await visitor.close();
  // Its last act, taking its file away, comes a moment before its end.
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await postmasterOf(dataDir)).toBeUndefined();
  const again = await open(dataDir, 'visitor');
  expect(await query(again.url, 'select * from kept')).toEqual([]);
});

test('a second server on the same folder is refused', async () => {
  const dataDir = await dataFolder();
  const first = await open(dataDir);
  const second = await openEmbeddedPostgres({ dataDir, log, role: 'server' });
  expect(second).toMatchObject({ kind: 'failed', code: 'data_dir_in_use' });
  expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a folder that cannot be one is refused with what to do', async () => {
  const dataDir = path.join(await emptyFolder(), 'file');
  await writeFile(dataDir, '');
  expect(await openEmbeddedPostgres({ dataDir, log, role: 'server' })).toMatchObject({
    kind: 'failed',
    code: 'data_dir_unwritable',
    message: expect.stringContaining('WEBHOOD_DATA_DIR'),
  });
});

test('the server listens on no network, keeps its password to itself, and syncs to disk', async () => {
  const dataDir = await dataFolder();
  const { url, urlOf } = await open(dataDir);
  const [settings] = await query(
    url,
    "select current_setting('listen_addresses') as listen, current_setting('fsync') as fsync",
  );
  expect(settings).toEqual({ listen: '', fsync: 'on' });
  const cluster = path.join(dataDir, 'postgres');
  expect((await stat(cluster)).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(cluster, 'webhood-password'))).mode & 0o777).toBe(0o600);
  const wrong = urlOf('webhood').replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('the server is in a session of its own and not root', async () => {
  const dataDir = await dataFolder();
  await open(dataDir);
  const pid = (await postmasterOf(dataDir))?.pid ?? 0;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [, , group, session] = status.slice(status.lastIndexOf(')') + 2).split(' ');
  expect([group, session]).toEqual([`${pid}`, `${pid}`]);
  const uid = /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  expect(['0', '65534']).not.toContain(uid);
});

test('a folder below one that is closed to others works', async () => {
  const dataDir = await dataFolder('data');
  await chmod(path.dirname(dataDir), 0o700);
  const { url } = await open(dataDir);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a folder whose path is too long for a socket works over loopback', async () => {
  const dataDir = await dataFolder('x'.repeat(80));
  const { url } = await open(dataDir);
  const [row] = await query(url, "select current_setting('listen_addresses') as listen");
  expect(row).toEqual({ listen: '127.0.0.1' });
});

test('after a killed server process the next one takes the database over', async () => {
  const dataDir = await dataFolder();
  const module = path.join(import.meta.dirname, 'embedded-postgres.ts');
  const script = `
    import { openEmbeddedPostgres } from ${JSON.stringify(module)};
    import { pino } from 'pino';
    const outcome = await openEmbeddedPostgres({
      dataDir: ${JSON.stringify(dataDir)}, role: 'server', log: pino({ level: 'silent' }) });
    console.log(outcome.kind);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await once(child.stdout, 'data');
  expect(String(output)).toContain('open');
  const before = await postmasterOf(dataDir);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { url } = await open(dataDir);
  expect(await postmasterOf(dataDir)).toEqual(before);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a database that was killed is started again while in use, with what was committed', async () => {
  const dataDir = await dataFolder();
  const { url } = await open(dataDir);
  await query(url, 'create table kept as select 1 as id');
  const pid = (await postmasterOf(dataDir))?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  const rows = () => query(url, 'select * from kept').catch(() => 'away');
  await expect.poll(rows, { timeout: 30_000 }).toEqual([{ id: 1 }]);
  expect((await postmasterOf(dataDir))?.pid).not.toBe(pid);
});

test("a crash's pid file does not stop the start when the number is another process's now", async () => {
  const dataDir = await dataFolder();
  const first = await open(dataDir);
  const pidFile = path.join(dataDir, 'postgres', 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8');
  await first.close();
  await writeFile(pidFile, text.replace(/^\d+/, `${process.pid}`));
  const { url } = await open(dataDir);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});
