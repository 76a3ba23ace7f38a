import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createJobs } from '../jobs/jobs.ts';
import { createTeardown } from '../process/teardown.ts';
import { openDatabase } from './open-database.ts';

const log = pino({ level: 'silent' });
const teardown = createTeardown();
let dataDir: string;
let url: string;
let server: pg.Client;

const open = () =>
  openDatabase({
    databaseUrl: undefined,
    migrationUrl: undefined,
    dataDir,
    role: 'visitor',
    log,
    teardown,
  });

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'webhood-role-'));
  ({ url } = await open());
  server = new pg.Client({ connectionString: url });
  await server.connect();
}, 120_000);
afterAll(async () => {
  await server.end();
  await teardown.run(log);
  await rm(dataDir, { recursive: true });
});

const ENTRY = `insert into audit_log (action, outcome, actor_kind) values ('scan.created', 'success', 'server')`;

test('the embedded database serves as a role that owns nothing of ours', async () => {
  const { rows } = await server.query(
    `select current_user as role, rolsuper as super,
      (select count(*) from pg_tables where schemaname = 'public' and tableowner = current_user)::int as owned
     from pg_roles where rolname = current_user`,
  );
  expect(rows).toEqual([{ role: 'webhood_server', super: false, owned: 0 }]);
});

test('that role appends to the audit log and does nothing else with it', async () => {
  await server.query(ENTRY);
  for (const statement of [
    "update audit_log set outcome = 'failed'",
    'delete from audit_log',
    'truncate audit_log',
    'alter table audit_log disable trigger all',
    'drop trigger keep_audit_log on audit_log',
    'drop table audit_log',
    "create or replace function audit_content(entry audit_log) returns text language sql as $$ select '' $$",
    "set session_replication_role = 'replica'",
    'delete from schema_migrations',
  ]) {
    await expect(server.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  }
  expect((await server.query('select count(*)::int as count from audit_log')).rows).toEqual([
    { count: 1 },
  ]);
});

test('background work runs as that role', async () => {
  const jobs = createJobs({ url, log, recurring: [], pollSeconds: 1 });
  await jobs.start();
  await jobs.stop();
  const { rows } = await server.query(
    "select nspowner::regrole::text as owner from pg_namespace where nspname = 'pgboss'",
  );
  expect(rows).toEqual([{ owner: 'webhood_server' }]);
});

test('opening again grants the same again', async () => {
  const again = await open();
  await again.database.close();
  await expect(server.query(ENTRY)).resolves.toBeDefined();
});
