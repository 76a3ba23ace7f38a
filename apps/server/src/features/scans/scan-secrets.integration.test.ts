import { ScanOptions } from '@webhood/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lease, submit } from '../../../test/job.ts';
import { CALLERS, type ScanServers, startScanServers } from '../../../test/scan-server.ts';
import { createKeyring } from '../../platform/crypto/keyring.ts';
import { createSealedValues } from '../../platform/crypto/sealed-values.ts';
import { authorise } from '../accounts/authorisation.service.ts';
import { sealPlainSecrets } from './plain-secrets.store.ts';
import { createScanSecrets } from './scan-secrets.service.ts';

const OPTIONS = {
  headers: { 'X-Key': 'canary-header' },
  cookies: [{ name: 'session', value: 'canary-cookie' }],
  proxy: 'http://name:canary-proxy@proxy.example:3128',
};

let servers: ScanServers;
// The key of the servers of these tests.
const secrets = createScanSecrets(createSealedValues(createKeyring(Buffer.alloc(32, 7), 'test')));

beforeAll(async () => {
  servers = await startScanServers();
  await servers.addScanner('one');
});
afterAll(() => servers.close());

const app = () => servers.servers[0]?.app ?? expect.unreachable();

async function rowOf(id: string): Promise<string> {
  const { rows } = await sql<{ row: string }>`
    select scans::text as row from scans where id = ${id}`.execute(servers.database.db);
  return rows[0]?.row ?? '';
}

test('what was submitted is sealed while it waits, given to the scanner alone, and gone at the end', async () => {
  const submitted = await submit(app(), { options: OPTIONS });
  expect(submitted.statusCode).toBe(202);
  expect(submitted.body).not.toContain('canary');
  const { id } = submitted.json<{ id: string }>();
  const waiting = await rowOf(id);
  expect(waiting).toContain('v1.');
  expect(waiting).not.toContain('canary');
  const given = await lease(app(), 'one');
  expect(given.scan.options).toMatchObject(OPTIONS);
  await servers.servers[0]?.scans.cancel(authorise(CALLERS.ann, 'scans.manage'), id);
  expect(await rowOf(id)).not.toMatch(/v1\.|canary/);
});

test('what was stored in the clear before is sealed where it is needed, and masked where not', async () => {
  const { db } = servers.database;
  const plain = JSON.stringify(ScanOptions.parse(OPTIONS));
  const insert = async (id: string, state: 'pending' | 'cancelled') =>
    sql`insert into scans (id, slug, state, url, options, visibility, submitted_by_kind,
          submitted_by_id, submitted_by_name, fair_key, done_at, has_plain_secrets)
        values (${id}, ${id}, ${state}, 'https://example.com/', ${plain}::jsonb, 'team', 'user',
          'ann', 'ann', 0, ${state === 'cancelled' ? new Date() : null}, true)`.execute(db);
  await insert('waiting', 'pending');
  await insert('ended', 'cancelled');
  expect(await sealPlainSecrets(db, secrets)).toBe(2);
  expect(await sealPlainSecrets(db, secrets)).toBe(0);
  expect(await rowOf('ended')).not.toMatch(/canary|v1\./);
  expect(await rowOf('waiting')).not.toContain('canary');
  const row = await db
    .selectFrom('scans')
    .select(['options', 'sealed_options'])
    .where('id', '=', 'waiting')
    .executeTakeFirstOrThrow();
  const kept = { options: row.options, sealed: row.sealed_options };
  expect(secrets.recall('waiting', kept)).toMatchObject(OPTIONS);
  expect(secrets.recall('ended', kept)).toBeUndefined();
});
