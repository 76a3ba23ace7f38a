import { LEASE_TIMES } from '@webhood/contract';
import { expect, test } from 'vitest';
import { endOfAttempt } from './attempt-end.ts';

const CAUSE = { code: 'browser_failed', message: 'The browser ended.' } as const;

test('the first failures wait longer and longer, the last ends the scan with its cause', () => {
  const ends = [0, 1, 2].map((failedBefore) => endOfAttempt(failedBefore, CAUSE, true).next);
  expect(ends).toEqual([
    { kind: 'retry', afterSeconds: LEASE_TIMES.backOffSeconds[0] },
    { kind: 'retry', afterSeconds: LEASE_TIMES.backOffSeconds[1] },
    {
      kind: 'error',
      code: 'attempts_exhausted',
      message: expect.stringContaining('The browser ended.'),
    },
  ]);
});

test('a failure that no retry can mend ends the scan with its own code', () => {
  expect(endOfAttempt(0, CAUSE, false).next).toEqual({ kind: 'error', ...CAUSE });
});
