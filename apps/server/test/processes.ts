/** The server and the administration program as real processes on a database of their own. */
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createTestDatabase } from '../src/platform/db/test-database.ts';

const MAIN = resolve(import.meta.dirname, '../src/main.ts');
const ADMIN = resolve(import.meta.dirname, '../src/admin.ts');

const WAITING_FOR_ACCOUNTS = `
  select 1 from pg_locks where relation = 'users'::regclass and not granted`;

interface Ready {
  type: 'ready';
  url: string;
  httpsPort: number;
  httpPort: number;
  firstAdmin?: { name: string; password: string };
}

export interface Failed {
  type: 'failed';
  code: string;
  message: string;
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function exitCode(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];
}

interface Answer {
  status: number;
  location: string | undefined;
  body: string;
}

export function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const send = url.startsWith('https:') ? secureRequest : plainRequest;
  return new Promise((answer, fail) => {
    const request = send(
      url,
      { ...options, rejectUnauthorized: false, agent: false },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          answer({ status: response.statusCode ?? 0, location: response.headers.location, body }),
        );
      },
    );
    request.on('error', fail);
    request.end();
  });
}

export type Installation = Awaited<ReturnType<typeof createInstallation>>;

export async function createInstallation() {
  const dir = await mkdtemp(join(tmpdir(), 'webhood-process-'));
  const database = await createTestDatabase({ migrated: false });
  const running = new Set<ChildProcess>();
  const held = new Set<() => Promise<void>>();

  async function environment(extra: Record<string, string>): Promise<Record<string, string>> {
    return {
      PATH: process.env.PATH ?? '',
      WEBHOOD_DATA_DIR: join(dir, 'data'),
      DATABASE_URL: database.url,
      WEBHOOD_HTTPS_PORT: String(await freePort()),
      WEBHOOD_HTTP_PORT: String(await freePort()),
      ...extra,
    };
  }

  async function start(extra: Record<string, string> = {}) {
    const child = fork(MAIN, [], { env: await environment(extra), silent: true });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    const [message] = (await once(child, 'message')) as [Ready | Failed];
    return { child, message, output: () => output };
  }

  return {
    dir,
    start,

    /** Any of our programs, with its output; ended with the others. */
    run: async (entry: string, args: string[], extra: Record<string, string> = {}) => {
      const child = spawn(process.execPath, [entry, ...args], {
        env: await environment(extra),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      const output = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (text: string) => {
          output[name] += text;
        });
      }
      const ended = once(child, 'close').then(([code]: (number | null)[]) => code);
      return { child, output, ended };
    },

    /** From now on whoever makes an account waits, until `release`. */
    holdAccounts: async () => {
      const client = await database.pool.connect();
      await client.query('begin; lock table users in share row exclusive mode');
      const release = async (): Promise<void> => {
        if (!held.delete(release)) return;
        await client.query('rollback');
        client.release();
      };
      held.add(release);
      return {
        waiting: async (): Promise<number> =>
          (await database.pool.query(WAITING_FOR_ACCOUNTS)).rows.length,
        release,
      };
    },

    startReady: async (extra: Record<string, string> = {}) => {
      const { message, ...rest } = await start(extra);
      if (message.type === 'failed') throw new Error(message.message);
      return { ...rest, ready: message };
    },

    admin: async (args: string[], input = ''): Promise<Ran> => {
      const env = await environment({});
      return new Promise((done) => {
        const child = execFile(
          process.execPath,
          [ADMIN, ...args],
          { env },
          (error, stdout, stderr) =>
            done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
        );
        child.stdin?.end(input);
      });
    },

    killAll: async (): Promise<void> => {
      for (const child of running) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },

    close: async (): Promise<void> => {
      for (const release of held) await release();
      await database.close();
      await rm(dir, { recursive: true });
    },
  };
}
