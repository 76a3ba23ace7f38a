// Healthy: the scanner runs and has a browser. Whether its server answers is not asked: starting the
// scanner again would not bring the server back.
import { readdirSync, readFileSync } from 'node:fs';

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended while we looked.
    return [];
  }
}

const commands = readdirSync('/proc')
  .filter((name) => /^\d+$/.test(name))
  .map(commandLine);
const scanner = commands.some((parts) =>
  parts.some((part) => part.endsWith('/scanner/src/main.ts')),
);
const browser = commands.some((parts) => parts.includes('--remote-debugging-pipe'));
if (!scanner) console.error('the scanner does not run');
if (!browser) console.error('no browser runs');
process.exitCode = scanner && browser ? 0 : 1;
