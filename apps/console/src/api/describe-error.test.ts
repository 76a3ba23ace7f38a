import { ApiError, InvalidResponseError, NetworkError } from '@webhood/client';
import { PROBLEM_CODES, PROBLEM_STATUS } from '@webhood/contract';
import { expect, test } from 'vitest';
import { describeError, isPassing, isUnauthenticated } from './describe-error.ts';

test('every failure code has a title and says something', () => {
  for (const code of PROBLEM_CODES) {
    const error = new ApiError({ code, status: PROBLEM_STATUS[code], detail: 'Detail.' });
    const { title, message } = describeError(error);
    expect(title).not.toBe('');
    expect(message).not.toBe('');
  }
});

test('a refused field is named, and a wait is told in seconds', () => {
  const invalid = new ApiError({
    code: 'invalid_request',
    status: 400,
    detail: 'Not valid.',
    errors: [{ field: 'url', message: 'is too long' }],
  });
  expect(describeError(invalid).message).toBe('Not valid. url: is too long.');
  const busy = new ApiError({
    code: 'rate_limited',
    status: 429,
    detail: 'Slow.',
    retryAfterMs: 1_500,
  });
  expect(describeError(busy).message).toContain('2 seconds');
});

test('only what decides nothing is worth another try by itself', () => {
  expect(isPassing(new NetworkError('x'))).toBe(true);
  expect(isPassing(new ApiError({ code: 'unavailable', status: 503, detail: '' }))).toBe(true);
  expect(isPassing(new ApiError({ code: 'not_found', status: 404, detail: '' }))).toBe(false);
  expect(isPassing(new InvalidResponseError('x'))).toBe(false);
  expect(
    isUnauthenticated(new ApiError({ code: 'unauthenticated', status: 401, detail: '' })),
  ).toBe(true);
});

test('a sentence that the answer gives twice is said once', () => {
  const refused = new ApiError({
    code: 'non_public_address',
    status: 400,
    detail: '10.0.0.1 is not public.',
    errors: [{ field: 'url', message: '10.0.0.1 is not public.' }],
  });
  expect(describeError(refused).message).toBe('10.0.0.1 is not public.');
});
