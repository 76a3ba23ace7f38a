/**
 * Server processes that share one PostgreSQL of their own and one folder of artifacts, as replicas
 * do; every part can be killed by itself.
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Lease, pathOf, type Scan } from '@webhood/contract';
import pg from 'pg';
import { pino } from 'pino';
import { openEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts';
import { type Evidence, evidenceFor, sha256Of } from '../job.ts';
import { freePort } from '../processes.ts';
import { call, type HttpAnswer, KEPT } from './http-call.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
const ADMIN = resolve(import.meta.dirname, '../../src/admin.ts');
const SECRET = 'Zm9yIHRlc3RzIG9mIGZhdWx0cyBvbmx5LCA0OCBieXRlcyBvZiBpdC4x';

export interface ServerProcess {
  port: number;
  child: ChildProcess;
  output(): string;
  /** The exit code, or the signal's name. */
  exited: Promise<number | string>;
  kill(): Promise<void>;
}

export type FaultInstallation = Awaited<ReturnType<typeof createFaultInstallation>>;

/** `settings`: for every server and command of it. */
export async function createFaultInstallation(settings: Record<string, string> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'webhood-faults-'));
  const storageDir = join(dir, 'artifacts');
  await mkdir(storageDir);
  const postgresDir = join(dir, 'postgres');
  const outcome = await openEmbeddedPostgres({
    dataDir: postgresDir,
    log: pino({ level: 'silent' }),
    role: 'visitor',
    settings: { max_connections: '60' },
  });
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  const { postgres } = outcome;
  const running = new Set<ServerProcess>();

  const environment = (extra: Record<string, string> = {}) => ({
    PATH: process.env.PATH ?? '',
    DATABASE_URL: postgres.url,
    WEBHOOD_SECRET: SECRET,
    WEBHOOD_DATA_DIR: join(dir, 'data'),
    WEBHOOD_STORAGE_URL: `file://${storageDir}`,
    WEBHOOD_HTTP_PORT: '0',
    ...settings,
    ...extra,
  });

  async function startServer(extra: Record<string, string> = {}): Promise<ServerProcess> {
    const port = Number(extra.WEBHOOD_HTTPS_PORT ?? (await freePort()));
    const env = environment({ WEBHOOD_HTTPS_PORT: String(port), ...extra });
    // As the command line starts it.
    const execArgv = ['--max-semi-space-size=1', '--heap-growing-percent=50'];
    const child = fork(MAIN, [], { env, silent: true, execArgv });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    const exited = once(child, 'exit').then(([code, signal]): number | string => code ?? signal);
    const server: ServerProcess = {
      port,
      child,
      exited,
      output: () => output,
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
      },
    };
    running.add(server);
    void exited.then(() => running.delete(server));
    const message = await Promise.race([once(child, 'message'), exited]);
    const [told] = Array.isArray(message) ? (message as [{ type: string }]) : [];
    if (told?.type !== 'ready') throw new Error(`the server did not start\n${output}`);
    return server;
  }

  const admin = (...args: string[]): Promise<{ id: string; token: string }> =>
    new Promise((done, failed) => {
      execFile(
        process.execPath,
        [ADMIN, ...args, '--json'],
        { env: environment() },
        (error, out) => (error ? failed(error) : done(JSON.parse(out))),
      );
    });

  /** On a connection of its own, which the database's end does not outlive. */
  async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
    const client = new pg.Client({ connectionString: postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  return {
    dir,
    storageDir,
    databaseUrl: postgres.url,
    startServer,
    admin,
    query,
    postgresPid: (): number =>
      Number(readFileSync(join(postgresDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
    /** The database's time passes the end of every lease, and of every back-off. */
    letLeasesEnd: () =>
      query(`update scans set lease_until = clock_timestamp() - interval '1 second'
             where state = 'running'`),
    letBackOffsEnd: () =>
      query(`update scans set available_at = clock_timestamp() where state = 'queued'`),
    /** How many scans there are in each state. */
    states: async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        (
          await query<{ state: string; count: number }>(
            'select state, count(*)::integer as count from scans group by state',
          )
        ).map(({ state, count }) => [state, count]),
      ),
    forgetScans: () => query('delete from scans'),
    close: async (): Promise<void> => {
      for (const server of running) await server.kill();
      await postgres.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** A person's and a scanner's calls to one server of an installation. */
export function callsTo(
  port: () => number,
  tokens: { api: string; scanner: string },
  localAddress?: string,
) {
  const job = ({ scan, attempt, jobToken }: Lease, route: 'heartbeat' | 'complete', json: object) =>
    call({
      port: port(),
      method: 'POST',
      path: pathOf(route, { scanId: scan.id, attempt }),
      token: jobToken,
      json,
    });
  const upload = (lease: Lease, content: Buffer): Promise<HttpAnswer> =>
    call({
      port: port(),
      method: 'PUT',
      path: pathOf('blob', {
        scanId: lease.scan.id,
        attempt: lease.attempt,
        sha256: sha256Of(content),
      }),
      token: lease.jobToken,
      bytes: content,
    });

  return {
    job,
    upload,
    submit: (url = 'https://example.com/') =>
      call(
        { port: port(), method: 'POST', path: pathOf('scans'), token: tokens.api, json: { url } },
        KEPT,
      ),
    scan: async (scanId: string): Promise<Scan> =>
      JSON.parse(
        (await call({ port: port(), path: pathOf('scan', { scanId }), token: tokens.api })).text,
      ),
    cancel: (scanId: string) =>
      call({
        port: port(),
        method: 'POST',
        path: pathOf('scanCancel', { scanId }),
        token: tokens.api,
      }),
    /** A lease that must be there. */
    lease: async (waitMs = 10_000): Promise<Lease> => {
      const json = { version: '1', browserVersion: '1', waitMs };
      const answer = await call({
        port: port(),
        method: 'POST',
        path: pathOf('lease'),
        token: tokens.scanner,
        json,
        localAddress,
      });
      if (answer.status !== 200) throw new Error(`no lease: ${answer.status} ${answer.text}`);
      return JSON.parse(answer.text);
    },
    uploadAll: async (lease: Lease): Promise<Evidence> => {
      const evidence = evidenceFor(lease, `${lease.scan.id} ${lease.attempt}`);
      for (const { content } of evidence.files) {
        const { status, text } = await upload(lease, content);
        if (status !== 201) throw new Error(`upload: ${status} ${text}`);
      }
      return evidence;
    },
    complete: (lease: Lease, { request }: Evidence) => job(lease, 'complete', request),
  };
}
