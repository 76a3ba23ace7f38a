import { expect, test } from 'vitest';
import { passwordFault } from './password-fault.ts';

const LONG = 'correct horse battery';

test.each([
  [{ current: 'a', next: 'short', repeat: 'short' }, 'short'],
  [{ current: LONG, next: LONG, repeat: LONG }, 'same'],
  [{ current: 'a', next: LONG, repeat: `${LONG}!` }, 'differs'],
  [{ current: 'a', next: LONG, repeat: LONG }, null],
])('%o is %s', (entry, fault) => {
  expect(passwordFault(entry)).toBe(fault);
});
