/** Points in time as a filter writes them: macros and ISO texts, all in UTC. */
import { QueryError } from './query-error.ts';

export type MacroValue = { kind: 'time'; value: Date } | { kind: 'number'; value: number };

const DAY_MS = 86_400_000;

type MacroReader = (now: Date) => MacroValue;

const time = (value: Date): MacroValue => ({ kind: 'time', value });
const number = (value: number): MacroValue => ({ kind: 'number', value });
const utc = (year: number, month: number, day: number): Date =>
  new Date(Date.UTC(year, month, day));
const justBefore = (date: Date): Date => new Date(date.getTime() - 1);

const MACROS: Record<string, MacroReader> = {
  now: (now) => time(now),
  yesterday: (now) => time(new Date(now.getTime() - DAY_MS)),
  tomorrow: (now) => time(new Date(now.getTime() + DAY_MS)),
  todayStart: (now) => time(utc(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())),
  todayEnd: (now) =>
    time(justBefore(utc(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1))),
  monthStart: (now) => time(utc(now.getUTCFullYear(), now.getUTCMonth(), 1)),
  monthEnd: (now) => time(justBefore(utc(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))),
  yearStart: (now) => time(utc(now.getUTCFullYear(), 0, 1)),
  yearEnd: (now) => time(justBefore(utc(now.getUTCFullYear() + 1, 0, 1))),
  second: (now) => number(now.getUTCSeconds()),
  minute: (now) => number(now.getUTCMinutes()),
  hour: (now) => number(now.getUTCHours()),
  day: (now) => number(now.getUTCDate()),
  month: (now) => number(now.getUTCMonth() + 1),
  weekday: (now) => number(now.getUTCDay()),
  year: (now) => number(now.getUTCFullYear()),
};

/** @throws QueryError for a macro that there is not */
export function readMacro(name: string, at: number, now: Date): MacroValue {
  const read = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (read) return read(now);
  const known = Object.keys(MACROS).map((macro) => `@${macro}`);
  throw new QueryError(`'@${name}' is none of ${known.join(', ')}`, at);
}

/** `2026`, `2026-11`, `2026-11-24`, with or without a time of day and an offset. */
const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?)?)?$/;

/** The first instant that the text names; undefined where it is no date. */
export function readTime(text: string): Date | undefined {
  const [, year, month = '01', day = '01', clock = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(`${year}-${month}-${day}T${clock}${zone}`);
  // 31 February would be taken for a day in March.
  const isReal = new Date(`${year}-${month}-${day}T00:00Z`).getUTCDate() === Number(day);
  return isReal && !Number.isNaN(date.getTime()) ? date : undefined;
}
