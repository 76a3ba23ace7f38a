import { ApiError } from '@webhood/client';
import { expect, test } from 'vitest';
import { faultParts, faultPlace } from './fault-place.ts';

const error = (message: string) =>
  new ApiError({
    code: 'invalid_request',
    status: 400,
    detail: '',
    errors: [{ field: 'q', message }],
  });

test('the place of a fault is read from the answer, and from no other error', () => {
  expect(faultPlace(error("column 3: 'x' does not fit here"))).toEqual({
    column: 3,
    message: "'x' does not fit here",
  });
  expect(faultPlace(error('is too long'))).toBeNull();
  expect(faultPlace(new Error('column 3: x'))).toBeNull();
});

test('a search is cut at its fault, also past its end', () => {
  expect(faultParts('a )b', 3)).toEqual({ before: 'a ', at: ')', after: 'b' });
  expect(faultParts('a AND', 6)).toEqual({ before: 'a AND', at: '\u00a0', after: '' });
  const long = faultParts('x'.repeat(100), 50);
  expect(long.before).toBe(`…${'x'.repeat(30)}`);
  expect(long.after).toBe(`${'x'.repeat(30)}…`);
});
