import { GUARD_COUNTS, ScannerCounts } from '@webhood/contract';
import { expect, test } from 'vitest';
import { createCounts } from './counts.ts';

test('what was counted is taken once, and what did not arrive is taken again', () => {
  const counts = createCounts();
  expect(counts.take()).toBeUndefined();
  counts.browser.started();
  counts.browser.ended('crashed');
  counts.guard.judged('allowed', '');
  counts.guard.judged('refused', 'loopback');
  counts.guard.judged('refused', 'loopback');
  const taken = counts.take();
  expect(taken).toEqual({
    browserStarts: 1,
    browserEnds: [{ cause: 'crashed', count: 1 }],
    guard: [
      { verdict: 'allowed', rule: '', count: 1 },
      { verdict: 'refused', rule: 'loopback', count: 2 },
    ],
  });
  expect(counts.take()).toBeUndefined();
  counts.guard.judged('refused', 'loopback');
  if (taken) counts.giveBack(taken);
  expect(counts.take()?.guard).toContainEqual({ verdict: 'refused', rule: 'loopback', count: 3 });
});

test('what it tells is always one that the server accepts, however many rules there were', () => {
  const counts = createCounts();
  for (let rule = 0; rule < GUARD_COUNTS * 2; rule += 1) counts.guard.judged('failed', `r_${rule}`);
  const taken = counts.take();
  expect(taken?.guard).toHaveLength(GUARD_COUNTS);
  expect(ScannerCounts.safeParse(taken).success).toBe(true);
});
