// Gives the scanner beside this server its token: node enrol.mjs FILE [--renew]. Registers the
// scanner on the first run; later runs leave the file alone, unless --renew asks for another token
// (after `webhood secret rotate`, or when the token may be known to others).
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';

/** A command opens the database and makes one or two queries. */
const COMMAND_LIMIT_MS = 60_000;
const [file, flag] = process.argv.slice(2);
const name = process.env.SCANNER_NAME || 'scanner';

function scanners(...args) {
  const program = new URL('apps/server/src/admin.ts', import.meta.url).pathname;
  const output = execFileSync(process.execPath, [program, 'scanners', ...args, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: COMMAND_LIMIT_MS,
  });
  return JSON.parse(output);
}

function enrol() {
  if (existsSync(file) && flag !== '--renew') return `${name} is registered already`;
  const known = scanners('list').find((scanner) => scanner.name === name);
  const { token } = known ? scanners('token', known.id) : scanners('create', '--name', name);
  const temporary = `${file}.new`;
  writeFileSync(temporary, token, { mode: 0o400 });
  renameSync(temporary, file);
  return known ? `${name} has a new token` : `registered ${name}`;
}

if (file === undefined) {
  console.error('usage: node enrol.mjs FILE [--renew]');
  process.exitCode = 2;
} else {
  try {
    console.log(enrol());
  } catch (error) {
    // What a command has to say it has said itself.
    if (error.status === undefined) console.error(error.message);
    process.exitCode = 1;
  }
}
