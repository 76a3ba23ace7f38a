import { expect, test } from 'vitest';
import { codeForStatus, errorFromResponse, retryAfter } from './errors.ts';

test('a problem document becomes an ApiError with its code and fields', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Bad request',
    status: 400,
    code: 'invalid_request',
    detail: 'The request is not valid.',
    errors: [{ field: 'url', message: 'is too long' }],
  };
  const error = await errorFromResponse(
    new Response(JSON.stringify(problem), { status: 400, headers: { 'retry-after': '3' } }),
  );
  expect(error).toMatchObject({
    code: 'invalid_request',
    status: 400,
    detail: 'The request is not valid.',
    errors: [{ field: 'url', message: 'is too long' }],
    retryAfterMs: 3_000,
  });
});

test.each([
  [401, 'unauthenticated'],
  [404, 'not_found'],
  [418, 'invalid_request'],
  [429, 'rate_limited'],
  [502, 'unavailable'],
  [599, 'internal_error'],
] as const)('an answer %i that is no problem document is read as %s', async (status, code) => {
  expect(codeForStatus(status)).toBe(code);
  const error = await errorFromResponse(new Response('<h1>proxy</h1>', { status }));
  expect(error.code).toBe(code);
  expect(error.detail).toContain(String(status));
});

test('retry-after is read as seconds and as a date, and as nothing when it is neither', () => {
  const now = Date.parse('2030-01-01T00:00:00Z');
  const read = (value: string) => retryAfter(new Headers({ 'retry-after': value }), now);
  expect(read('12')).toBe(12_000);
  expect(read('Tue, 01 Jan 2030 00:00:05 GMT')).toBe(5_000);
  expect(read('Tue, 01 Jan 2029 00:00:05 GMT')).toBe(0);
  expect(read('soon')).toBeNull();
  expect(retryAfter(new Headers(), now)).toBeNull();
});
