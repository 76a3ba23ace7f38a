import { expect, test } from 'vitest';
import { readQuotas, readRateLimit } from './config-limits.ts';

function reader(env: Record<string, string>) {
  return { faults: [] as string[], text: (name: string) => env[name] };
}

test('roles that are not named keep their limits', () => {
  const from = reader({ WEBHOOD_SCANS_PER_DAY: 'user=5, api_user=unlimited' });
  expect(readQuotas(from).scansPerDay).toEqual({
    admin: Number.POSITIVE_INFINITY,
    user: 5,
    api_user: Number.POSITIVE_INFINITY,
    viewer: 0,
  });
  expect(from.faults).toEqual([]);
});

test.each(['user', 'user=-1', 'viewer=5', 'somebody=5', 'user=1e9'])('%s is a fault', (text) => {
  const from = reader({ WEBHOOD_SCANS_WAITING: text });
  readQuotas(from);
  expect(from.faults).toEqual([expect.stringContaining('WEBHOOD_SCANS_WAITING must be like')]);
});

test('requests per minute are a number of at least one', () => {
  expect(readRateLimit(reader({}))).toBe(3_000);
  expect(readRateLimit(reader({ WEBHOOD_REQUESTS_PER_MINUTE: '10' }))).toBe(10);
  const from = reader({ WEBHOOD_REQUESTS_PER_MINUTE: '0' });
  readRateLimit(from);
  expect(from.faults).toHaveLength(1);
});
