/**
 * The browser's private folder. Its name says whose it is, so that what a killed scanner left is
 * found and removed by the next one.
 */
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^webhood-browser-(\d+)-(\d+)-(\d+)-\w+$/;

export function makeProfileFolder(): Promise<string> {
  const { pid } = process;
  const name = `webhood-browser-${pid}-${startOf(pid) ?? 0}-${pidNamespace()}-`;
  return mkdtemp(join(tmpdir(), name));
}

/** The folders of scanners that have ended. */
export function staleProfiles(folder = tmpdir()): string[] {
  const here = pidNamespace();
  return readdirSync(folder)
    .filter((name) => {
      const [, pid, start, namespace] = NAME.exec(name) ?? [];
      // The processes of another container are not seen from here.
      return namespace === here && !isAlive(Number(pid), Number(start));
    })
    .map((name) => join(folder, name));
}

export function removeStaleProfiles(folder = tmpdir()): void {
  for (const path of staleProfiles(folder)) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Another user's: theirs to remove.
    }
  }
}

function isAlive(pid: number, start: number): boolean {
  if (process.platform === 'linux') return startOf(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** In ticks since the machine started: tells a process from a later one of the same number. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}

function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}
