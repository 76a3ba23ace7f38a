import { printable } from './printable.ts';

/** pino's numbers, by the names that our programs write. */
const LEVELS: Record<string, number> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
};
const DEBUG = 20;
const WARN = 40;
const ERROR = 50;
const SHOWN_LENGTH = 500;
/** Node.js talking to developers: in the log file only. */
const RUNTIME_WARNING = /^\((?:node:\d+\)|Use `node --trace)/;
/** What every line has and no reader needs here. */
const HIDDEN = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'v', 'name', 'service']);

/**
 * How a child's line of output shows on the terminal: undefined when it need not. JSON lines below
 * `from` are for the log file; anything that is not JSON is a program's last words and is shown.
 */
export function terminalLine(
  source: string,
  line: string,
  { from = 'warn' }: { from?: 'debug' | 'warn' } = {},
): string | undefined {
  const entry = parseEntry(line);
  if (entry === undefined) {
    if (line.trim() === '' || RUNTIME_WARNING.test(line)) return undefined;
    return `${source}: ${printable(line, SHOWN_LENGTH)}`;
  }
  if (entry.level < (from === 'warn' ? WARN : DEBUG)) return undefined;
  const fields = Object.entries(entry.fields)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${valueText(value)}`);
  const head = [
    clockTime(entry.fields.time),
    entry.level >= ERROR ? 'error' : entry.level >= WARN ? 'warn ' : 'info ',
    source,
    String(entry.fields.msg ?? ''),
  ];
  return printable([...head, ...fields].join(' '), SHOWN_LENGTH);
}

function parseEntry(line: string): { level: number; fields: Record<string, unknown> } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('level' in value)) return undefined;
    const level = typeof value.level === 'number' ? value.level : LEVELS[String(value.level)];
    return level === undefined ? undefined : { level, fields: { ...value } };
  } catch {
    // Cut off or not ours: shown as it is.
    return undefined;
  }
}

/** An error shows its message; its stack is in the log file. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'message' in value) {
    return String(value.message);
  }
  return JSON.stringify(value);
}

function clockTime(time: unknown): string {
  const date = new Date(typeof time === 'number' || typeof time === 'string' ? time : Number.NaN);
  return Number.isNaN(date.getTime()) ? '--:--:--' : date.toTimeString().slice(0, 8);
}
