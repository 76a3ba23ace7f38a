import { expect, test } from 'vitest';
import { tokenState } from './token-state.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');

test('a token is active until it is revoked or its time is up', () => {
  expect(tokenState({ revoked: false, expires: null }, NOW)).toBe('active');
  expect(tokenState({ revoked: false, expires: '2030-01-01T00:00:01Z' }, NOW)).toBe('active');
  expect(tokenState({ revoked: false, expires: '2030-01-01T00:00:00Z' }, NOW)).toBe('expired');
  expect(tokenState({ revoked: true, expires: null }, NOW)).toBe('revoked');
});
