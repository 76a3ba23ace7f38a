import { readdirSync, readFileSync } from 'node:fs';

export interface GroupProcess {
  pid: number;
  residentBytes: number;
  /** The arguments, separated by NUL. */
  commandLine: string;
}

const PAGE_BYTES = 4_096;

/** Everything in the process group of `leader` that still runs. Empty where there is no /proc. */
export function readGroup(leader: number): GroupProcess[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name before it may hold anything; see proc_pid_stat(5) for the fields.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[2]) !== leader || fields[0] === 'Z') return [];
      return [
        {
          pid: Number(name),
          residentBytes: Number(fields[21]) * PAGE_BYTES,
          commandLine: readFileSync(`/proc/${name}/cmdline`, 'utf8'),
        },
      ];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

/** What a browser holds apart from pages: renderers end with their scan, a leak stays. */
export function lastingBytes(group: readonly GroupProcess[]): number {
  return group
    .filter(({ commandLine }) => !commandLine.includes('--type=renderer'))
    .reduce((sum, { residentBytes }) => sum + residentBytes, 0);
}
