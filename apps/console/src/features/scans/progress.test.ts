import { expect, test } from 'vitest';
import { clockStart, currentStep } from './progress.ts';

test('a running scan that has not said more is opening', () => {
  expect(currentStep({ state: 'running', phase: null })).toBe('opening');
  expect(currentStep({ state: 'running', phase: 'settling' })).toBe('settling');
  expect(currentStep({ state: 'queued', phase: null })).toBe('queued');
});

test('a scan that has ended has no step', () => {
  for (const state of ['done', 'error', 'cancelled', 'pending'] as const) {
    expect(currentStep({ state, phase: null })).toBeNull();
  }
});

test('the clock of a running scan starts with its attempt, of a waiting one with its submission', () => {
  const times = { created: '2030-01-01T00:00:00Z', startedAt: '2030-01-01T00:01:00Z' };
  expect(clockStart({ ...times, state: 'running' })).toBe(times.startedAt);
  expect(clockStart({ ...times, state: 'queued' })).toBe(times.created);
});
