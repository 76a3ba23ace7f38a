import { expect, test } from 'vitest';
import { createPhaseClock } from './phase-clock.ts';

test('each phase lasts until the next, and one that comes again is summed', () => {
  let nowMs = 1_000;
  const clock = createPhaseClock(() => nowMs);
  clock.enter('opening');
  nowMs += 10;
  clock.enter('loading');
  nowMs += 20;
  clock.enter('loading');
  nowMs += 5;
  clock.enter('opening');
  nowMs += 3;
  clock.end();
  clock.end();
  expect(clock.times()).toEqual({ opening: 13, loading: 25 });
  expect(clock.spans()).toEqual([
    { phase: 'opening', startedAtMs: 1_000, endedAtMs: 1_010 },
    { phase: 'loading', startedAtMs: 1_010, endedAtMs: 1_035 },
    { phase: 'opening', startedAtMs: 1_035, endedAtMs: 1_038 },
  ]);
});
