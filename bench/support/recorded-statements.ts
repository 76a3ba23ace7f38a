/** What a pool's connections are told, to have the same explained. */
import type pg from 'pg';

export interface Statement {
  /** Of the connection that it was sent on. */
  connection: number;
  text: string;
  values: unknown[];
}

/** Of the pool's connections made from now on. */
export function recordStatements(pool: pg.Pool) {
  let taken: Statement[] | undefined;
  let connections = 0;
  pool.on('connect', (client) => {
    const connection = connections++;
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query: (...args: unknown[]) => {
        const [text, values] = args;
        if (typeof text === 'string') {
          taken?.push({ connection, text, values: Array.isArray(values) ? values : [] });
        }
        return query(...args);
      },
    });
  });
  return {
    during: async (work: () => Promise<void>): Promise<Statement[]> => {
      taken = [];
      try {
        await work();
        return taken;
      } finally {
        taken = undefined;
      }
    },
  };
}

/** Lines of `EXPLAIN` are cut here: a wildcard stands for hundreds of terms. */
const LINE_LENGTH = 240;

/** Runs them again, connection by connection, and explains those that read scans or terms. */
export async function explain(client: pg.Client, statements: Statement[]): Promise<string[]> {
  const lines: string[] = [];
  const inOrder = statements.toSorted((one, other) => one.connection - other.connection);
  for (const { text, values } of inOrder) {
    const isSearch = /^\s*(?:select|with)\b.*\b(?:scans|search_terms)\b/is.test(text);
    if (!isSearch) {
      if (/set_config|^\s*(?:begin|start|commit|rollback)/i.test(text)) {
        await client.query(text, values);
      }
      continue;
    }
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers) ${text}`,
      values,
    );
    lines.push(...rows.map((row) => row['QUERY PLAN'].slice(0, LINE_LENGTH)), '');
  }
  return lines;
}
