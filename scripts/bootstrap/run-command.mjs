// Runs the command line program and is transparent: same terminal, same signals, same exit code.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { PINNED_NODE } from './runtime.mjs';

const PROGRAM = join(ROOT, 'apps/cli/src/main.ts');
const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/webhood');
/**
 * One Ctrl-C arrives here twice: from the terminal and, forwarded, from npm. Two signals this
 * close are the same key press.
 */
const SAME_SIGNAL_MS = 400;
/** How soon the death of npm is noticed: it can be killed without a chance to pass it on. */
const PARENT_LOOK_MS = 1_000;

/**
 * The program gets a process group of its own, so that the terminal's signal reaches it only
 * through here, once. Should this process be killed outright, the program sees the channel close
 * and stops.
 */
export function runOnPinnedNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(PINNED_NODE, [PROGRAM, ...args], {
      cwd: ROOT,
      env: {
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...process.env,
        // Relative paths on the command line mean the folder the user is in, not the one npm
        // changes to.
        ...(process.env.INIT_CWD ? { WEBHOOD_INVOKED_FROM: process.env.INIT_CWD } : {}),
      },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    forwardSignals(child);
    if (process.env.npm_lifecycle_event) stopWithParent(child);
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

function forwardSignals(child) {
  let lastSignalAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = Date.now();
      if (now - lastSignalAt > SAME_SIGNAL_MS) child.kill(signal);
      lastSignalAt = now;
    });
  }
}

function stopWithParent(child) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, PARENT_LOOK_MS);
  timer.unref();
}
