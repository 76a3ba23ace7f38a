/** Whole tables out of and into the database, as streams of PostgreSQL's own text format. */
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

export interface TableShape {
  name: string;
  /** Those that are stored, not generated. */
  columns: string[];
}

const CONNECT_MS = 10_000;

/** A connection whose statements take as long as they take, ended when `work` is. */
export async function withLongConnection<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'webhood backup',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    keepAlive: true,
  });
  // What breaks the connection also fails the query that uses it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Ours, each after those that it refers to. */
export async function tablesInOrder(client: pg.Client): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape & { refers: string[] }>(`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum) as columns,
      array(select r.confrelid::regclass::text from pg_constraint r
        where r.conrelid = c.oid and r.contype = 'f' and r.confrelid <> c.oid) as refers
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    order by c.relname`);
  const ordered: TableShape[] = [];
  const done = new Set<string>();
  while (ordered.length < rows.length) {
    const next = rows.filter(
      ({ name, refers }) => !done.has(name) && refers.every((each) => done.has(each)),
    );
    if (next.length === 0) throw new Error('Tables refer to each other in a circle.');
    for (const { name, columns } of next) {
      done.add(name);
      ordered.push({ name, columns });
    }
  }
  return ordered;
}

/** Ends `target`. Resolves to the number of rows. */
export async function copyOut(
  client: pg.Client,
  table: TableShape,
  ...through: [...NodeJS.ReadWriteStream[], Writable]
): Promise<number> {
  const rows = client.query(copyTo(`copy ${described(table)} to stdout`));
  await pipeline([rows, ...through]);
  return rows.rowCount;
}

/** Resolves to the number of rows. */
export async function copyIn(
  client: pg.Client,
  table: TableShape,
  source: Readable,
): Promise<number> {
  const rows = client.query(copyFrom(`copy ${described(table)} from stdin`));
  await pipeline(source, rows);
  return rows.rowCount;
}

function described({ name, columns }: TableShape): string {
  return `${pg.escapeIdentifier(name)} (${columns.map(pg.escapeIdentifier).join(', ')})`;
}
