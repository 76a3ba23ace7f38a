// Fills a database of its own with synthetic scans, made from captures of the test sites, for
// `bench/search.ts`. Begins anew each time.
//
//   node bench/search-seed.ts [--scans 1000000] [--folder /tmp/webhood-search-bench]
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '../apps/server/src/platform/db/migrate.ts';
import { createLog } from '../apps/server/src/platform/log/log.ts';
import { createSeeder, listSeededTerms } from '../apps/server/test/search-load/seed-scans.ts';
import { captureTemplates } from './support/capture-templates.ts';
import { wholeNumber } from './support/lanes.ts';
import { DEFAULT_FOLDER, openSearchDatabase, SEARCH_DATABASE } from './support/search-database.ts';

/** Of one statement: seconds of work, so that progress shows. */
const BATCH = 20_000;

const { values } = parseArgs({
  options: {
    scans: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: DEFAULT_FOLDER },
  },
});
const scans = wholeNumber('scans', values.scans);

const postgres = await openSearchDatabase(values.folder);
try {
  const templates = await captureTemplates();
  say(`${templates.length} captures to make scans from`);
  await recreateDatabase();
  const outcome = await migrate({ url: postgres.urlOf(SEARCH_DATABASE), log: createLog('warn') });
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const client = new pg.Client({ connectionString: postgres.urlOf(SEARCH_DATABASE) });
  await client.connect();
  try {
    // A crash here costs a run of this script and nothing else.
    await client.query(
      `set synchronous_commit = off; set maintenance_work_mem = '1GB'; set work_mem = '1GB'`,
    );
    await fill(client, templates);
  } finally {
    await client.end();
  }
} finally {
  await postgres.close();
}

async function recreateDatabase(): Promise<void> {
  const admin = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await admin.connect();
  await admin.query(`drop database if exists ${SEARCH_DATABASE} with (force)`);
  await admin.query(`create database ${SEARCH_DATABASE}`);
  await admin.end();
}

async function fill(client: pg.Client, templates: Awaited<ReturnType<typeof captureTemplates>>) {
  // An index is built many times faster over rows that are there than row by row.
  const indexes = await dropIndexes(client);
  const seed = await createSeeder(client, templates, scans);
  for (let from = 1; from <= scans; from += BATCH) {
    await seed(from, Math.min(from + BATCH - 1, scans));
    say(`${Math.min(from + BATCH - 1, scans)} scans`);
  }
  await listSeededTerms(client);
  say('terms listed');
  for (const index of indexes) {
    await client.query(index);
    say(index.slice(0, 70));
  }
  await client.query('vacuum (analyze) scans');
  await client.query('vacuum (analyze) search_terms');
  say('done');
}

/** @returns the statements that make them again */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where not indisunique
       and indrelid in ('scans'::regclass, 'search_terms'::regclass)`,
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

function say(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
