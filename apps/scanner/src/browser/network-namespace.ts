/**
 * A network namespace for one browser, which holds nothing but its own loopback: a flag that is
 * forgotten cannot leak a packet, since there is nowhere to send it. docs/decisions/0005.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { Server } from 'node:net';
import { join } from 'node:path';
import { isRoot, UNPRIVILEGED_ID } from './browser-user.ts';

/** On a busy small machine the holder needs up to a second. */
const OPEN_TIMEOUT_MS = 15_000;
const LISTEN_TIMEOUT_MS = 5_000;
const CHECK_TIMEOUT_MS = 5_000;
const STDERR_BYTES = 2_048;

export interface NetworkNamespace {
  /** A listening socket on its loopback, for this process to accept from. */
  listen(): Promise<Server>;
  /** The command line that runs `command` in it, unprivileged. */
  enter(command: readonly string[]): string[];
  readonly holderPid: number;
  close(): void;
}

export type OpenedNamespace =
  | { kind: 'opened'; namespace: NetworkNamespace }
  | { kind: 'impossible'; reason: string };

/** Administrators' tools are not on the path of an ordinary user. */
export function toolPath(): string {
  return [process.env.PATH, '/usr/sbin', '/sbin', '/usr/bin', '/bin'].filter(Boolean).join(':');
}

export async function openNamespace(): Promise<OpenedNamespace> {
  if (process.platform !== 'linux') {
    return { kind: 'impossible', reason: 'only Linux has network namespaces' };
  }
  const holder = startHolder();
  const close = (): void => {
    holder.kill('SIGKILL');
  };
  try {
    const { pid } = await readiness(holder);
    const enter = await entrance(pid);
    return {
      kind: 'opened',
      namespace: { listen: createListen(holder), enter, holderPid: pid, close },
    };
  } catch (error) {
    close();
    return { kind: 'impossible', reason: error instanceof Error ? error.message : String(error) };
  }
}

function startHolder(): ChildProcess {
  const ids = [`--map-user=${process.getuid?.()}`, `--map-group=${process.getgid?.()}`];
  const unshare = isRoot()
    ? ['unshare', '--net', '--']
    : ['unshare', '--user', '--net', ...ids, '--keep-caps', '--'];
  // As root the holder drops its rights itself: Node may lie where nobody else can read.
  const drop = isRoot()
    ? ['setpriv', '--no-new-privs']
    : ['setpriv', '--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all'];
  const node = [process.execPath, '--max-old-space-size=16', '--no-warnings'];
  const [command = '', ...args] = [
    ...unshare,
    ...['/bin/sh', '-c', 'ip link set lo up && echo up && exec "$@"', 'sh'],
    ...drop,
    ...node,
    join(import.meta.dirname, 'namespace-holder.ts'),
  ];
  return spawn(command, args, {
    // A session of its own: Ctrl-C is for the scanner, which ends its scans first.
    detached: true,
    cwd: '/',
    env: { PATH: toolPath() },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function readiness(holder: ChildProcess): Promise<{ pid: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ pid: number }>();
  let said = '';
  holder.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-STDERR_BYTES);
  });
  holder.once('error', reject);
  holder.once('close', () => reject(new Error(said.trim().split('\n').at(-1) || 'no answer')));
  // Its loopback is up. Node, which starts only now, is needed for the first socket and not before.
  holder.stdout?.once('data', () => {
    if (holder.pid !== undefined) resolve({ pid: holder.pid });
  });
  const timer = setTimeout(() => reject(new Error('it took too long')), OPEN_TIMEOUT_MS);
  return promise.finally(() => clearTimeout(timer));
}

/** The kernel may let a namespace be made and not be entered: found out before a browser is. */
async function entrance(pid: number): Promise<NetworkNamespace['enter']> {
  const plain = isRoot()
    ? ['nsenter', `--net=/proc/${pid}/ns/net`, '--', 'setpriv', ...ids(UNPRIVILEGED_ID)]
    : ['nsenter', `--target=${pid}`, '--user', '--net', '--preserve-credentials', '--'];
  const sealed = [...plain, ...(isRoot() ? [] : ['setpriv']), '--no-new-privs'];
  // Chromium's sandbox is made of user namespaces, or of a set-uid helper that a process which
  // must gain no rights cannot use.
  try {
    await run([...sealed, 'unshare', '--user', 'true']);
    return (command) => [...sealed, ...command];
  } catch {
    await run([...plain, 'true']);
    return (command) => [...plain, ...command];
  }
}

function ids(id: number): string[] {
  return [`--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--inh-caps=-all'];
}

async function run([command = '', ...args]: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = { env: { PATH: toolPath() }, timeout: CHECK_TIMEOUT_MS, cwd: '/' };
  execFile(command, args, options, (error, _output, stderr) => {
    if (error) reject(new Error(stderr.trim().split('\n').at(-1) || error.message));
    else resolve();
  });
  await promise;
}

function createListen(holder: ChildProcess): () => Promise<Server> {
  const waiting = new Map<number, PromiseWithResolvers<Server>>();
  let lastId = 0;
  const failAll = (): void => {
    for (const { reject } of waiting.values()) reject(new Error('its namespace holder has ended'));
    waiting.clear();
  };
  holder.once('exit', failAll);
  holder.on('message', (message: { id: number; fault?: string }, handle: unknown) => {
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (handle instanceof Server && asked) asked.resolve(handle);
    else if (handle instanceof Server) handle.close();
    else asked?.reject(new Error(message.fault ?? 'no socket came'));
  });
  return async () => {
    if (!holder.connected) throw new Error('its namespace holder has ended');
    lastId += 1;
    const id = lastId;
    const asked = Promise.withResolvers<Server>();
    waiting.set(id, asked);
    holder.send({ id });
    const timer = setTimeout(() => {
      waiting.delete(id);
      asked.reject(new Error('its namespace holder does not answer'));
    }, LISTEN_TIMEOUT_MS);
    return asked.promise.finally(() => clearTimeout(timer));
  };
}
