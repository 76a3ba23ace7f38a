import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeyring } from './keyring.ts';
import { createSealedValues } from './sealed-values.ts';

const secret = randomBytes(48);
const values = createSealedValues(createKeyring(secret, 'one'));

test('any text opens again in its context, and its bytes are not in the sealed form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
      const sealed = values.seal('scan-secrets', text, context);
      expect(values.open('scan-secrets', sealed, context)).toBe(text);
      expect(values.seal('scan-secrets', text, context)).not.toBe(sealed);
    }),
  );
});

test('a value does not open in another context, for another purpose, epoch or secret', () => {
  const sealed = values.seal('scan-secrets', 'text', 'a');
  expect(values.open('scan-secrets', sealed, 'b')).toBeUndefined();
  expect(values.open('second-factor', sealed, 'a')).toBeUndefined();
  const nextEpoch = createSealedValues(createKeyring(secret, 'two'));
  expect(nextEpoch.open('scan-secrets', sealed, 'a')).toBeUndefined();
  const otherSecret = createSealedValues(createKeyring(randomBytes(48), 'one'));
  expect(otherSecret.open('scan-secrets', sealed, 'a')).toBeUndefined();
});

test('a changed byte anywhere keeps a value from opening', () => {
  const sealed = values.seal('scan-secrets', 'text', 'a');
  const [version, name, body = ''] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64url');
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] ?? 0) ^ 1;
    const text = `${version}.${name}.${changed.toString('base64url')}`;
    expect(values.open('scan-secrets', text, 'a')).toBeUndefined();
  }
  for (const text of ['', 'v1', `${version}.${name}.AA`, `${version}.00000000.${body}`]) {
    expect(values.open('scan-secrets', text, 'a')).toBeUndefined();
  }
});
