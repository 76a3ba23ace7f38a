import { EventEmitter, once } from 'node:events';
import { join, resolve } from 'node:path';
import { ENTRY } from '../entry-points.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { printable } from '../output/printable.ts';
import { firstCredentials, readyAt } from '../output/welcome.ts';
import { parseServiceMessage, type ServiceMessage } from '../process/service-message.ts';
import { listenForStop } from '../process/stop-signals.ts';
import { type KeptProcess, keepRunning } from './keep-running.ts';
import { openLogs, type ServiceLogs } from './logs.ts';
import { type ManagedProcess, type ProcessExit, startProcess } from './managed-process.ts';
import { scannerEnvironment, wayToServer } from './scanner-environment.ts';

type Env = NodeJS.ProcessEnv;
type Ready = Extract<ServiceMessage, { type: 'ready' }>;
type Connected = Extract<ServiceMessage, { type: 'connected' }>;
type Failed = Extract<ServiceMessage, { type: 'failed' }>;

interface Deps {
  env: Env;
  dataDir: string;
  logs: ServiceLogs;
  /** What has been started, to be stopped whatever happens. */
  running: { server?: ManagedProcess; scanner?: KeptProcess };
  signal: AbortSignal;
}

/** Server and scanner of this machine, until someone stops them. @returns the exit code */
export async function up(env: Env): Promise<number> {
  const dataDir = resolve(env.WEBHOOD_DATA_DIR || 'data');
  const logs = openLogs(join(dataDir, 'logs'));
  const stop = new AbortController();
  const running: Deps['running'] = {};
  const requests = listenForStop(
    () => {
      process.stderr.write('webhood: stopping …\n');
      stop.abort();
    },
    () => {
      running.scanner?.kill();
      running.server?.kill();
      process.exit(EXIT.failed);
    },
  );
  try {
    return await run({ env, dataDir, logs, running, signal: stop.signal });
  } finally {
    logs.quiet();
    // In this order: a scanner hands its scans back while there is still a server.
    await running.scanner?.stop();
    await running.server?.stop();
    requests.dispose();
    logs.close();
  }
}

async function run({ env, dataDir, logs, running, signal }: Deps): Promise<number> {
  const stopped = whenAborted(signal);
  const server = startReporting('server', env, logs, showCredentials);
  running.server = server.process;
  // Beside the server, not after it: both take a second to load. It waits for what it is sent.
  const way = Promise.withResolvers<Record<string, string>>();
  let latest: Promise<Record<string, string>> = way.promise;
  const scanner = keepScanner(scannerEnvironment(env), () => latest, logs);
  running.scanner = scanner.kept;
  const first = await Promise.race([server.next(), server.process.exited, stopped]);
  if (first === 'stopped') return EXIT.success;
  if (!isReady(first)) throw failure('server', first);

  server.process.send({ type: 'local_scanner' });
  const answer = await Promise.race([server.next(), server.process.exited, stopped]);
  if (answer === 'stopped') return EXIT.success;
  if (!('token' in answer)) throw failure('server', answer);
  const wayWith = (token: string) => wayToServer(env, { dataDir, ...first }, token);
  way.resolve(wayWith(answer.token));
  void followTokens(server.next, (token) => {
    latest = Promise.resolve(wayWith(token));
    logs.say('the scanner was given a new token; it is started again');
    scanner.kept.restart();
  });
  const ended = Promise.race([server.process.exited, scanner.refused, stopped]);
  // Until the server knows the scanner, it would refuse what only that one may scan.
  const contact = await Promise.race([scanner.connected, ended]);
  if (isConnected(contact)) process.stdout.write(readyAt(first.url, contact.allowNetworks));
  const end = await ended;
  if (end === 'stopped') return EXIT.success;
  throw failure('type' in end ? 'scanner' : 'server', end);
}

/** A server whose keys were replaced sends the next token of the scanner beside it by itself. */
async function followTokens(
  next: () => Promise<ServiceMessage>,
  onToken: (token: string) => void,
): Promise<never> {
  for (;;) {
    const message = await next();
    if (message.type === 'local_scanner') onToken(message.token);
  }
}

/** As it comes: a server that is being stopped may just have made them. */
function showCredentials(message: ServiceMessage): void {
  if (message.type !== 'ready' || !message.firstAdmin) return;
  process.stdout.write(firstCredentials(message.firstAdmin));
}

function isConnected(contact: ServiceMessage | ProcessExit | 'stopped'): contact is Connected {
  return contact !== 'stopped' && 'type' in contact && contact.type === 'connected';
}

function isReady(first: ServiceMessage | ProcessExit): first is Ready {
  return 'type' in first && first.type === 'ready';
}

/** `refused`: the very first one did not start, for a reason that no restart mends. */
function keepScanner(env: Env, way: () => Promise<Record<string, string>>, logs: ServiceLogs) {
  const { promise: refused, resolve: refuse } = Promise.withResolvers<Failed>();
  const { promise: connected, resolve: connect } = Promise.withResolvers<Connected>();
  let starts = 0;
  const kept = keepRunning({
    start: () => {
      starts += 1;
      const scanner = startReporting('scanner', env, logs);
      const isFirst = starts === 1;
      void way().then((added) => scanner.process.send(added));
      void scanner.next().then((message) => {
        if (message.type === 'connected') connect(message);
        else if (message.type === 'failed' && isFirst) refuse(message);
        else if (message.type === 'failed') logs.say(failureText(message));
      });
      return scanner.process;
    },
    onExit: (exit, waitMs) =>
      logs.say(`the scanner ended (${exitText(exit)}); it is started again in ${waitMs / 1_000} s`),
  });
  return { kept, refused, connected };
}

/** Starts one of our services; `next` is what it reports next, in order, each once. */
function startReporting(
  service: 'server' | 'scanner',
  env: Env,
  logs: ServiceLogs,
  onReport?: (message: ServiceMessage) => void,
) {
  const reports = new EventEmitter();
  const kept: ServiceMessage[] = [];
  const process = startProcess({
    entry: ENTRY[service],
    env,
    onLine: (line) => logs.write(service, line),
    onMessage: (value) => {
      const parsed = parseServiceMessage(value);
      if (parsed) {
        kept.push(parsed);
        onReport?.(parsed);
      }
      reports.emit('report');
    },
  });
  const next = async (): Promise<ServiceMessage> => {
    for (;;) {
      const message = kept.shift();
      if (message) return message;
      await once(reports, 'report');
    }
  };
  return { process, next };
}

function failure(service: string, end: ProcessExit | ServiceMessage): CommandError {
  if ('type' in end && end.type === 'failed') return new CommandError(failureText(end));
  const how = 'type' in end ? 'with an answer of another version' : exitText(end);
  return new CommandError(
    `the ${service} ended (${how}); its log is in the folder logs of the data folder`,
    { exitCode: ('type' in end ? null : end.code) || EXIT.failed },
  );
}

function failureText({ code, message }: Failed): string {
  return `${message
    .split('\n')
    .map((line) => printable(line, 2_000))
    .join('\n  ')} (${code})`;
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
