/**
 * Starts one Chromium. Its sandbox is always on; where this process is root, the browser gets an
 * unprivileged user; it leads a process group of its own, so that one signal ends all of it; it
 * sees a scrubbed environment; and its profile is a private folder that goes when it goes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, statfsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { browserFlags } from './browser-flags.ts';
import { isRoot, UNPRIVILEGED_ID } from './browser-user.ts';
import { type CdpConnection, createCdpConnection } from './cdp-connection.ts';
import { type NetworkNamespace, toolPath } from './network-namespace.ts';
import { withLimits } from './process-limits.ts';
import { makeProfileFolder } from './profile-folder.ts';

/** A cold start on a busy small machine takes a few seconds. */
const START_TIMEOUT_MS = 30_000;
/** What a dying browser says last is enough to tell why. */
const STDERR_TAIL_BYTES = 16 * 1024;
/** SIGKILL to the group was seen to take up to 0.4 s. */
const EXIT_WAIT_MS = 5_000;
/** Chromium needs a few hundred megabytes of shared memory for several pages. */
const SHARED_MEMORY_BYTES = 512 * 1024 * 1024;

export interface LaunchedBrowser {
  readonly connection: CdpConnection;
  readonly pid: number;
  /** For example `Chrome/156.0.8078.79`. */
  readonly product: string;
  readonly userAgent: string;
  readonly profileDir: string;
  readonly exited: Promise<void>;
  readonly namespace: NetworkNamespace | undefined;
  stderrTail(): string;
  /** Gives a folder under the profile to the browser's user. */
  makeFolder(name: string): Promise<string>;
  /** Kills the process group and removes the profile; safe to call again. */
  kill(): Promise<void>;
}

export interface LaunchDeps {
  path: string;
  /** The network that the browser runs in, and that goes with it; without it this machine's. */
  namespace?: NetworkNamespace | undefined;
  onListenerError: (error: unknown, event: string) => void;
}

export class BrowserStartError extends Error {}

export async function launchBrowser(deps: LaunchDeps): Promise<LaunchedBrowser> {
  const profileDir = await makeProfileFolder().catch((error: unknown) => {
    deps.namespace?.close();
    throw error;
  });
  giveToBrowser(profileDir);
  const makeFolder = async (name: string): Promise<string> => {
    const path = join(profileDir, name);
    await mkdir(path, { mode: 0o700 });
    giveToBrowser(path);
    return path;
  };
  await makeFolder('tmp');

  const child = startProcess(deps, profileDir);
  const stderrTail = keepTail(child.stderr);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const kill = createKill(child, exited, profileDir, deps.namespace);

  try {
    const [input, output] = [child.stdio[3], child.stdio[4]];
    if (!(input instanceof Writable) || !(output instanceof Readable) || child.pid === undefined) {
      throw new BrowserStartError('the process could not be started');
    }
    const { onListenerError } = deps;
    const connection = createCdpConnection({ input, output, onListenerError });
    child.once('exit', (code, signal) =>
      connection.close(`the browser ended (${signal ?? `exit code ${code}`})`),
    );
    const version = await connection.root.within(START_TIMEOUT_MS).send('Browser.getVersion');
    const { product, userAgent } = version;
    const { pid } = child;
    return {
      connection,
      pid,
      product,
      userAgent,
      profileDir,
      exited,
      namespace: deps.namespace,
      stderrTail,
      makeFolder,
      kill,
    };
  } catch (cause) {
    await kill();
    throw new BrowserStartError(`${deps.path} did not start: ${lastLines(stderrTail())}`, {
      cause,
    });
  }
}

function startProcess({ path, namespace }: LaunchDeps, profileDir: string): ChildProcess {
  const flags = browserFlags({
    profileDir,
    isHeadlessShell: /headless[-_]shell/.test(basename(path)),
    hasSmallSharedMemory: hasSmallSharedMemory(),
  });
  const browser = [path, ...flags, 'about:blank'];
  // Entering a namespace needs root; the way in drops it.
  const { file, args } = withLimits(namespace ? namespace.enter(browser) : browser);
  const identity = isRoot() && !namespace ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {};
  return spawn(file, args, {
    detached: true,
    cwd: profileDir,
    env: browserEnvironment(profileDir),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    ...identity,
  });
}

/** Only what Chromium needs: no tokens, no proxies, no settings of the user who started us. */
function browserEnvironment(profileDir: string): NodeJS.ProcessEnv {
  const { FONTCONFIG_FILE, FONTCONFIG_PATH } = process.env;
  return {
    HOME: profileDir,
    TMPDIR: join(profileDir, 'tmp'),
    XDG_CONFIG_HOME: profileDir,
    XDG_CACHE_HOME: profileDir,
    XDG_RUNTIME_DIR: profileDir,
    LANG: 'C.UTF-8',
    PATH: toolPath(),
    ...(FONTCONFIG_FILE ? { FONTCONFIG_FILE } : {}),
    ...(FONTCONFIG_PATH ? { FONTCONFIG_PATH } : {}),
  };
}

function createKill(
  child: ChildProcess,
  exited: Promise<void>,
  profileDir: string,
  namespace: NetworkNamespace | undefined,
): () => Promise<void> {
  let done: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    if (child.pid !== undefined) killGroup(child.pid);
    namespace?.close();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, EXIT_WAIT_MS);
    await Promise.race([exited, late]);
    clearTimeout(timer);
    // Helpers of the group may still be writing when the leader is gone.
    await rm(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  return () => {
    done ??= run();
    return done;
  };
}

function killGroup(leaderPid: number): void {
  try {
    process.kill(-leaderPid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the whole group is gone already, which is what was asked for.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function keepTail(stream: Readable | null): () => string {
  let tail = Buffer.alloc(0);
  stream?.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL_BYTES);
  });
  stream?.on('error', () => {
    // The pipe breaks when the browser is killed; what came before is kept.
  });
  return () => tail.toString('utf8');
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' | ').slice(0, 1_000) || 'it said nothing';
}

function giveToBrowser(path: string): void {
  if (isRoot()) chownSync(path, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
}

function hasSmallSharedMemory(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize < SHARED_MEMORY_BYTES;
  } catch {
    // No /dev/shm at all: Chromium must use files.
    return true;
  }
}
