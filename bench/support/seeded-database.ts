import pg from 'pg';
import { migrate } from '../../apps/server/src/platform/db/migrate.ts';
import { createLog } from '../../apps/server/src/platform/log/log.ts';
import { createSeeder, listSeededTerms } from '../../apps/server/test/search-load/seed-scans.ts';
import { captureTemplates } from './capture-templates.ts';
import { openSearchDatabase } from './search-database.ts';

const DATABASE = 'console_bench';

/** A database with so many synthetic scans, for an installation to run on. */
export async function openSeededDatabase(folder: string, scans: number) {
  const postgres = await openSearchDatabase(folder);
  try {
    const url = await seededDatabase(postgres.urlOf, scans);
    return { url, close: () => postgres.close() };
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

async function seededDatabase(urlOf: (name: string) => string, scans: number): Promise<string> {
  await withClient(urlOf('postgres'), (admin) => admin.query(`create database ${DATABASE}`));
  const url = urlOf(DATABASE);
  const outcome = await migrate({ url, log: createLog('warn') });
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const templates = await captureTemplates();
  await withClient(url, async (client) => {
    const seed = await createSeeder(client, templates, scans);
    await seed(1, scans);
    await listSeededTerms(client);
    // What waits would be given to the scanner and keep it busy.
    await client.query(`delete from scans where state not in ('done', 'error', 'cancelled')`);
    await client.query('vacuum (analyze)');
  });
  return url;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client).finally(() => client.end());
}
