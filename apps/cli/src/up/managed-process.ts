import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { nodeArguments } from '../entry-points.ts';

/** A server finishes its requests and its database within this; a scanner drops its scans. */
const STOP_GRACE_MS = 20_000;

export interface ProcessExit {
  /** Null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ManagedProcess {
  readonly exited: Promise<ProcessExit>;
  /** Over the channel; nothing once it has closed. */
  send(message: object): void;
  /** SIGTERM, and SIGKILL after a grace. Resolves when it is gone. */
  stop(): Promise<void>;
  /** Now, with everything in its process group. */
  kill(): void;
}

export interface ProcessOptions {
  entry: string;
  env: NodeJS.ProcessEnv;
  onLine: (line: string) => void;
  onMessage?: (message: unknown) => void;
}

/**
 * One of our programs as a child: its output as lines, a channel whose closing tells it that we
 * died, and a process group of its own, so that a terminal's Ctrl-C reaches it only through us, in
 * our order.
 */
export function startProcess({ entry, env, onLine, onMessage }: ProcessOptions): ManagedProcess {
  const child = spawn(process.execPath, nodeArguments(entry), {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const input of [child.stdout, child.stderr]) {
    if (input) createInterface({ input }).on('line', onLine);
  }
  if (onMessage) child.on('message', onMessage);

  const exited = exitOf(child, onLine);
  const kill = () => killGroup(child);
  return {
    exited,
    kill,
    send: (message) => {
      if (child.connected) child.send(message);
    },
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, STOP_GRACE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** After `close`, not `exit`: its last words have then been read. */
function exitOf(child: ChildProcess, onLine: (line: string) => void): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      onLine(error.message);
      if (child.pid === undefined) resolve({ code: 1, signal: null });
    });
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it had just ended by itself, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
