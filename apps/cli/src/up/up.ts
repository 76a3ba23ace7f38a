import { join, resolve } from 'node:path';
import { ENTRY } from '../entry-points.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { printable } from '../output/printable.ts';
import { welcome } from '../output/welcome.ts';
import { parseServerMessage, type ServerMessage } from '../process/server-message.ts';
import { listenForStop } from '../process/stop-signals.ts';
import { type KeptProcess, keepRunning } from './keep-running.ts';
import { localScannerToken } from './local-scanner-token.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { terminalLine } from './log-line.ts';
import { type ManagedProcess, type ProcessExit, startProcess } from './managed-process.ts';

type Env = NodeJS.ProcessEnv;

/** Server and scanner of this machine, until someone stops them. @returns the exit code */
export async function up(env: Env): Promise<number> {
  const dataDir = resolve(env.WEBHOOD_DATA_DIR || 'data');
  const logs = openLogs(join(dataDir, 'logs'));
  const stop = new AbortController();
  const running: { server?: ManagedProcess; scanner?: KeptProcess } = {};
  const requests = listenForStop(
    () => stop.abort(),
    () => {
      running.scanner?.kill();
      running.server?.kill();
      process.exit(EXIT.failed);
    },
  );
  try {
    return await run(env, dataDir, logs, running, stop.signal);
  } finally {
    // In this order: a scanner hands its scans back while there is still a server.
    await running.scanner?.stop();
    await running.server?.stop();
    requests.dispose();
    for (const log of Object.values(logs)) log.close();
  }
}

async function run(
  env: Env,
  dataDir: string,
  logs: Record<Source, LogFile>,
  running: { server?: ManagedProcess; scanner?: KeptProcess },
  signal: AbortSignal,
): Promise<number> {
  const stopped = whenAborted(signal);
  const { server, message } = startServer(env, logs.server);
  running.server = server;
  const first = await Promise.race([message, server.exited, stopped]);
  if (first === 'stopped') return EXIT.success;
  if (!('type' in first) || first.type === 'failed') throw serverFailure(first);

  process.stdout.write(welcome(first.url, first.firstAdmin));
  const token = await orStopped(localScannerToken(env, signal), signal);
  if (token === 'stopped') return EXIT.success;
  running.scanner = keepRunning({
    start: () =>
      startProcess({
        entry: ENTRY.scanner,
        env: scannerEnv(env, dataDir, first.httpsPort, token),
        onLine: lineHandler('scanner', logs.scanner),
      }),
    onExit: (exit, waitMs) =>
      process.stderr.write(
        `webhood: the scanner ended (${exitText(exit)}); it is started again in ${waitMs / 1_000} s\n`,
      ),
  });
  const end = await Promise.race([server.exited, stopped]);
  if (end === 'stopped') return EXIT.success;
  throw serverFailure(end);
}

function startServer(env: Env, log: LogFile) {
  const { promise: message, resolve: received } = Promise.withResolvers<ServerMessage>();
  const server = startProcess({
    entry: ENTRY.server,
    env,
    onLine: lineHandler('server', log),
    onMessage: (value) => {
      const parsed = parseServerMessage(value);
      if (parsed) received(parsed);
    },
  });
  return { server, message };
}

/** The scanner gets what a scanner needs: not the server's secrets, nor its database. */
function scannerEnv(env: Env, dataDir: string, httpsPort: number, token: string): Env {
  const { WEBHOOD_SECRET, WEBHOOD_SECRET_FILE, DATABASE_URL, DATABASE_URL_FILE, ...rest } = env;
  return {
    ...rest,
    ENDPOINT: `https://localhost:${httpsPort}`,
    SCANNER_TOKEN: token,
    WEBHOOD_CA: env.WEBHOOD_CA || env.WEBHOOD_TLS_CERT || join(dataDir, 'tls/cert.pem'),
  };
}

type Source = 'server' | 'scanner';

function openLogs(folder: string): Record<Source, LogFile> {
  try {
    return {
      server: openLogFile(join(folder, 'server.log')),
      scanner: openLogFile(join(folder, 'scanner.log')),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `the data folder cannot be written to: ${reason}. Choose another with WEBHOOD_DATA_DIR, or correct its owner. (data_dir_unwritable)`,
      { cause },
    );
  }
}

function lineHandler(source: Source, log: LogFile): (line: string) => void {
  return (line) => {
    log.write(line);
    const shown = terminalLine(source, line);
    if (shown !== undefined) process.stderr.write(`${shown}\n`);
  };
}

function serverFailure(
  end: ProcessExit | Extract<ServerMessage, { type: 'failed' }>,
): CommandError {
  if ('type' in end) return new CommandError(`${printable(end.message, 4_000)} (${end.code})`);
  return new CommandError(
    `the server ended (${exitText(end)}); see logs/server.log in the data folder`,
    {
      exitCode: end.code || EXIT.failed,
    },
  );
}

function exitText({ code, signal }: ProcessExit): string {
  return signal ?? `exit code ${code}`;
}

function whenAborted(signal: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
}

async function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return 'stopped';
    throw error;
  }
}
