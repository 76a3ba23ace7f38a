import { expect, test } from 'vitest';
import { failureDetail } from './failure-detail.ts';

test.each([
  ['connection_failed', 'The server could not be reached. (net::ERR_EMPTY)', 'net::ERR_EMPTY'],
  ['blocked_destination', 'It is not one to reach (loopback).', 'loopback'],
  ['timeout', 'The server did not answer in time.', ''],
  ['scanner_error', 'The folder is full.', 'The folder is full.'],
  [null, 'Something else.', 'Something else.'],
] as const)('of %s, "%s" adds "%s" to what the console says', (errorCode, errorMessage, detail) => {
  expect(failureDetail({ errorCode, errorMessage })).toBe(detail);
});
