import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretWeakness } from './secret-strength.ts';

test('32 random bytes are strong in every common spelling', () => {
  for (let i = 0; i < 200; i++) {
    const bytes = randomBytes(32);
    for (const spelling of ['hex', 'base64', 'base64url'] as const) {
      expect(secretWeakness(bytes.toString(spelling))).toBeUndefined();
    }
  }
});

test.each([
  ['', 'shorter'],
  ['aVeryShortOne', 'shorter'],
  ['0123456789abcdef0123456789abcdef', 'hexadecimal'],
  ['a'.repeat(64), 'repeats'],
  ['k3J9x2Qm7Lp4Zt8V'.repeat(3), 'repeats'],
  ['changeme-changeme-changeme-change', 'example'],
  ['this-is-my-super-Secret-signing-key-01', 'example'],
  ['zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzy', 'randomness'],
])('%j is refused', (text, why) => {
  expect(secretWeakness(text)).toContain(why);
});
