import { expect, test } from 'vitest';
import { auditSearch, instantOf, localOf } from './audit-search.ts';

test('what an address cannot mean is left out, and the rest is kept', () => {
  const search = {
    action: 'scan.created',
    outcome: 'perhaps',
    actor: '',
    target: 'x',
    from: 'soon',
  };
  expect(auditSearch({ ...search, tab: 'other' })).toEqual({ action: 'scan.created', target: 'x' });
});

test('a local time goes to an instant and back', () => {
  expect(localOf(instantOf('2026-11-24T14:05'))).toBe('2026-11-24T14:05');
  expect(instantOf('')).toBeUndefined();
  expect(instantOf('soon')).toBeUndefined();
});
