/** Starts the product's own commands as real processes, the way a user does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
export const CLI = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

/** A child that ignores SIGTERM this long has failed its test; the group is then killed. */
const STOP_GRACE_MS = 20_000;

/** Kept of each stream for a failed test's message. */
const KEPT_OUTPUT_BYTES = 1024 * 1024;

export interface Run {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when standard output has a match. Rejects when the process ends first. */
  waitForOutput(pattern: RegExp): Promise<RegExpExecArray>;
  /** The exit code, or the signal's name. */
  exited: Promise<number | string>;
  /** SIGTERM, then SIGKILL to the process after a grace. */
  stop(): Promise<number | string>;
}

interface RunOptions {
  env?: Record<string, string>;
  input?: string;
  /** The repository, unless another is given. */
  cwd?: string;
}

/** Runs `webhood <args>` with the environment of the test alone, plus what finds programs. */
export function webhood(args: readonly string[], options: RunOptions = {}): Run {
  return run(process.execPath, [CLI, ...args], options);
}

export function run(command: string, args: readonly string[], options: RunOptions = {}): Run {
  const child = spawn(command, args, {
    cwd: options.cwd ?? REPOSITORY,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.input ?? '');
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      output[name] = (output[name] + text).slice(-KEPT_OUTPUT_BYTES);
      for (const listener of listeners) listener();
    });
  }
  const exited = once(child, 'close').then(([code, signal]): number | string => code ?? signal);
  return {
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    waitForOutput: (pattern) => waitForOutput(pattern, output, listeners, exited),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
  };
}

function waitForOutput(
  pattern: RegExp,
  output: { stdout: string; stderr: string },
  listeners: Set<() => void>,
  exited: Promise<number | string>,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(output.stdout);
      if (!match) return;
      listeners.delete(look);
      resolve(match);
    };
    listeners.add(look);
    look();
    exited.then((code) => {
      look();
      reject(new Error(`ended with ${code} before ${pattern}\n${output.stdout}\n${output.stderr}`));
    }, reject);
  });
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Every process below this one, nearest first (Linux). */
export function* descendants(pid: number): Generator<number> {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  for (const child of children === '' ? [] : children.split(' ').map(Number)) {
    yield child;
    yield* descendants(child);
  }
}

export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // No such process: that is what is hoped for.
    return false;
  }
}

/** The program below a `webhood` command that runs this entry point. */
export function programBelow(run: Run, entry: string): number {
  for (const pid of descendants(run.child.pid ?? 0)) {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(entry)) return pid;
  }
  throw new Error(`nothing runs ${entry}`);
}
