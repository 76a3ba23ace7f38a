/** Stands in for the process that draws: tells what such a process can see of the server. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

function attempt(what: () => unknown): string {
  try {
    what();
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'refused';
  }
}

const [, , size] = process.argv;
if (size === 'display') {
  // Never ends by itself.
  setInterval(() => undefined, 1_000);
} else {
  process.stdout.write(
    JSON.stringify({
      environment: Object.keys(process.env),
      read: attempt(() => readFileSync('/etc/hostname')),
      parent: attempt(() => readFileSync(`/proc/${process.ppid}/environ`)),
      write: attempt(() => writeFileSync('/tmp/webhood-picture-spy', 'x')),
      run: attempt(() => spawnSync('/bin/true')),
    }),
  );
}
