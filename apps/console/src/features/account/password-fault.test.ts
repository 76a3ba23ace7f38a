import { expect, test } from 'vitest';
import { passwordFault } from './password-fault.ts';

const LONG = 'correct horse battery';

test.each([
  [{ current: 'a', next: 'short', repeat: 'short' }, 'short'],
  [{ current: LONG, next: LONG, repeat: LONG }, 'same'],
  [{ current: 'a', next: LONG, repeat: `${LONG}!` }, 'differs'],
  [{ current: 'a', next: LONG, repeat: LONG }, null],
])('%o is %s', (entry, fault) => {
  expect(passwordFault(entry, null)).toBe(fault);
});

test('what the server would refuse is said before that the entries differ', () => {
  const entry = { current: 'a', next: 'passwordpassword', repeat: '' };
  expect(passwordFault(entry, 'common')).toBe('common');
  expect(passwordFault({ ...entry, next: 'short' }, 'common')).toBe('short');
});
