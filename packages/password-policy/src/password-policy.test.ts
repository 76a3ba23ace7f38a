import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgePassword } from './password-policy.ts';

test.each([
  'password',
  'Password',
  'qwertyuiop',
  'letmeinletmein',
  'passwordpassword',
  '123456789123456789',
])('%s is on the list of common passwords', (password) => {
  expect(judgePassword(password).refusal).toBe('common');
});

test.each(['aaaaaaaaaaaaaaa', 'abcdefghijklmnop', 'password1234', 'Password2024!'])(
  '%s is not on the list and yet guessed soon',
  (password) => {
    expect(judgePassword(password).refusal).not.toBeNull();
  },
);

test('what is known of a person makes a bad password', () => {
  expect(judgePassword('margarethe.holm').refusal).toBeNull();
  const known = ['margarethe.holm', 'margarethe.holm@example.org'];
  expect(judgePassword('margarethe.holm', known).refusal).toBe('guessable');
});

test.each(['quiet otters swim at dawn', 'my very own words', 'kX9#vq2Lw8pZ'])(
  '%s is taken',
  (password) => {
    expect(judgePassword(password)).toMatchObject({ refusal: null });
    expect(judgePassword(password).score).toBeGreaterThanOrEqual(3);
  },
);

test('any text has a verdict', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 128 }), fc.string(), (password, known) => {
      const { score, refusal } = judgePassword(password, [known]);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(refusal === null ? score : 3).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 50 },
  );
});
