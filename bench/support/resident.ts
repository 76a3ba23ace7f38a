/** How a process's resident memory moves. */
import { residentBytes } from './procfs.ts';

const BETWEEN_SAMPLES_MS = 25;

/** Watches until stopped. @returns the highest that was seen, in bytes. */
export function watchPeak(pid: number): () => number {
  let peak = residentBytes(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, BETWEEN_SAMPLES_MS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** Least squares: by how much a value grows from one sample to the next. */
export function slopeOf(samples: readonly number[]): number {
  const middle = (samples.length - 1) / 2;
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  let along = 0;
  let spread = 0;
  for (const [index, value] of samples.entries()) {
    along += (index - middle) * (value - mean);
    spread += (index - middle) ** 2;
  }
  return spread === 0 ? 0 : along / spread;
}
