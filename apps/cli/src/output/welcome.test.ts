import { expect, test } from 'vitest';
import { readyAt } from './welcome.ts';

test('networks beyond the public internet are named, where any are allowed', () => {
  expect(readyAt('https://a', ['10.0.0.0/8', '::1/128'])).toContain('10.0.0.0/8, ::1/128');
  expect(readyAt('https://a')).not.toContain('networks');
});
