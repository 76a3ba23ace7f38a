/**
 * The browser with nothing around it, for the floor: raw DevTools messages over the pipe. It
 * imports nothing of the product, so the floor cannot move when the product does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';

/** `nobody`: Chromium keeps its sandbox on only as an ordinary user. */
const UNPRIVILEGED_ID = 65_534;

export interface BareSession {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  on(method: string, listener: (params: Record<string, unknown>) => void): void;
}

export interface BareBrowser {
  session(id: string | undefined): BareSession;
  close(): Promise<void>;
}

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

export async function startBareBrowser(path: string): Promise<BareBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'webhood-floor-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(profile, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
  const flags = ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`];
  const quiet = ['--disable-gpu', '--hide-scrollbars', '--mute-audio', '--no-first-run'];
  const child = spawn(path, [...flags, ...quiet, '--disable-background-networking'], {
    detached: true,
    cwd: profile,
    env: { HOME: profile, TMPDIR: profile, PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    ...(isRoot ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {}),
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const session = connect(child);
  await session(undefined).send('Browser.getVersion');
  return {
    session,
    async close() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function connect(child: ChildProcess): (id: string | undefined) => BareSession {
  const [input, output] = [child.stdio[3], child.stdio[4]];
  if (!(input instanceof Writable) || !(output instanceof Readable)) throw new Error('no pipe');
  const pending = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  const listeners = new Map<string, ((params: Record<string, unknown>) => void)[]>();
  let lastId = 0;

  const take = (message: Message): void => {
    if (message.id === undefined) {
      const key = `${message.sessionId ?? ''} ${message.method}`;
      for (const listener of listeners.get(key) ?? []) listener(message.params ?? {});
      return;
    }
    const call = pending.get(message.id);
    pending.delete(message.id);
    if (message.error) call?.reject(new Error(message.error.message));
    else call?.resolve(message.result ?? {});
  };
  let parts: Buffer[] = [];
  output.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      parts.push(chunk.subarray(from, end));
      take(JSON.parse(Buffer.concat(parts).toString('utf8')));
      parts = [];
      from = end + 1;
    }
    parts.push(chunk.subarray(from));
  });

  return (sessionId) => ({
    send(method, params) {
      lastId += 1;
      const call = Promise.withResolvers<Record<string, unknown>>();
      pending.set(lastId, call);
      input.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
      return call.promise;
    },
    on(method, listener) {
      const key = `${sessionId ?? ''} ${method}`;
      listeners.set(key, [...(listeners.get(key) ?? []), listener]);
    },
  });
}
