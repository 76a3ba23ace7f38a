/** Times as a query writes them, each a span: a day is all of it. In UTC. */
import { readTime } from './filter-time.ts';

export interface TimeSpan {
  start: Date;
  /** The first instant after it. */
  end: Date;
}

type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm' | 's';

const FIXED_MS: Record<Exclude<Unit, 'y' | 'M'>, number> = {
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

const MATH = /^now((?:[+-]\d{1,6}[yMwdhms])*)(?:\/([yMwdhms]))?$/;

/** `now-7d/d`, `2026-11`, `2026-11-24T09:30Z`; undefined for what is no time. */
export function readSpan(text: string, now: Date): TimeSpan | undefined {
  const math = MATH.exec(text);
  if (!math) return readCalendar(text);
  const [, steps = '', unit] = math;
  let at = now;
  for (const [, sign, amount, step] of steps.matchAll(/([+-])(\d+)([yMwdhms])/g)) {
    at = shifted(at, (sign === '-' ? -1 : 1) * Number(amount), step as Unit);
  }
  if (Number.isNaN(at.getTime())) return undefined;
  if (unit === undefined) return { start: at, end: new Date(at.getTime() + 1) };
  const start = startOf(at, unit as Unit);
  return { start, end: shifted(start, 1, unit as Unit) };
}

function readCalendar(text: string): TimeSpan | undefined {
  const start = readTime(text);
  if (!start) return undefined;
  const [day = '', clock] = text.split(/[T ]/);
  if (clock === undefined) {
    const unit = ({ 4: 'y', 7: 'M' } as const)[day.length] ?? 'd';
    return { start, end: shifted(start, 1, unit) };
  }
  const parts = clock.replace(/(?:Z|[+-]\d\d:?\d\d)$/, '').split(':').length;
  const isFraction = clock.includes('.');
  const lengthMs = isFraction ? 1 : parts === 2 ? FIXED_MS.m : FIXED_MS.s;
  return { start, end: new Date(start.getTime() + lengthMs) };
}

function shifted(date: Date, amount: number, unit: Unit): Date {
  if (unit !== 'y' && unit !== 'M') return new Date(date.getTime() + amount * FIXED_MS[unit]);
  const next = new Date(date);
  // The first of the month, so that 31 January and a month is not in March.
  const day = next.getUTCDate();
  next.setUTCDate(1);
  next.setUTCMonth(next.getUTCMonth() + (unit === 'y' ? amount * 12 : amount));
  const days = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
  next.setUTCDate(Math.min(day, days));
  return next;
}

function startOf(date: Date, unit: Unit): Date {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (unit === 'y') return new Date(Date.UTC(year, 0, 1));
  if (unit === 'M') return new Date(Date.UTC(year, month, 1));
  if (unit === 'w') return new Date(Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7)));
  return new Date(Math.floor(date.getTime() / FIXED_MS[unit]) * FIXED_MS[unit]);
}
