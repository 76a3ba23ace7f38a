/**
 * The role that the server runs as, where another one owns the tables: it reads and writes rows,
 * and can neither change the tables and their triggers nor touch what is in the audit log.
 */
import type pg from 'pg';

/** Kept from changing: appended to and read. */
const APPEND_ONLY = 'audit_log';
/** The migrations' own. */
const READ_ONLY = 'schema_migrations';
/** Background work makes and owns its tables itself; those of another owner are made anew. */
const JOBS_SCHEMA = 'pgboss';

/** Grants to `role` what the server does, as the owner of the tables. Again changes nothing. */
export async function grantToServer(client: pg.Client, role: string): Promise<void> {
  const to = client.escapeIdentifier(role);
  const { rows } = await client.query<{ database: string; schema: string; jobs: string | null }>(
    `select current_database() as database, current_schema() as schema,
      (select nspowner::regrole::text from pg_namespace
       where nspname = $1 and nspowner <> (select oid from pg_roles where rolname = $2)) as jobs`,
    [JOBS_SCHEMA, role],
  );
  const [found] = rows;
  if (!found) throw new Error('The database does not say its name.');
  const schema = client.escapeIdentifier(found.schema);
  await client.query('begin');
  try {
    await client.query(`
      grant connect, create, temporary on database ${client.escapeIdentifier(found.database)} to ${to};
      grant usage on schema ${schema} to ${to};
      grant select, insert, update, delete on all tables in schema ${schema} to ${to};
      grant usage, select on all sequences in schema ${schema} to ${to};
      revoke all on ${schema}.${APPEND_ONLY}, ${schema}.${READ_ONLY} from ${to};
      grant select, insert on ${schema}.${APPEND_ONLY} to ${to};
      grant select on ${schema}.${READ_ONLY} to ${to};
      ${found.jobs === null ? '' : `drop schema ${JOBS_SCHEMA} cascade`}`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
