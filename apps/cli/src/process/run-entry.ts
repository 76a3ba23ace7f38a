import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { nodeArguments } from '../entry-points.ts';
import { CommandError } from '../exit-codes.ts';
import { listenForStop } from './stop-signals.ts';

export interface RunEntryOptions {
  env?: NodeJS.ProcessEnv;
  onMessage?: (message: unknown) => void;
  /** Gets its output line by line; without it, the output goes where ours goes. */
  onLine?: (line: string) => void;
}

/**
 * Runs one of our other programs in place of this one: same terminal, its exit code. It gets a
 * process group of its own, so that a terminal's Ctrl-C reaches it once, through here. With
 * `onMessage` it also gets a channel, on which it reports, and whose closing tells it that this
 * process has died.
 */
export async function runEntry(
  entry: string,
  args: readonly string[],
  { env = process.env, onMessage, onLine }: RunEntryOptions = {},
): Promise<number> {
  const output = onLine ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [...nodeArguments(entry), ...args], {
    env,
    stdio: ['inherit', output, output, ...(onMessage ? (['ipc'] as const) : [])],
    detached: true,
  });
  for (const input of [child.stdout, child.stderr]) {
    if (onLine && input) createInterface({ input }).on('line', onLine);
  }
  if (onMessage) child.on('message', onMessage);
  const requests = listenForStop(
    () => child.kill('SIGTERM'),
    () => child.kill('SIGKILL'),
  );
  try {
    return await exitCodeOf(child);
  } finally {
    requests.dispose();
  }
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new CommandError(`the program could not be started: ${cause.message}`, { cause })),
    );
    // Not `exit`: what it has reported last may come after that.
    child.on('close', (code, signal) =>
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)),
    );
  });
}
