/** What Linux tells of processes, from /proc. Bytes and counts. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const BYTES_PER_KIB = 1_024;

/** @throws when the process has ended. */
export function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(procFile(pid, 'status')) ?? [];
  if (kib === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kib) * BYTES_PER_KIB;
}

/** What each open file of the process is: a path, or a kind such as `socket`. */
export function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`).replace(/:\[.*$/, '')];
    } catch {
      // It was closed between being listed and being read.
      return [];
    }
  });
}

export interface SeenProcess {
  pid: number;
  parent: number;
  command: string;
}

/** Every process below `root`, and every other one whose command line has `mark`. */
export function processesOf(root: number, mark: string): SeenProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .flatMap(seeProcess);
  const below = new Set([root]);
  // A child may be listed before its parent, so until nothing more is found.
  for (let known = 0; known !== below.size; ) {
    known = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  return all.filter(
    ({ pid, command }) => pid !== root && (below.has(pid) || command.includes(mark)),
  );
}

function seeProcess(pid: number): SeenProcess[] {
  const status = procFile(pid, 'status');
  const [, parent] = /^PPid:\s+(\d+)$/m.exec(status) ?? [];
  // A zombie has a state and a parent, and nothing else.
  if (parent === undefined) return [];
  const command = procFile(pid, 'cmdline').replaceAll('\0', ' ').trim();
  return [{ pid, parent: Number(parent), command: command || 'zombie' }];
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It ended between being listed and being read.
    return '';
  }
}
