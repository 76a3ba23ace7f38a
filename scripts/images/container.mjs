// Runs a bundle with an OCI runtime, and what is asked of it while it runs.
import { spawn, spawnSync } from 'node:child_process';

/** runc, or crun where the machine has one hierarchy of control groups. */
const RUNTIME = process.env.OCI_RUNTIME ?? 'runc';
const COMMAND_LIMIT_MS = 60_000;
/** Beyond the grace that both programs have. */
const STOP_LIMIT_MS = 60_000;

function runtime(...args) {
  return spawnSync(RUNTIME, args, { encoding: 'utf8', timeout: COMMAND_LIMIT_MS });
}

export function startContainer(name, bundle) {
  const id = `webhood-verify-${name}-${process.pid}`;
  const child = spawn(RUNTIME, ['run', '--bundle', bundle, id], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });

  return {
    output: () => output,
    ended,
    /** Waits for it to say so. @throws with all it has said when it ends before or takes too long */
    said(pattern, limitMs) {
      const { promise, resolve, reject } = Promise.withResolvers();
      const fail = (reason) => reject(new Error(`${name} ${reason}:\n${output}`));
      const timer = setTimeout(() => fail(`did not say ${pattern} in time`), limitMs);
      const look = () => {
        const found = pattern.exec(output);
        if (found) resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then((code) => fail(`ended (${code})`));
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(look);
      });
    },
    /** Runs a command in it. */
    run(...command) {
      return runtime('exec', id, ...command);
    },
    /** The process numbers on this machine of everything in it. */
    firstPid() {
      return JSON.parse(runtime('state', id).stdout).pid;
    },
    /** Ends it as a container runtime does. @returns how it ended */
    async stop() {
      runtime('kill', id, 'TERM');
      const timer = setTimeout(() => runtime('kill', id, 'KILL'), STOP_LIMIT_MS);
      const code = await ended;
      clearTimeout(timer);
      runtime('delete', '--force', id);
      return code;
    },
  };
}
