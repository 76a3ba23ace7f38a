// Thirty searches of a million scans through the API of the server, as a caller who may not see
// what is restricted: how long each takes to give its first page. What the database did for each is
// written beside the figures.
//
//   node bench/search.ts [--scans 1000000] [--folder /tmp/webhood-search-bench] [--runs 25]
//     [--only NAME] [--explain bench/results/search-explain.txt] [--json]
//
// Where the folder has no such scans yet, `bench/search-seed.ts` makes them first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '../apps/server/src/platform/db/migrate.ts';
import { createLog } from '../apps/server/src/platform/log/log.ts';
import { wholeNumber } from './support/lanes.ts';
import { quantile } from './support/measure.ts';
import { explain } from './support/recorded-statements.ts';
import { type SearchApp, startSearchApp } from './support/search-app.ts';
import { pathFor, SEARCHES, type SearchCase } from './support/search-cases.ts';
import { DEFAULT_FOLDER, openSearchDatabase, SEARCH_DATABASE } from './support/search-database.ts';

const BOUND_MS = 100;
const WARM_UP = 3;

const { values } = parseArgs({
  options: {
    scans: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: DEFAULT_FOLDER },
    runs: { type: 'string', default: '25' },
    only: { type: 'string' },
    explain: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const scans = wholeNumber('scans', values.scans);
const runs = wholeNumber('runs', values.runs);
const cases = SEARCHES.filter(({ name }) => values.only === undefined || name === values.only);

interface Row {
  name: string;
  query: string;
  found: number;
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
}

const postgres = await openSearchDatabase(values.folder);
try {
  if ((await countScans()) !== scans) await seed();
  const url = postgres.urlOf(SEARCH_DATABASE);
  const outcome = await migrate({ url, log: createLog('warn') });
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const app = await startSearchApp(url);
  try {
    const rows: Row[] = [];
    for (const each of cases) {
      const row = await measure(app, each);
      process.stderr.write(`${row.p95Ms} ms ${row.name}\n`);
      rows.push(row);
    }
    report(rows);
    if (values.explain !== undefined) await writePlans(app, url, values.explain);
  } finally {
    await app.close();
  }
} finally {
  await postgres.close();
}

/** None where there is no such database. */
async function countScans(): Promise<number> {
  const client = new pg.Client({ connectionString: postgres.urlOf(SEARCH_DATABASE) });
  try {
    await client.connect();
    const { rows } = await client.query<{ count: string }>('select count(*) from scans');
    return Number(rows[0]?.count);
  } catch (error) {
    const isAbsent =
      error instanceof pg.DatabaseError && ['3D000', '42P01'].includes(`${error.code}`);
    if (isAbsent) return 0;
    throw error;
  } finally {
    await client.end();
  }
}

async function seed(): Promise<void> {
  const args = ['bench/search-seed.ts', '--scans', values.scans, '--folder', values.folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the seed ended with ${code}`);
}

async function measure(app: SearchApp, each: SearchCase): Promise<Row> {
  const path = await pathFor(app, each);
  let found = 0;
  for (let run = 0; run < WARM_UP; run += 1) found = countOf(await app.ask(path));
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    await app.ask(path);
    times.push(performance.now() - startedAt);
  }
  const sorted = times.toSorted((one, next) => one - next);
  const at = (q: number) => Math.round(quantile(sorted, q) * 10) / 10;
  const { name, query } = each;
  return { name, query, found, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

/** Scans of the page, or matches that the facets are of. */
function countOf(answer: unknown): number {
  if (Array.isArray(answer)) return answer.length;
  if (typeof answer !== 'object' || answer === null) return 0;
  if ('items' in answer && Array.isArray(answer.items)) return answer.items.length;
  return 'counted' in answer ? Number(answer.counted) : 0;
}

async function writePlans(app: SearchApp, url: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const parts: string[] = [];
    for (const each of cases) {
      const statements = await app.statementsOf(await pathFor(app, each));
      parts.push(`== ${each.name}: ${each.query}`, '', ...(await explain(client, statements)));
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${parts.join('\n')}\n`);
  } finally {
    await client.end();
  }
}

function report(rows: Row[]): void {
  const worst = Math.max(...rows.map(({ p95Ms }) => p95Ms));
  const withinBound = worst < BOUND_MS;
  const machine = { cpus: availableParallelism(), node: process.version };
  console.log(
    values.json
      ? JSON.stringify(
          { benchmark: 'search', bound: BOUND_MS, scans, runs, withinBound, rows, machine },
          null,
          2,
        )
      : [
          `| searches of ${scans} scans, ${runs} runs each | found | p50 | p95 | max |`,
          '|---|---|---|---|---|',
          ...rows.map(
            ({ name, query, found, p50Ms, p95Ms, maxMs }) =>
              `| ${name}: \`${query.replaceAll('|', '\\|')}\` | ${found} | ${p50Ms} | ${p95Ms} | ${maxMs} |`,
          ),
          '',
          `p95 of the slowest: ${worst} ms, bound ${BOUND_MS} ms`,
        ].join('\n'),
  );
  process.exitCode = withinBound ? 0 : 1;
}
