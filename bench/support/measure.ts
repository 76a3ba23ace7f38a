/** What a benchmark prints: one JSON object, so that runs can be kept and compared. */
export interface Measurement {
  benchmark: string;
  /** What was measured, in words. */
  what: string;
  unit: 'ms' | 'MiB';
  bound: number;
  /** The value that the bound is about. */
  value: number;
  withinBound: boolean;
  samples: number[];
  p50: number;
  p95: number;
  machine: { cpus: number; node: string };
}

export interface Measured {
  benchmark: string;
  what: string;
  unit: 'ms' | 'MiB';
  bound: number;
  samples: number[];
  /** Which of the samples' figures the bound is about. */
  judge: 'p50' | 'max';
}

export function summarise(
  { samples, judge, ...about }: Measured,
  machine: Measurement['machine'],
): Measurement {
  const sorted = samples.map((value) => Math.round(value * 10) / 10).toSorted((a, b) => a - b);
  const p50 = quantile(sorted, 0.5);
  const value = judge === 'p50' ? p50 : quantile(sorted, 1);
  return {
    ...about,
    value,
    withinBound: value < about.bound,
    samples: sorted,
    p50,
    p95: quantile(sorted, 0.95),
    machine,
  };
}

export function median(samples: readonly number[]): number {
  return quantile(
    samples.toSorted((one, other) => one - other),
    0.5,
  );
}

/** Nearest rank. */
export function quantile(sorted: readonly number[], q: number): number {
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  if (value === undefined) throw new Error('a benchmark needs at least one sample');
  return value;
}
