import { SCAN_FAILURE_CODES } from '@webhood/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureOf } from './outcome.ts';

test.each([
  ['net::ERR_TOO_MANY_REDIRECTS', 'redirect_loop'],
  ['net::ERR_UNSAFE_REDIRECT', 'unsafe_redirect'],
  ['net::ERR_NAME_NOT_RESOLVED', 'name_not_resolved'],
  ['net::ERR_CONNECTION_RESET', 'connection_failed'],
  ['net::ERR_CONNECTION_TIMED_OUT', 'timeout'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'tls_failed'],
  ['net::ERR_CERT_INVALID', 'tls_failed'],
  ['net::ERR_INVALID_RESPONSE', 'navigation_failed'],
])('%s is reported as %s', (errorText, code) => {
  expect(failureOf(errorText, undefined, []).code).toBe(code);
});

test('whatever the browser says, the code is of the closed set and the message a sentence', () => {
  fc.assert(
    fc.property(fc.string(), (errorText) => {
      const { code, message } = failureOf(errorText, undefined, []);
      expect(SCAN_FAILURE_CODES).toContain(code);
      expect(message.length).toBeGreaterThan(10);
    }),
  );
});
