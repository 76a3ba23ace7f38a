/** When a delivery that did not arrive is tried again: the schedule that Standard Webhooks gives. */
const AFTER_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** Endpoints that were away together do not come back to all of it at one moment. */
const JITTER = 0.1;
/** An endpoint may ask for patience, within reason. */
const MOST_ASKED_SECONDS = 3_600;

/** Seconds until the next try; undefined when there is none. `tries` counts those that were. */
export function retryAfter(
  tries: number,
  askedSeconds: number | undefined,
  random: () => number = Math.random,
): number | undefined {
  const planned = AFTER_SECONDS[tries - 1];
  if (planned === undefined) return undefined;
  const asked = Math.min(askedSeconds ?? 0, MOST_ASKED_SECONDS);
  return Math.max(planned * (1 + JITTER * random()), asked);
}
