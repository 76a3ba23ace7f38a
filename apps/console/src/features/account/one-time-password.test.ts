import { Password } from '@webhood/contract';
import { expect, test } from 'vitest';
import { oneTimePassword } from './one-time-password.ts';

test('a one-time password is one that the server takes, and another each time', () => {
  const made = new Set(Array.from({ length: 100 }, oneTimePassword));
  expect(made.size).toBe(100);
  for (const password of made) {
    expect(Password.safeParse(password).success).toBe(true);
    expect(password).toMatch(/^[a-z2-9A]{24}$/);
  }
});
