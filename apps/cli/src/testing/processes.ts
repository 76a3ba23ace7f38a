import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * For tests: command lines of the processes that mention `text` in their arguments or, on Linux,
 * in their environment.
 */
export function processesMentioning(text: string): string[] {
  if (!existsSync('/proc/self')) {
    const all = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
    return all.filter((line) => line.includes(text));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(
      (pid) => procFile(pid, 'cmdline').includes(text) || procFile(pid, 'environ').includes(text),
    )
    .map((pid) => procFile(pid, 'cmdline').replaceAll('\0', ' '))
    .filter((line) => line !== '');
}

function procFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It ended between being listed and being read, or is not ours to look at.
    return '';
  }
}
