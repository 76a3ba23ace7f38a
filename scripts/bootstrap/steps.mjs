// A long step is announced, shows a sign of life every few seconds, and shows its output only when
// it fails.
import { spawn } from 'node:child_process';

/** Often enough to see that it lives, rare enough for a log file. */
const HEARTBEAT_MS = 5_000;
/** The end of a failed step's output, where the cause is. */
const KEPT_LINES = 60;
/** The slowest step is a first install over a poor line. */
const STEP_LIMIT_MS = 30 * 60_000;
const SHOWN_WIDTH = 90;

export class BootstrapError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function say(text) {
  process.stderr.write(`webhood: ${text}\n`);
}

/**
 * Runs one command to its end.
 * @param hint what the user can do when it fails
 * @param ignore pattern of output lines that say nothing to the user
 */
export async function runStep({ label, command, args, cwd, env, hint, ignore }) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const tail = [];
  say(`${label} …`);
  const heartbeat = setInterval(() => {
    const last = tail.findLast((line) => !/\bwarn\b/i.test(line)) ?? '';
    say(`  ${seconds()} … ${last.slice(0, SHOWN_WIDTH)}`.trimEnd());
  }, HEARTBEAT_MS);

  try {
    const result = await run({ command, args, cwd, env }, (line) => {
      if (line.trim() === '' || ignore?.test(line)) return;
      tail.push(line);
      if (tail.length > KEPT_LINES) tail.shift();
    });
    if (result !== 0) {
      process.stderr.write(`${tail.join('\n')}\n`);
      throw new BootstrapError(`${label} failed (${result}).\n${hint}`);
    }
  } finally {
    clearInterval(heartbeat);
  }
  say(`  done in ${seconds()}`);
}

/** Resolves to the exit code, or to the name of the signal or error that ended the command. */
function run({ command, args, cwd, env }, onLine) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_LIMIT_MS,
    });
    const stop = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, stop);
    const settle = (result) => {
      for (const signal of signals) process.off(signal, stop);
      resolve(result);
    };
    splitLines(child.stdout, onLine);
    splitLines(child.stderr, onLine);
    child.on('error', (error) => settle(error.code ?? error.message));
    child.on('close', (code, signal) => settle(code ?? signal));
  });
}

function splitLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split(/[\r\n]+/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => onLine(rest));
}
