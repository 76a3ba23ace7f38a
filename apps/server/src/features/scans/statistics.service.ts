/** What happened to the scans of the last hours, of those that the asker may see. */
import {
  HOURLY_UP_TO,
  type ScanState,
  type Statistics,
  type StatisticsOutcomes,
  type StatisticsQuery,
  type StatisticsSpread,
} from '@webhood/contract';
import type { Authorised } from '../accounts/authorisation.service.ts';
import { viewerOf } from './scan.service.ts';
import type { StatisticsRow, StatisticsStore, Step } from './statistics.store.ts';

export interface StatisticsService {
  /** @throws AppError `unavailable` when there is too much to count in time */
  show(by: Authorised<'scans.read'>, query: StatisticsQuery): Promise<Statistics>;
}

const STEP_MS: Record<Step, number> = { hour: 3_600_000, day: 86_400_000 };

const OUTCOME_BY_STATE = {
  pending: 'waiting',
  queued: 'waiting',
  running: 'running',
  done: 'done',
  error: 'error',
  cancelled: 'cancelled',
} as const satisfies Record<ScanState, keyof StatisticsOutcomes>;

export function createStatisticsService(deps: { store: StatisticsStore }): StatisticsService {
  return {
    async show({ principal }, { hours }) {
      const step = hours <= HOURLY_UP_TO ? 'hour' : 'day';
      const row = await deps.store.read(viewerOf(principal), hours, step);
      return {
        from: row.from.toISOString(),
        to: row.to.toISOString(),
        scans: outcomesOf(row.counts),
        errors: row.errors,
        seconds: { waiting: spreadOf(row.waiting), scanning: spreadOf(row.scanning) },
        series: seriesOf(row, STEP_MS[step]),
      };
    },
  };
}

function outcomesOf(counts: StatisticsRow['counts']): StatisticsOutcomes {
  const outcomes: StatisticsOutcomes = {
    submitted: 0,
    waiting: 0,
    running: 0,
    done: 0,
    partial: 0,
    error: 0,
    cancelled: 0,
  };
  for (const { state, completeness, count } of counts) {
    outcomes.submitted += count;
    outcomes[OUTCOME_BY_STATE[state]] += count;
    if (completeness === 'partial') outcomes.partial += count;
  }
  return outcomes;
}

/** A point for each step from that of `from` on, also where nothing was submitted. */
function seriesOf({ from, to, counts }: StatisticsRow, stepMs: number): Statistics['series'] {
  const byTime = Map.groupBy(counts, ({ atMs }) => atMs);
  const points: Statistics['series'] = [];
  // Hours and days of UTC begin at multiples of their length.
  for (let at = from.getTime() - (from.getTime() % stepMs); at < to.getTime(); at += stepMs) {
    const { submitted, done, error, cancelled } = outcomesOf(byTime.get(at) ?? []);
    points.push({ at: new Date(at).toISOString(), submitted, done, error, cancelled });
  }
  return points;
}

function spreadOf(places: [number | null, number, number] | null): StatisticsSpread | null {
  const [p50, p95, most] = places ?? [];
  if (p50 == null || p95 === undefined || most === undefined) return null;
  const inMilliseconds = (seconds: number) => Math.round(seconds * 1_000) / 1_000;
  return { p50: inMilliseconds(p50), p95: inMilliseconds(p95), most: inMilliseconds(most) };
}
