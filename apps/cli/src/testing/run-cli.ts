/** For tests: the command line as a real process, as a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface CliRun {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** The exit code, or the name of the signal that ended it. */
  exited: Promise<number | string>;
  /** Resolves when `pattern` has been printed; rejects when the process ends before that. */
  printed(pattern: RegExp): Promise<void>;
}

export interface CliOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  input?: string;
}

export function runCli(args: readonly string[], { env, cwd, input }: CliOptions = {}): CliRun {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input ?? '');
  const text = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const look of waiting) look();
    });
  }
  const exited = once(child, 'close').then(([code, signal]): number | string => code ?? signal);
  return {
    child,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    exited,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(text.stdout)) resolve();
        };
        waiting.add(look);
        look();
        void exited.then((code) =>
          reject(new Error(`ended with ${code}:\n${text.stdout}\n${text.stderr}`)),
        );
      }),
  };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
