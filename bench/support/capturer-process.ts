/**
 * The capturing half of a scanner in a process of its own: the parts that `main.ts` of the scanner
 * puts together, without the server. Its memory, files and children are then nobody else's.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENTRY, nodeArguments } from '../../apps/cli/src/entry-points.ts';
import type { CapturerState, ScanEnd, ToCapturer, ToParent } from './capturer-messages.ts';

export interface CapturerProcess {
  readonly pid: number;
  /** Its temporary folder: whatever it leaves in there is a leak. */
  readonly folder: string;
  scan(url: string, options: { timeoutMs?: number }): Promise<ScanEnd>;
  /** Collects garbage first: what is in use. Bytes. */
  liveMemory(): Promise<CapturerState['live']>;
  /** Contexts in the browser, those of scans that run or are made ready included. */
  contexts(): Promise<number>;
  /** Scans that ran together at one time. */
  mostAtOnce(): Promise<number>;
  writeHeap(path: string): Promise<void>;
  /** Ends process and browser; leaves the folder, to be looked at. */
  close(): Promise<void>;
  removeFolder(): void;
}

const PROGRAM = fileURLToPath(new URL('./capturer-program.ts', import.meta.url));

export async function startCapturerProcess(execArgv: string[] = []): Promise<CapturerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'webhood-bench-'));
  // The browser's own user has to get through to its profile.
  chmodSync(folder, 0o711);
  const child = fork(PROGRAM, {
    execArgv: ['--expose-gc', ...nodeArguments(ENTRY.scanner).slice(0, -1), ...execArgv],
    env: { ...process.env, TMPDIR: folder },
  });
  const waiting = new Map<number, PromiseWithResolvers<ToParent>>();
  let lastId = 0;
  child.on('message', (message: ToParent) => {
    waiting.get(message.id)?.resolve(message);
    waiting.delete(message.id);
  });
  child.once('exit', (code, signal) => {
    const error = new Error(`the capturing process ended (${signal ?? code})`);
    for (const { reject } of waiting.values()) reject(error);
  });
  const ask = async (request: ToCapturer): Promise<ToParent> => {
    lastId += 1;
    const answer = Promise.withResolvers<ToParent>();
    waiting.set(lastId, answer);
    child.send({ ...request, id: lastId });
    const message = await answer.promise;
    if (message.error !== undefined) throw new Error(message.error);
    return message;
  };
  const state = async () => {
    const { state } = await ask({ kind: 'state' });
    if (!state) throw new Error('no state was told');
    return state;
  };
  // Answered once the program is there to listen.
  await state();
  return {
    pid: child.pid ?? 0,
    folder,
    async scan(url, { timeoutMs }) {
      const { end } = await ask({ kind: 'scan', url, ...(timeoutMs ? { timeoutMs } : {}) });
      if (!end) throw new Error('no end was told');
      return end;
    },
    liveMemory: async () => (await state()).live,
    contexts: async () => (await state()).contexts,
    mostAtOnce: async () => (await state()).mostAtOnce,
    async writeHeap(path) {
      await ask({ kind: 'heap', path });
    },
    async close() {
      const exited = once(child, 'exit');
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
    removeFolder: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
