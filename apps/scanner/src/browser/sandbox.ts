/** Whether Chromium's sandbox is on, as the kernel says of the processes that run. */
import { readFileSync } from 'node:fs';
import { readGroup } from './process-group.ts';

export type SandboxState = { kind: 'on' } | { kind: 'off' | 'unknown'; reason: string };

export interface BrowserProcess {
  /** The arguments, separated by NUL. */
  commandLine: string;
  /** Of `/proc/PID/status`; see proc_pid_status(5). */
  status: string;
}

/** `SECCOMP_MODE_FILTER` */
const FILTERED = '2';
const TURNED_OFF =
  /\0--(no-sandbox|disable-seccomp-filter-sandbox|disable-namespace-sandbox)(\0|$)/;

/** Processes that a zygote has forked write their arguments with spaces between them. */
const RENDERER = /[\0 ]--type=renderer([\0 ]|$)/;

function field(status: string, name: string): string[] {
  const line = status.split('\n').find((each) => each.startsWith(`${name}:`));
  return (
    line
      ?.slice(name.length + 1)
      .trim()
      .split(/\s+/) ?? []
  );
}

/** Why a renderer, where a page's code runs, is not held in; undefined when it is. */
function gapOf({ status }: BrowserProcess): string | undefined {
  if (field(status, 'Seccomp')[0] !== FILTERED) return 'no filter of system calls';
  if (field(status, 'NSpid').length < 2) return 'it sees the processes of this machine';
  if (field(status, 'NoNewPrivs')[0] !== '1') return 'it may gain rights';
  return undefined;
}

export function judgeSandbox(processes: readonly BrowserProcess[]): SandboxState {
  const flag = processes.map(({ commandLine }) => TURNED_OFF.exec(commandLine)?.[1]).find(Boolean);
  if (flag) return { kind: 'off', reason: `the browser was started with --${flag}` };
  if (processes.some(({ status }) => field(status, 'Uid').includes('0'))) {
    return { kind: 'off', reason: 'a process of the browser runs as root' };
  }
  const renderers = processes.filter(({ commandLine }) => RENDERER.test(commandLine));
  if (renderers.length === 0) return { kind: 'unknown', reason: 'no page has a process now' };
  const gap = renderers.map(gapOf).find((each) => each !== undefined);
  return gap === undefined
    ? { kind: 'on' }
    : { kind: 'off', reason: `a page's process is not held in: ${gap}` };
}

/** Of the browser that leads this process group. */
export function readSandbox(leaderPid: number): SandboxState {
  if (process.platform !== 'linux') {
    return { kind: 'unknown', reason: 'only Linux tells of its processes' };
  }
  const processes = readGroup(leaderPid).flatMap(({ pid, commandLine }) => {
    try {
      return [{ commandLine, status: readFileSync(`/proc/${pid}/status`, 'utf8') }];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
  return judgeSandbox(processes);
}
